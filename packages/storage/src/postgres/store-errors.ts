import { StoreUnavailableError } from '@lingpai/domain';

function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Serialisation failure or deadlock: the transaction has to be run again. */
export function isLostRace(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** Waited for a lock for as long as this connection may. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

/** Connection refused or lost, server starting or stopping, row locked or statement running for too long, disk full, read-only: "not now", never "a mistake of ours". */
export function toStoreError(error: unknown): unknown {
  const state = sqlState(error) ?? '';
  const isUnavailable =
    /^(08|53|57P|57014|25006|40|55P03|58)/.test(state) ||
    /^E[A-Z]+$/.test(state) ||
    (error instanceof Error && /connection|timeout/i.test(error.message) && !/^\d/.test(state));
  return isUnavailable
    ? new StoreUnavailableError('Cannot use the database: it cannot be reached or refuses to work', {
        cause: error,
      })
    : error;
}
