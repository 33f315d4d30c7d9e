/** A hash function together with the two sizes that HMAC and HKDF need to know. */
export interface HashFunction {
  (message: Uint8Array): Uint8Array<ArrayBuffer>;
  /** length of the block the function works on, B in RFC 2104 */
  readonly blockBytes: number;
  /** length of its result, L in RFC 2104 */
  readonly outputBytes: number;
  /** where it can be continued after its first block: an HMAC of many messages under one key then hashes the key but once */
  readonly resumable?: ResumableHash;
}

/** A hash that is stopped after one block and continued, as often as wanted. */
export interface ResumableHash {
  /** the state after one whole block */
  begin(block: Uint8Array): Int32Array;
  /** the hash of that block and `rest`; `state` stays as it is */
  finish(state: Int32Array, rest: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** Reads sixteen big-endian words of a block. */
export function readWords(bytes: Uint8Array, offset: number, words: Int32Array): void {
  for (let i = 0; i < 16; i++) {
    const at = offset + i * 4;
    words[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
}

/**
 * Absorbs all of a message, padded as FIPS 180-4 §5.1.1 has it, into a 32-bit hash's state.
 *
 * @param input.start the state before; it is changed
 * @param input.precedingBytes what was absorbed before, a multiple of the block
 * @returns the state after the last block
 */
export function finishBlocks(input: {
  start: Int32Array;
  message: Uint8Array;
  blockBytes: 64;
  precedingBytes: number;
  absorb: (state: Int32Array, bytes: Uint8Array, offset: number) => void;
}): Int32Array {
  const { start: state, message, blockBytes, precedingBytes, absorb } = input;
  const wholeBytes = message.length - (message.length % blockBytes);
  for (let offset = 0; offset < wholeBytes; offset += blockBytes) absorb(state, message, offset);
  const restBytes = message.length - wholeBytes;
  const tail = new Uint8Array(restBytes + 9 > blockBytes ? 2 * blockBytes : blockBytes);
  for (let i = 0; i < restBytes; i++) tail[i] = message[wholeBytes + i]!;
  tail[restBytes] = 0x80;
  writeBitLength(tail, precedingBytes + message.length);
  for (let offset = 0; offset < tail.length; offset += blockBytes) absorb(state, tail, offset);
  return state;
}

/** The length in bits as the last eight bytes; messages are far below 2^53 bits. */
function writeBitLength(tail: Uint8Array, bytes: number): void {
  let rest = bytes * 8;
  for (let at = tail.length - 1; rest > 0; at--) {
    tail[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
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
export function wordsToBytes(words: Uint32Array | Int32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(words.length * 4);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    bytes[i * 4] = word >>> 24;
    bytes[i * 4 + 1] = word >>> 16;
    bytes[i * 4 + 2] = word >>> 8;
    bytes[i * 4 + 3] = word;
  }
  return bytes;
}
