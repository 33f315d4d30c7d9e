import { padMessage, rotateLeft, wordsToBytes } from './hash-function.ts';
import type { HashFunction } from './hash-function.ts';

const BLOCK_BYTES = 64;

/** GB/T 32905-2016 §4.1 */
// prettier-ignore
const INITIAL = /* @__PURE__ */ Uint32Array.of(
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
);

/** P0, §4.4 */
function permute0(x: number): number {
  return x ^ rotateLeft(x, 9) ^ rotateLeft(x, 17);
}

/** P1, §4.4 */
function permute1(x: number): number {
  return x ^ rotateLeft(x, 15) ^ rotateLeft(x, 23);
}

/** Message expansion to W, §5.3.2; W' of the standard is `w[j] ^ w[j + 4]`. */
function expandBlock(message: DataView, offset: number, w: Uint32Array): void {
  for (let j = 0; j < 16; j++) w[j] = message.getUint32(offset + j * 4);
  for (let j = 16; j < 68; j++) {
    const mixed = permute1(w[j - 16]! ^ w[j - 9]! ^ rotateLeft(w[j - 3]!, 15));
    w[j] = mixed ^ rotateLeft(w[j - 13]!, 7) ^ w[j - 6]!;
  }
}

/** FF_j of §4.3: parity in the first 16 rounds, majority after. */
function boolFf(j: number, x: number, y: number, z: number): number {
  return j < 16 ? x ^ y ^ z : (x & y) | (x & z) | (y & z);
}

/** GG_j of §4.3: parity in the first 16 rounds, choice after. */
function boolGg(j: number, x: number, y: number, z: number): number {
  return j < 16 ? x ^ y ^ z : (x & y) | (~x & z);
}

/** T_j rotated by j as §5.3.3 has it; a rotation by 0 would break `rotateLeft`. */
function roundConstant(j: number): number {
  const constant = j < 16 ? 0x79cc4519 : 0x7a879d8a;
  return j % 32 === 0 ? constant : rotateLeft(constant, j % 32);
}

/** CF of §5.3.3. */
function compress(state: Uint32Array, w: Uint32Array): void {
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
  let [e, f, g, h] = [state[4]!, state[5]!, state[6]!, state[7]!];
  for (let j = 0; j < 64; j++) {
    const a12 = rotateLeft(a, 12);
    const ss1 = rotateLeft((a12 + e + roundConstant(j)) | 0, 7);
    const tt1 = (boolFf(j, a, b, c) + d + (ss1 ^ a12) + (w[j]! ^ w[j + 4]!)) | 0;
    const tt2 = (boolGg(j, e, f, g) + h + ss1 + w[j]!) | 0;
    d = c;
    c = rotateLeft(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotateLeft(f, 19);
    f = e;
    e = permute0(tt2);
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i]! ^= word));
}

function digest(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = padMessage(message, BLOCK_BYTES);
  const state = INITIAL.slice();
  const w = new Uint32Array(68);
  for (let offset = 0; offset < padded.byteLength; offset += BLOCK_BYTES) {
    expandBlock(padded, offset, w);
    compress(state, w);
  }
  return wordsToBytes(state);
}

/**
 * SM3, the Chinese national hash; no browser has it in WebCrypto.
 *
 * @param message of any length
 * @returns 32 bytes
 * @see GB/T 32905-2016 (GM/T 0004-2012)
 */
export const sm3: HashFunction = /* @__PURE__ */ Object.assign((message: Uint8Array) => digest(message), {
  blockBytes: BLOCK_BYTES,
  outputBytes: 32,
});
