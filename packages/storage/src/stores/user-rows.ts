import type { User, UserDetail } from '@lingpai/contract';
import type { UserRecord } from '@lingpai/domain';
import type { Kysely, Selectable } from 'kysely';
import type { Schema, UsersTable } from '../schema.ts';
import { lockView } from './lock-view.ts';

type UserRow = Selectable<UsersTable> & { readonly organization_path: string };

/** Users with the path of their organisation, in the order of `ids`; those that are gone are left out. */
export async function readUsers(db: Kysely<Schema>, ids: readonly number[], nowMs: number): Promise<User[]> {
  if (ids.length === 0) return [];
  const rows = await selectUsers(db).where('u.id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [toUser(row, nowMs)];
  });
}

export function selectUsers(db: Kysely<Schema>) {
  return db
    .selectFrom('users as u')
    .innerJoin('organizations as o', 'o.id', 'u.organization_id')
    .selectAll('u')
    .select('o.path as organization_path');
}

export async function readTokensOfUser(db: Kysely<Schema>, userId: number): Promise<UserDetail['tokens']> {
  const rows = await db
    .selectFrom('bindings as b')
    .innerJoin('tokens as t', 't.id', 'b.token_id')
    .select(['t.serial', 't.kind', 't.type', 't.status', 'b.bound_at'])
    .where('b.user_id', '=', userId)
    .orderBy('t.serial')
    .execute();
  return rows.map(({ bound_at: boundAt, ...token }) => ({ ...token, boundAt }));
}

function toUser(row: UserRow, nowMs: number): User {
  return {
    ...toUserRecord(row),
    failCount: Math.max(row.otp_fail_count, row.static_fail_count),
    lock: lockView(row.locked_until, nowMs),
    createdAt: row.created_at,
  };
}

export function toUserRecord(row: UserRow): UserRecord {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    email: row.email,
    phone: row.phone,
    organizationId: row.organization_id,
    organizationPath: row.organization_path,
    status: row.status,
    staticPasswordRule: row.static_rule,
    hasStaticPassword: row.static_hash !== null,
    tokenCount: row.token_count,
  };
}
