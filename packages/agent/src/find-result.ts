import { findResultCode } from '@lingpai/contract';

/** What a result code means. */
export interface ResultDescription {
  readonly code: number;
  /** the stable name, such as `OTPR_NEED_SYNC` */
  readonly name: string;
  /** may the same call be made again, as it is, with hope of another answer */
  readonly isRetryable: boolean;
  /** English, for logs */
  readonly en: string;
  /** Chinese, for logs */
  readonly zh: string;
}

/**
 * Looks a result code up.
 *
 * @param code what a call returned
 * @returns its meaning, or undefined for a number this release does not know (a newer server)
 * @example
 * import assert from 'node:assert/strict';
 * import { findResult } from '@lingpai/agent';
 *
 * assert.equal(findResult(13)?.name, 'OTPR_NEED_SYNC');
 * assert.equal(findResult(9)?.isRetryable, true);
 * assert.equal(findResult(123456), undefined);
 */
export function findResult(code: number): ResultDescription | undefined {
  const found = findResultCode(code);
  if (found === undefined) return undefined;
  const { name, isRetryable, phrase } = found;
  return { code, name, isRetryable, en: phrase.en, zh: phrase['zh-CN'] };
}

/** The English meaning of a code, for logs. */
export function describeCode(code: number): string {
  return findResult(code)?.en ?? 'a result this release does not know';
}
