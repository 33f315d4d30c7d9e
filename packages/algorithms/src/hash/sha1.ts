import { finishBlocks, readWords, rotateLeft, wordsToBytes } from './hash-function.ts';
import type { HashFunction } from './hash-function.ts';

const BLOCK_BYTES = 64;
const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
/** The message schedule; one for all, since nothing here waits for anything. */
const w = new Int32Array(80);

/** FIPS 180-4 §6.1.2, with f_t and K_t of §4.1.1 and §4.2.1: a loop for each, because a choice inside of one costs most of the time. */
function compress(state: Int32Array): void {
  for (let t = 16; t < 80; t++) w[t] = rotateLeft(w[t - 3]! ^ w[t - 8]! ^ w[t - 14]! ^ w[t - 16]!, 1);
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let next: number;
  for (let t = 0; t < 20; t++) {
    next = (rotateLeft(a, 5) + ((b & c) ^ (~b & d)) + e + w[t]! + 0x5a827999) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  for (let t = 20; t < 40; t++) {
    next = (rotateLeft(a, 5) + (b ^ c ^ d) + e + w[t]! + 0x6ed9eba1) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  for (let t = 40; t < 60; t++) {
    next = (rotateLeft(a, 5) + ((b & c) ^ (b & d) ^ (c & d)) + e + w[t]! + 0x8f1bbcdc) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  for (let t = 60; t < 80; t++) {
    next = (rotateLeft(a, 5) + (b ^ c ^ d) + e + w[t]! + 0xca62c1d6) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
}

function absorb(state: Int32Array, bytes: Uint8Array, offset: number): void {
  readWords(bytes, offset, w);
  compress(state);
}

/**
 * SHA-1. Broken for signatures; under HMAC, as HOTP uses it, it is not.
 *
 * @param message of any length
 * @returns 20 bytes
 * @see FIPS 180-4 §6.1
 */
export const sha1: HashFunction = /* @__PURE__ */ Object.assign(
  (message: Uint8Array) =>
    wordsToBytes(
      finishBlocks({
        start: Int32Array.from(INITIAL),
        message,
        blockBytes: BLOCK_BYTES,
        precedingBytes: 0,
        absorb,
      }),
    ),
  {
    blockBytes: BLOCK_BYTES,
    outputBytes: 20,
    resumable: {
      begin: (block: Uint8Array) => {
        const state = Int32Array.from(INITIAL);
        absorb(state, block, 0);
        return state;
      },
      finish: (state: Int32Array, rest: Uint8Array) =>
        wordsToBytes(
          finishBlocks({
            start: state.slice(),
            message: rest,
            blockBytes: BLOCK_BYTES,
            precedingBytes: BLOCK_BYTES,
            absorb,
          }),
        ),
    },
  },
);
