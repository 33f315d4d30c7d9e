/** A hash function together with the two sizes that HMAC and HKDF need to know. */
export interface HashFunction {
  (message: Uint8Array): Uint8Array<ArrayBuffer>;
  /** length of the block the function works on, B in RFC 2104 */
  readonly blockBytes: number;
  /** length of its result, L in RFC 2104 */
  readonly outputBytes: number;
}

/**
 * Pads a message the Merkle–Damgård way that SHA-1, SHA-2 and SM3 share: one bit 1, zeros, then the length in bits.
 *
 * @param message of any length below 2^32 bytes
 * @param blockBytes 64, or 128 for SHA-512
 * @returns a whole number of blocks
 * @see FIPS 180-4 §5.1, GB/T 32905-2016 §5.2
 */
export function padMessage(message: Uint8Array, blockBytes: 64 | 128): DataView<ArrayBuffer> {
  const lengthFieldBytes = blockBytes / 8; // 64 bits, 128 for SHA-512
  const blocks = Math.ceil((message.length + 1 + lengthFieldBytes) / blockBytes);
  const padded = new Uint8Array(blocks * blockBytes);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  return view;
}

/** Rotates a 32-bit word to the left; `bits` is 1 to 31. The result is signed, as all JavaScript bit operations are. */
export function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Writes 32-bit words as big-endian bytes. */
export function wordsToBytes(words: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(i * 4, word));
  return bytes;
}
