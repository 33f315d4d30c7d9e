import { finishBlocks, padMessage, readWords, wordsToBytes } from './hash-function.ts';
import type { HashFunction } from './hash-function.ts';
import { lowerWords, primeRootFractions, upperWords } from './prime-roots.ts';

const INITIAL = /* @__PURE__ */ primeRootFractions(8, 2n);
const ROUND_CONSTANTS = /* @__PURE__ */ primeRootFractions(80, 3n);
/** Of SHA-256; at the same time the upper words of SHA-512's. */
const INITIAL_UPPER = /* @__PURE__ */ upperWords(INITIAL);
const INITIAL_LOWER = /* @__PURE__ */ lowerWords(INITIAL);
const K_UPPER = /* @__PURE__ */ upperWords(ROUND_CONSTANTS);
const K_LOWER = /* @__PURE__ */ lowerWords(ROUND_CONSTANTS);

// ---- SHA-256, FIPS 180-4 §6.2 ----

const SHA256_BLOCK_BYTES = 64;
const K_SIGNED = /* @__PURE__ */ Int32Array.from(K_UPPER);

function rotateRight(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The message schedule; one for all, since nothing here waits for anything. */
const w256 = /* @__PURE__ */ new Int32Array(64);

/** §6.2.2 step 1, with σ0 and σ1 of §4.1.2. */
function expandBlock256(bytes: Uint8Array, offset: number): void {
  readWords(bytes, offset, w256);
  for (let t = 16; t < 64; t++) {
    const x = w256[t - 15]!;
    const y = w256[t - 2]!;
    const sigma0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
    const sigma1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10);
    w256[t] = (sigma1 + w256[t - 7]! + sigma0 + w256[t - 16]!) | 0;
  }
}

/** §6.2.2 steps 2 to 4. */
function absorb256(state: Int32Array, bytes: Uint8Array, offset: number): void {
  expandBlock256(bytes, offset);
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
  let [e, f, g, h] = [state[4]!, state[5]!, state[6]!, state[7]!];
  for (let t = 0; t < 64; t++) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + sum1 + choice + K_SIGNED[t]! + w256[t]!) | 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + sum0 + majority) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

function finish256(start: Int32Array, message: Uint8Array, precedingBytes: number): Uint8Array<ArrayBuffer> {
  return wordsToBytes(
    finishBlocks({ start, message, blockBytes: SHA256_BLOCK_BYTES, precedingBytes, absorb: absorb256 }),
  );
}

/**
 * SHA-256.
 *
 * @param message of any length
 * @returns 32 bytes
 * @see FIPS 180-4 §6.2
 */
export const sha256: HashFunction = /* @__PURE__ */ Object.assign(
  (message: Uint8Array) => finish256(Int32Array.from(INITIAL_UPPER), message, 0),
  {
    blockBytes: SHA256_BLOCK_BYTES,
    outputBytes: 32,
    resumable: {
      begin: (block: Uint8Array) => {
        const state = Int32Array.from(INITIAL_UPPER);
        absorb256(state, block, 0);
        return state;
      },
      finish: (state: Int32Array, rest: Uint8Array) => finish256(state.slice(), rest, SHA256_BLOCK_BYTES),
    },
  },
);

// ---- SHA-512, FIPS 180-4 §6.4 ----
// A 64-bit word is two 32-bit halves side by side: BigInt would allocate at every step. Sums of lower halves stay far below
// 2^53, so the carry is what lies above 2^32.

const SHA512_BLOCK_BYTES = 128;
const TWO_POW_32 = 0x1_0000_0000;

/** Two halves of a 64-bit word. `lower` is kept unsigned, so that sums carry; `upper` may be signed, since it wraps anyway. */
interface Word64 {
  readonly upper: number;
  readonly lower: number;
}

/** XOR of three rotations to the right, each 1 to 63 bits; Σ0, Σ1 of §4.1.3. */
function rotations(x: Word64, first: number, second: number, third: number): Word64 {
  const [p, q, r] = [rotate64(x, first), rotate64(x, second), rotate64(x, third)];
  return { upper: p.upper ^ q.upper ^ r.upper, lower: (p.lower ^ q.lower ^ r.lower) >>> 0 };
}

