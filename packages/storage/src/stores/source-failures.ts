import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Lifts the locks of every source of a user or token; which sources are known stays. */
export async function forgetSourceFailures(
  db: Kysely<Schema>,
  kind: 'user' | 'token',
  subjectId: number,
): Promise<void> {
  await db
    .updateTable('subject_sources')
    .set({
      otp_fail_count: 0,
      otp_locked_until: 0,
      static_fail_count: 0,
      static_locked_until: 0,
      third_party_fail_count: 0,
      third_party_locked_until: 0,
    })
    .where('kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .execute();
}
