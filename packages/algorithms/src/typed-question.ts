import { isOcraChallenge } from './ocra.ts';
import type { OcraChallengeFormat, OcraSuite } from './ocra-suite.ts';

/** As `isOcraChallenge` has them, but hexadecimal digits in one case only: a token knows no other difference between `a` and `A`. */
const VALUE_PATTERNS: Readonly<Record<OcraChallengeFormat, RegExp>> = {
  A: /^[\x20-\x7e]+$/,
  N: /^[0-9]+$/,
  H: /^[0-9A-F]+$/,
};
/** Odd, so that the zeros RFC 6287 §5.1 fills a question up with on the right are never taken for its own. */
const END = '1';

/**
 * The OCRA question of values that somebody types into a token: each value and, behind it, how many characters it has, then a 1. From ten
 * on a 0 follows the number, so that reading from the right is always clear: 1 digit, or `0` and the two before it.
 *
 * No two lists of values make one question, nor two questions with one response: what is moved over a border, another order, and zeros in
 * front or behind are seen. A decimal question loses its leading zeros on its way under the MAC; the first length tells how many they were.
 *
 * @returns undefined: a value is empty or not in the suite's format, or all is longer than the suite allows
 * @see RFC 6287 §5.1, §7.3
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { parseOcraSuite, typedQuestion } from '@lingpai/algorithms';
 *
 * const suite = parseOcraSuite('OCRA-1:HOTP-SHA256-8:C-QN16');
 * // 62221234 has 8 digits, 500 has 3.
 * assert.equal(typedQuestion(['62221234', '500'], suite), '62221234' + '8' + '500' + '3' + '1');
 */
export function typedQuestion(values: readonly string[], suite: OcraSuite): string | undefined {
  const pattern = VALUE_PATTERNS[suite.challenge.format];
  if (values.length === 0 || !values.every((value) => pattern.test(value))) return undefined;
  const question = values.map((value) => value + lengthBehind(value)).join('') + END;
  return isOcraChallenge(suite, question) ? question : undefined;
}

/** Longer than two digits cannot be: a question has 64 characters at most. */
function lengthBehind({ length }: string): string {
  return length < 10 ? String(length) : `${length}0`;
}
