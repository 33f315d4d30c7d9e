import { SeedFileError } from '../seed-file-error.ts';
import { SEED_ENCODINGS } from '../seed-file-event.ts';
import type { SeedEncoding } from '../seed-file-event.ts';
import { ENCODING_NAMES, plainSeedText } from '../token/decode-seed.ts';

/** The shape of a seed of 16 to 128 bytes in each encoding. */
const PLAUSIBLE: Readonly<Record<SeedEncoding, (plain: string) => boolean>> = {
  hex: (plain) => /^(?:[0-9a-f]{2}){16,128}$/i.test(plain),
  base32: (plain) =>
    /^[a-z2-7]{26,205}=*$/i.test(plain) && [0, 2, 4, 5, 7].includes(plain.replace(/=+$/, '').length % 8),
  base64: (plain) => /^[a-z0-9+/]{22,171}={0,2}$/i.test(plain) && plain.replace(/=+$/, '').length % 4 !== 1,
};
/**
 * Finds out how a file's seeds are written. Values that are a seed in no encoding say nothing here; their rows are refused later.
 *
 * @param seeds those of the first rows
 * @param candidates encodings the format allows
 * @throws {SeedFileError} encoding-ambiguous when more than one fits every seed, unless all are hexadecimal, or Base32 in capitals;
 *   encoding-unknown when none fits
 */
export function findEncoding(seeds: readonly string[], candidates: readonly SeedEncoding[]): SeedEncoding {
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) return only;
  const fits = seeds
    .map((seed) => candidates.filter((encoding) => PLAUSIBLE[encoding](plainSeedText(seed, encoding))))
    .filter((encodings) => encodings.length > 0);
  if (fits.length === 0) return encodingOfShortSeeds(seeds, candidates);
  const common = SEED_ENCODINGS.filter((encoding) => fits.every((encodings) => encodings.includes(encoding)));
  const [first] = common;
  if (first !== undefined && isBeyondDoubt(first, common, fits, seeds)) return first;
  const doubtful = common.length > 1 ? common : SEED_ENCODINGS.filter((e) => fits.some((f) => f.includes(e)));
  throw new SeedFileError('encoding-ambiguous', {
    encodings: doubtful.map((encoding) => ENCODING_NAMES[encoding]).join(' / '),
  });
}

function isBeyondDoubt(
  first: SeedEncoding,
  common: readonly SeedEncoding[],
  fits: readonly (readonly SeedEncoding[])[],
  seeds: readonly string[],
): boolean {
  // Random Base64 keeps to the 22 characters of hexadecimal with a chance below 1 in 2^49 for the shortest seed, random Base32 1 in 2^36.
  if (common.length > 1) return first === 'hex' || (first === 'base32' && areCapitalBase32(seeds));
  // Hexadecimal and Base32 mostly are Base64 too: a file that mixes those two is not Base64 for that
  return first !== 'base64' || fits.some((encodings) => encodings.length === 1);
}

/**
 * Base32 as everybody writes it, in capitals. Base64 of random bytes keeps to these 32 of its 64 characters with a chance of 1 in 2^26
 * for the shortest seed there is.
 */
function areCapitalBase32(seeds: readonly string[]): boolean {
  return seeds.every((seed) => {
    const plain = plainSeedText(seed, 'base32');
    return !PLAUSIBLE.base32(plain) || /^[A-Z2-7]+=*$/.test(plain);
  });
}

/** All seeds are too short to be accepted: hexadecimal, where they are that, lets every row say how short. */
function encodingOfShortSeeds(seeds: readonly string[], candidates: readonly SeedEncoding[]): SeedEncoding {
  const isHex = seeds.some((seed) => /^(?:[0-9a-f]{2})+$/i.test(plainSeedText(seed, 'hex')));
  if (isHex && candidates.includes('hex')) return 'hex';
  throw new SeedFileError('encoding-unknown');
}
