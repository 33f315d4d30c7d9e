/** One encrypted value at rest: AES-256-GCM, a fresh nonce for every save. */
export interface SealedPart {
  /** 96 bits, random, never used twice under one key */
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** What the ciphertext is bound to, so that an entry cannot be moved to another place, phone or schema version. */
export interface PartPlace {
  readonly formatVersion: number;
  /** random identifier of this installation */
  readonly deviceId: string;
  readonly entryId: string;
  readonly part: 'record' | 'seed' | 'ticket' | 'master-key';
}

/** The value on disk cannot be opened: altered, cut short, or written under another key. */
export class DamagedEntryError extends Error {
  override readonly name = 'DamagedEntryError';
}

const NONCE_BYTES = 12;

function additionalData(place: PartPlace): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    JSON.stringify(['lingpai vault', place.formatVersion, place.deviceId, place.entryId, place.part]),
  );
}

/** Encrypts a value for its place. The caller zeroes the plaintext where it is a secret. */
export async function sealPart(
  key: CryptoKey,
  plaintext: Uint8Array<ArrayBuffer>,
  place: PartPlace,
): Promise<SealedPart> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: additionalData(place) };
  return { nonce, ciphertext: new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext)) };
}

/**
 * Decrypts a value.
 *
 * @throws {DamagedEntryError} when it does not open under this key, at this place
 */
export async function openPart(
  key: CryptoKey,
  sealed: SealedPart,
  place: PartPlace,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const algorithm = { name: 'AES-GCM', iv: sealed.nonce, additionalData: additionalData(place) };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.ciphertext));
  } catch (cause) {
    throw new DamagedEntryError(`Cannot open the ${place.part} of entry "${place.entryId}"`, { cause });
  }
}
