/**
 * The constants of SHA-2, computed from what FIPS 180-4 §4.2.2, §4.2.3, §5.3.3 and §5.3.5 say they are: the first bits of
 * the fractional parts of square and cube roots of the first primes. Less to mistype than 88 literals, and it shows that
 * the constants of SHA-256 are the upper halves of those of SHA-512. Takes well under a millisecond, once.
 */

/** The first `count` primes. */
function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** Greatest integer whose `degree`-th power is not above `value`: bisection, since no speed is needed. */
function integerRoot(value: bigint, degree: bigint): bigint {
  let low = 0n;
  let high = 1n << 80n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * First 64 bits of the fractional part of the root of each of the first primes.
 *
 * @param count how many primes
 * @param degree 2n for the initial values, 3n for the round constants
 */
export function primeRootFractions(count: number, degree: 2n | 3n): BigUint64Array {
  const fractions = firstPrimes(count).map((prime) =>
    BigInt.asUintN(64, integerRoot(BigInt(prime) << (64n * degree), degree)),
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
