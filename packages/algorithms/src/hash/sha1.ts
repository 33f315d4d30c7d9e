import { padMessage, rotateLeft, wordsToBytes } from './hash-function.ts';
import type { HashFunction } from './hash-function.ts';

const BLOCK_BYTES = 64;

/** The message schedule, FIPS 180-4 §6.1.2 step 1. */
function expandBlock(message: DataView, offset: number, schedule: Uint32Array): void {
  for (let t = 0; t < 16; t++) schedule[t] = message.getUint32(offset + t * 4);
  for (let t = 16; t < 80; t++) {
    schedule[t] = rotateLeft(schedule[t - 3]! ^ schedule[t - 8]! ^ schedule[t - 14]! ^ schedule[t - 16]!, 1);
  }
}

/** f_t and K_t of the four rounds, FIPS 180-4 §4.1.1 and §4.2.1, added up. */
function roundTerm(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) ^ (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

/** FIPS 180-4 §6.1.2 steps 2 to 4. */
function compress(state: Uint32Array, schedule: Uint32Array): void {
  let [a, b, c, d, e] = [state[0]!, state[1]!, state[2]!, state[3]!, state[4]!];
  for (let t = 0; t < 80; t++) {
    const next = (rotateLeft(a, 5) + roundTerm(t, b, c, d) + e + schedule[t]!) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  [a, b, c, d, e].forEach((word, i) => (state[i]! += word));
}

function digest(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = padMessage(message, BLOCK_BYTES);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const schedule = new Uint32Array(80);
  for (let offset = 0; offset < padded.byteLength; offset += BLOCK_BYTES) {
    expandBlock(padded, offset, schedule);
    compress(state, schedule);
  }
  return wordsToBytes(state);
}

/**
 * SHA-1. Broken for signatures; under HMAC, as HOTP uses it, it is not.
 *
 * @param message of any length
 * @returns 20 bytes
 * @see FIPS 180-4 §6.1
 */
export const sha1: HashFunction = /* @__PURE__ */ Object.assign((message: Uint8Array) => digest(message), {
  blockBytes: BLOCK_BYTES,
  outputBytes: 20,
});
