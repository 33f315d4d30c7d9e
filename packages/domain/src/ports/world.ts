/** The clock. Epoch milliseconds, UTC. */
export interface Clock {
  nowMs(): number;
}

/** Cryptographic randomness. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** Argon2id with a server-side pepper, for passwords people choose. */
export interface PasswordHasher {
  /** @returns text to store; holds its own parameters */
  hash(password: string): Promise<string>;
  verify(password: string, stored: string): Promise<boolean>;
}

/** SHA-256, for random secrets of 128 bits and more that are only compared. */
export type Sha256 = (data: Uint8Array) => Uint8Array;