function rotate64({ upper, lower }: Word64, bits: number): Word64 {
  if (bits >= 32) return rotate64({ upper: lower, lower: upper }, bits - 32);
  if (bits === 0) return { upper, lower };
  const rest = 32 - bits;
  return { upper: (upper >>> bits) | (lower << rest), lower: (lower >>> bits) | (upper << rest) };
}

/** Two rotations and a shift; σ0, σ1 of §4.1.3. The shift is below 32 bits. */
function rotationsAndShift(x: Word64, first: number, second: number, shift: number): Word64 {
  const [p, q] = [rotate64(x, first), rotate64(x, second)];
  const shiftedLower = (x.lower >>> shift) | (x.upper << (32 - shift));
  return {
    upper: p.upper ^ q.upper ^ (x.upper >>> shift),
    lower: (p.lower ^ q.lower ^ shiftedLower) >>> 0,
  };
}

/** Sum modulo 2^64 of words whose lower halves are unsigned. */
function sum64(...words: readonly Word64[]): Word64 {
  let upper = 0;
  let lower = 0;
  for (const word of words) {
    upper += word.upper;
    lower += word.lower;
  }
  return { upper: (upper + Math.floor(lower / TWO_POW_32)) >>> 0, lower: lower >>> 0 };
}

/** §6.4.2 step 1. */
function expandBlock512(message: DataView, offset: number): Word64[] {
  const w: Word64[] = [];
  for (let t = 0; t < 16; t++) {
    const at = offset + t * 8;
    w.push({ upper: message.getUint32(at), lower: message.getUint32(at + 4) });
  }
  for (let t = 16; t < 80; t++) {
    const sigma0 = rotationsAndShift(w[t - 15]!, 1, 8, 7);
    const sigma1 = rotationsAndShift(w[t - 2]!, 19, 61, 6);
    w.push(sum64(sigma1, w[t - 7]!, sigma0, w[t - 16]!));
  }
  return w;
}

function choose(e: Word64, f: Word64, g: Word64): Word64 {
  return {
    upper: (e.upper & f.upper) ^ (~e.upper & g.upper),
    lower: ((e.lower & f.lower) ^ (~e.lower & g.lower)) >>> 0,
  };
}

function majority64(a: Word64, b: Word64, c: Word64): Word64 {
  return {
    upper: (a.upper & b.upper) ^ (a.upper & c.upper) ^ (b.upper & c.upper),
    lower: ((a.lower & b.lower) ^ (a.lower & c.lower) ^ (b.lower & c.lower)) >>> 0,
  };
}

type State512 = [Word64, Word64, Word64, Word64, Word64, Word64, Word64, Word64];

/** §6.4.2 steps 2 to 4. */
function compress512(state: State512, w: readonly Word64[]): State512 {
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 80; t++) {
    const k = { upper: K_UPPER[t]!, lower: K_LOWER[t]! };
    const t1 = sum64(h, rotations(e, 14, 18, 41), choose(e, f, g), k, w[t]!);
    const t2 = sum64(rotations(a, 28, 34, 39), majority64(a, b, c));
    h = g;
    g = f;
    f = e;
    e = sum64(d, t1);
    d = c;
    c = b;
    b = a;
    a = sum64(t1, t2);
  }
  const next: State512 = [a, b, c, d, e, f, g, h];
  return next.map((word, i) => sum64(word, state[i]!)) as State512;
}

function digest512(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = padMessage(message, SHA512_BLOCK_BYTES);
  let state = Array.from(INITIAL_UPPER, (upper, i) => ({ upper, lower: INITIAL_LOWER[i]! })) as State512;
  for (let offset = 0; offset < padded.byteLength; offset += SHA512_BLOCK_BYTES) {
    state = compress512(state, expandBlock512(padded, offset));
  }
  return wordsToBytes(Uint32Array.from(state.flatMap(({ upper, lower }) => [upper, lower])));
}

/**
 * SHA-512.
 *
 * @param message of any length
 * @returns 64 bytes
 * @see FIPS 180-4 §6.4
 */
export const sha512: HashFunction = /* @__PURE__ */ Object.assign(
  (message: Uint8Array) => digest512(message),
  { blockBytes: SHA512_BLOCK_BYTES, outputBytes: 64 },
);
