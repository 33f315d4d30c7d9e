import { type SealedPart, openPart, sealPart } from './sealed-part.ts';

/** How the app lock keeps the vault's master key: wrapped by what the PIN and this phone's own key give together. */
export interface PinSlot {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly wrappedMasterKey: SealedPart;
}

/** What the functions here need beside the PIN. */
export interface PinContext {
  /** non-extractable HMAC key of this phone: without it the few bits of a PIN cannot be searched elsewhere */
  readonly phoneKey: CryptoKey;
  readonly deviceId: string;
}

/** OWASP's floor for PBKDF2 with HMAC-SHA-256. */
const PBKDF2_ITERATIONS = 600_000;
const SALT_BYTES = 16;
export const MIN_PIN_DIGITS = 6;
export const MAX_PIN_DIGITS = 32;

/** Whether this can be a PIN: 6 to 32 decimal digits. */
export function isPin(text: string): boolean {
  return new RegExp(`^[0-9]{${MIN_PIN_DIGITS},${MAX_PIN_DIGITS}}$`).test(text);
}

/** A PIN anyone would try first: one repeated digit, or a plain run up or down. */
export function isPinGuessable(pin: string): boolean {
  const steps = new Set(
    Array.from(pin)
      .slice(1)
      .map((digit, i) => Number(digit) - Number(pin[i])),
  );
  const [only] = steps;
  return steps.size === 1 && only !== undefined && Math.abs(only) <= 1;
}

/** Wraps the raw master key (32 bytes) under a PIN. */
export async function wrapWithPin(
  masterKey: Uint8Array<ArrayBuffer>,
  pin: string,
  context: PinContext,
): Promise<PinSlot> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await deriveWrappingKey(pin, { salt, iterations: PBKDF2_ITERATIONS }, context);
  return {
    salt,
    iterations: PBKDF2_ITERATIONS,
    wrappedMasterKey: await sealPart(key, masterKey, placeOf(context)),
  };
}

/**
 * Opens the master key (32 bytes); the caller imports it and zeroes it.
 *
 * @throws {DamagedEntryError} when the PIN is wrong
 */
export async function unwrapWithPin(
  slot: PinSlot,
  pin: string,
  context: PinContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await deriveWrappingKey(pin, slot, context);
  return openPart(key, slot.wrappedMasterKey, placeOf(context));
}

const placeOf = ({ deviceId }: PinContext) =>
  ({ formatVersion: 1, deviceId, entryId: 'vault', part: 'master-key' }) as const;

async function deriveWrappingKey(
  pin: string,
  { salt, iterations }: Pick<PinSlot, 'salt' | 'iterations'>,
  { phoneKey }: PinContext,
): Promise<CryptoKey> {
  const pinKey = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const fromPin = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    pinKey,
    256,
  );
  const fromPhone = await crypto.subtle.sign('HMAC', phoneKey, salt);
  const both = new Uint8Array(64);
  both.set(new Uint8Array(fromPin), 0);
  both.set(new Uint8Array(fromPhone), 32);
  const keyMaterial = await crypto.subtle.importKey('raw', both, 'HKDF', false, ['deriveKey']);
  both.fill(0);
  const info = new TextEncoder().encode('lingpai vault lock v1');
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    keyMaterial,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
