import { RESULT_CODES } from '@lingpai/contract';
import type { ResultName } from '@lingpai/contract';

/**
 * Every number the calls return, by its name: `ResultCode.OTPR_NEED_SYNC` is 13. The build copies the table in and writes the
 * declaration out with one line a code, so that the published package refers to nothing else.
 */
export const ResultCode = Object.freeze(
  Object.fromEntries(Object.values(RESULT_CODES).map((entry) => [entry.name, entry.code])),
) as { readonly [N in ResultName]: (typeof RESULT_CODES)[N]['code'] };
