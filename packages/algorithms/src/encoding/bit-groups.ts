/** The one mechanism under base32, base64 and Crockford's base32: the bits of a byte string cut into groups of 5 or 6. */

/**
 * Cuts bytes into groups of bits, the first bit first; the last group is filled up with zeros.
 *
 * @param groupBits 5 or 6
 */
export function bytesToBitGroups(bytes: Uint8Array, groupBits: 5 | 6): number[] {
  const groups: number[] = [];
  let buffer = 0; // never holds more than 13 bits
  let heldBits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    heldBits += 8;
    while (heldBits >= groupBits) {
      heldBits -= groupBits;
      groups.push((buffer >>> heldBits) & ((1 << groupBits) - 1));
      buffer &= (1 << heldBits) - 1;
    }
  }
  if (heldBits > 0) groups.push((buffer << (groupBits - heldBits)) & ((1 << groupBits) - 1));
  return groups;
}

/** What {@link bitGroupsToBytes} found. */
export interface JoinedBits {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** how many bits are left after the last whole byte; a group's width or more means a group too many */
  readonly restBits: number;
  /** their value; anything but 0 is not canonical (RFC 4648 §3.5) */
  readonly restValue: number;
}

/** Joins groups of bits to bytes again. */
export function bitGroupsToBytes(groups: readonly number[], groupBits: 5 | 6): JoinedBits {
  const bytes = new Uint8Array(Math.floor((groups.length * groupBits) / 8));
  let buffer = 0;
  let heldBits = 0;
  let written = 0;
  for (const group of groups) {
    buffer = (buffer << groupBits) | group;
    heldBits += groupBits;
    if (heldBits < 8) continue;
    heldBits -= 8;
    bytes[written++] = buffer >>> heldBits;
    buffer &= (1 << heldBits) - 1;
  }
  return { bytes, restBits: heldBits, restValue: buffer };
}
