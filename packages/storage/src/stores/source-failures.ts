import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** No failure of any factor: what users and sources have in common. */
export const NO_FAILURE_COLUMNS = {
  otp_fail_count: 0,
  otp_locked_until: 0,
  static_fail_count: 0,
  static_locked_until: 0,
  third_party_fail_count: 0,
  third_party_locked_until: 0,
  change_fail_count: 0,
  change_locked_until: 0,
} as const;

/** Lifts the locks of every source of a user or token; which sources are known stays. */
export async function forgetSourceFailures(
  db: Kysely<Schema>,
  kind: 'user' | 'token',
  subjectId: number,
): Promise<void> {
  await db
    .updateTable('subject_sources')
    .set(NO_FAILURE_COLUMNS)
    .where('kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .execute();
}

/** Lifts what locks the static password of a user, of every source; other factors stay as they are. */
export async function forgetStaticFailures(db: Kysely<Schema>, userId: number): Promise<void> {
  const isOfUser = { kind: 'user', subject_id: userId } as const;
  await db
    .updateTable('subject_sources')
    .set({ static_fail_count: 0, static_locked_until: 0, change_fail_count: 0, change_locked_until: 0 })
    .where((eb) => eb.and(isOfUser))
    .execute();
  const left = await db
    .selectFrom('subject_sources')
    .select((eb) => [
      eb.fn.max('otp_locked_until').as('otp'),
      eb.fn.max('third_party_locked_until').as('third'),
    ])
    .where((eb) => eb.and(isOfUser))
    .executeTakeFirst();
  await db
    .updateTable('users')
    .set({
      static_fail_count: 0,
      static_locked_until: 0,
      change_fail_count: 0,
      change_locked_until: 0,
      source_locked_until: Math.max(Number(left?.otp ?? 0), Number(left?.third ?? 0)),
    })
    .where('id', '=', userId)
    .execute();
}
