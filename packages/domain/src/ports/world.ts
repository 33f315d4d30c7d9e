/** The clock. Epoch milliseconds, UTC. */
export interface Clock {
  nowMs(): number;
}

/** Cryptographic randomness. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** Too much is asked at the same time. Nothing was decided, counted or used up: the same can be asked again shortly. */
export class BusyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BusyError';
  }
}

/**
 * Argon2id with a server-side pepper, for passwords people choose.
 *
 * @throws {BusyError} when too many hashes are asked for at the same time
 */
export interface PasswordHasher {
  /** @returns text to store; holds its own parameters */
  hash(password: string): Promise<string>;
  verify(password: string, stored: string): Promise<boolean>;
}

/** SHA-256, for random secrets of 128 bits and more that are only compared. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** Argon2id (RFC 9106), raw: for deriving seeds, not for storing passwords. */
export type Argon2id = (input: {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  readonly outputBytes: number;
}) => Promise<Uint8Array>;

/** Which process this is, for what must not be left half done when a process dies. */
export interface ProcessIdentity {
  /** differs between any two processes, on any machine, at any time */
  readonly name: string;
  /** Is the process of this name certainly gone? False when it cannot be known from here. */
  isGone(name: string): boolean;
}

/** Lets others have their turn (the event loop; writers that wait for the store) before long work goes on. */
export type Pause = () => Promise<void>;
