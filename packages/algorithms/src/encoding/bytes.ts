/** Joins byte strings. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Writes a counter or time step as 8 bytes, big-endian. By division: `<<` ends at 2^32, and BigInt allocates.
 *
 * @param value 0 to 2^64 - 1
 */
export function encodeUint64(value: number | bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  let rest = value;
  if (typeof rest === 'bigint') {
    new DataView(bytes.buffer).setBigUint64(0, rest);
    return bytes;
  }
  for (let at = 7; rest > 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
