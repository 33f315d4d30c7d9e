import { createHash } from 'node:crypto';

const BLOCK_BYTES = 16;
/** RFC 2865 §5.2 */
export const MAX_PASSWORD_BYTES = 128;

/**
 * Hides a password under the shared secret and the request's authenticator.
 *
 * @returns 16 to 128 bytes, a multiple of 16
 * @throws {RangeError} when it is longer than 128 bytes, or has a NUL at its end, which padding would swallow
 * @see RFC 2865 §5.2
 */
export function hideUserPassword(input: {
  readonly password: Uint8Array;
  readonly authenticator: Uint8Array;
  readonly secret: Uint8Array;
}): Uint8Array {
  const { password, authenticator, secret } = input;
  if (password.length > MAX_PASSWORD_BYTES || password.at(-1) === 0)
    throw new RangeError('Cannot hide a password: longer than 128 bytes, or NUL at its end');
  const hidden = new Uint8Array(Math.max(1, Math.ceil(password.length / BLOCK_BYTES)) * BLOCK_BYTES);
  hidden.set(password);
  let previous = authenticator;
  for (let at = 0; at < hidden.length; at += BLOCK_BYTES) {
    const block = hidden.subarray(at, at + BLOCK_BYTES);
    xorInto(block, keyOf(secret, previous));
    previous = block;
  }
  return hidden;
}

/**
 * Reveals what `hideUserPassword` hid. Under another secret the outcome is noise.
 *
 * @returns the password without padding; undefined when the length is none it can have
 * @see RFC 2865 §5.2
 */
export function revealUserPassword(input: {
  readonly hidden: Uint8Array;
  readonly authenticator: Uint8Array;
  readonly secret: Uint8Array;
}): Uint8Array | undefined {
  const { hidden, authenticator, secret } = input;
  const isPossible =
    hidden.length > 0 && hidden.length <= MAX_PASSWORD_BYTES && hidden.length % BLOCK_BYTES === 0;
  if (!isPossible) return undefined;
  const plain = Uint8Array.from(hidden);
  let previous = authenticator;
  for (let at = 0; at < hidden.length; at += BLOCK_BYTES) {
    xorInto(plain.subarray(at, at + BLOCK_BYTES), keyOf(secret, previous));
    previous = hidden.subarray(at, at + BLOCK_BYTES);
  }
  let end = plain.length;
  while (end > 0 && plain[end - 1] === 0) end -= 1;
  return plain.subarray(0, end);
}

function keyOf(secret: Uint8Array, previous: Uint8Array): Uint8Array {
  return createHash('md5').update(secret).update(previous).digest();
}

function xorInto(block: Uint8Array, key: Uint8Array): void {
  for (let at = 0; at < block.length; at += 1) block[at]! ^= key[at]!;
}
