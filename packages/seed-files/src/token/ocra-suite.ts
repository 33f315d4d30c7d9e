import { OcraSuiteError, parseOcraSuite } from '@lingpai/algorithms';
import type { TokenHash } from '@lingpai/domain';
import { MIN_DIGITS } from '@lingpai/domain';
import { RowRefusal } from '../seed-file-error.ts';

export interface CheckedSuite {
  /** as it goes under the MAC */
  readonly text: string;
  readonly hash: TokenHash;
  readonly digits: number;
}

const MAX_SUITE_CHARACTERS = 64;

/**
 * Checks an OCRA suite. Lower case is raised: no suite differs from another by case alone.
 *
 * @throws {RowRefusal} suite-malformed; also for the suites without truncation, which show no OTP
 */
export function checkOcraSuite(text: string): CheckedSuite {
  const suite = text.trim().toUpperCase();
  try {
    const { hash, digits } = parseOcraSuite(suite);
    if (digits >= MIN_DIGITS) return { text: suite, hash, digits };
  } catch (cause) {
    if (!(cause instanceof OcraSuiteError)) throw cause;
  }
  const isSuite = suite.startsWith('OCRA-') && suite.length <= MAX_SUITE_CHARACTERS;
  throw new RowRefusal('suite-malformed', { suite: isSuite ? suite : '…' });
}
