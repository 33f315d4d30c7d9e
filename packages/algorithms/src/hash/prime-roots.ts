/**
 * The constants of SHA-2, computed from what FIPS 180-4 §4.2.2, §4.2.3, §5.3.3 and §5.3.5 say they are: the first bits of
 * the fractional parts of square and cube roots of the first primes. Less to mistype than 88 literals, and it shows that
 * the constants of SHA-256 are the upper halves of those of SHA-512. Computed once, when the module loads.
 */

/** The first `count` primes. */
function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** All roots wanted are below 8: √19 is 4.4, ∛409 is 7.4; scaled as the values are. */
const ABOVE_EVERY_ROOT = 8n << 64n;

/**
 * Greatest integer whose `degree`-th power is not above `value`, by Newton's method in integers.
 *
 * @param start any integer above the root: from there the steps fall, and the first that does not has passed it
 */
function integerRoot(value: bigint, degree: bigint, start: bigint): bigint {
  for (let root = start; ;) {
    const next = ((degree - 1n) * root + value / root ** (degree - 1n)) / degree;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * First 64 bits of the fractional part of the root of each of the first primes.
 *
 * @param count how many primes
 * @param degree 2n for the initial values, 3n for the round constants
 */
export function primeRootFractions(count: number, degree: 2n | 3n): BigUint64Array {
  const fractions = firstPrimes(count).map((prime) =>
    BigInt.asUintN(64, integerRoot(BigInt(prime) << (64n * degree), degree, ABOVE_EVERY_ROOT)),
  );
  return BigUint64Array.from(fractions);
}

/** Upper 32 bits of each. */
export function upperWords(values: BigUint64Array): Uint32Array {
  return Uint32Array.from(values, (value) => Number(value >> 32n));
}

/** Lower 32 bits of each. */
export function lowerWords(values: BigUint64Array): Uint32Array {
  return Uint32Array.from(values, (value) => Number(value & 0xffffffffn));
}
