/** What a sealed secret belongs to: it opens for nothing else, so that a swapped record shows. */
export interface SecretContext {
  readonly purpose: 'token-seed' | 'token-pin' | 'claim-reply' | 'setting' | 'backend' | 'event-sink';
  /** serial of the token, id of the distribution … never changes while the secret lives */
  readonly recordId: string;
}

/** Keeps seeds and other secrets readable for us alone. */
export interface SecretVault {
  seal(context: SecretContext, plain: Uint8Array): Uint8Array;
  /** @throws {VaultError} when the record is damaged, belongs elsewhere, or its key is not there */
  open(context: SecretContext, sealed: Uint8Array): Uint8Array;
  /** A keyed digest (32 bytes): for short secrets that are only compared, and whose plain hash could be searched through. */
  digest(purpose: 'activation-password' | 'idempotency' | 'emergency-password', data: Uint8Array): Uint8Array;
}

/** A sealed secret could not be opened. Says nothing of its content. */
export class VaultError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VaultError';
  }
}
