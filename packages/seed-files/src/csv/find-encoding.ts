import { SeedFileError } from '../seed-file-error.ts';
import { SEED_ENCODINGS } from '../seed-file-event.ts';
import type { SeedEncoding } from '../seed-file-event.ts';
import { ENCODING_NAMES, plainSeedText } from '../token/decode-seed.ts';

/** The shape of a seed of at least 16 bytes in each encoding. */
const PLAUSIBLE: Readonly<Record<SeedEncoding, (plain: string) => boolean>> = {
  hex: (plain) => /^(?:[0-9a-f]{2}){16,}$/i.test(plain),
  base32: (plain) =>
    /^[a-z2-7]{26,}=*$/i.test(plain) && [0, 2, 4, 5, 7].includes(plain.replace(/=+$/, '').length % 8),
  base64: (plain) => /^[a-z0-9+/]{22,}={0,2}$/i.test(plain) && plain.replace(/=+$/, '').length % 4 !== 1,
};
/** Hexadecimal seeds of 128, 160, 256 and 512 bits: what tokens really hold. */
const USUAL_HEX_LENGTHS: ReadonlySet<number> = new Set([32, 40, 64, 128]);

/**
 * Finds out how a file's seeds are written. Values that are a seed in no encoding say nothing here; their rows are refused later.
 *
 * @param seeds those of the first rows
 * @param candidates encodings the format allows
 * @throws {SeedFileError} encoding-ambiguous when more than one fits every seed, unless all are hexadecimal of a usual length;
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
  if (first !== undefined && (common.length === 1 || (first === 'hex' && areUsualHex(seeds)))) return first;
  const doubtful = common.length > 0 ? common : SEED_ENCODINGS.filter((e) => fits.some((f) => f.includes(e)));
  throw new SeedFileError('encoding-ambiguous', {
    encodings: doubtful.map((encoding) => ENCODING_NAMES[encoding]).join(' / '),
  });
}

function areUsualHex(seeds: readonly string[]): boolean {
  return seeds.every((seed) => {
    const plain = plainSeedText(seed, 'hex');
    return !PLAUSIBLE.hex(plain) || USUAL_HEX_LENGTHS.has(plain.length);
  });
}

/** All seeds are too short to be accepted: hexadecimal, where they are that, lets every row say how short. */
function encodingOfShortSeeds(seeds: readonly string[], candidates: readonly SeedEncoding[]): SeedEncoding {
  const isHex = seeds.some((seed) => /^(?:[0-9a-f]{2})+$/i.test(plainSeedText(seed, 'hex')));
  if (isHex && candidates.includes('hex')) return 'hex';
  throw new SeedFileError('encoding-unknown');
}
