import { type BatchWrites, LATEST_LOCK_UNKNOWN } from '@lingpai/domain';

/** Whose latest lock of a source has to be looked for among the rows of all sources, once those are written. */
export function unknownLocks({ users, tokens }: Pick<BatchWrites, 'users' | 'tokens'>) {
  const idsOf = (writes: BatchWrites['users'] | BatchWrites['tokens']) =>
    writes
      .filter(({ after }) => after.sourceLockedUntil === LATEST_LOCK_UNKNOWN)
      .map(({ after }) => after.id);
  return { users: idsOf(users), tokens: idsOf(tokens) };
}

/**
 * Writes the latest lock of a source down.
 *
 * @param sql.greatest the engine's name for the greatest of several values
 * @param sql.condition which rows, on `id`
 */
export function latestLockSql(
  table: 'users' | 'tokens',
  { greatest, condition }: { greatest: 'max' | 'greatest'; condition: string },
): string {
  const kind = table === 'users' ? 'user' : 'token';
  return (
    `UPDATE ${table} SET source_locked_until = (SELECT COALESCE(max(${greatest}(otp_locked_until, static_locked_until, third_party_locked_until)), 0) ` +
    `FROM subject_sources WHERE kind = '${kind}' AND subject_id = ${table}.id) WHERE ${condition}`
  );
}
