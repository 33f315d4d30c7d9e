import type { AccessRule, User, UserDetail } from '@lingpai/contract';
import type { UserFields, UserRecord } from '@lingpai/domain';
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

export async function readUserDetail(
  db: Kysely<Schema>,
  id: number,
  nowMs: number,
): Promise<UserDetail | undefined> {
  const row = await selectUsers(db).where('u.id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const { accessRules } = toUserRecord(row);
  return { ...toUser(row, nowMs), accessRules, tokens: await readTokensOfUser(db, id) };
}

async function readTokensOfUser(db: Kysely<Schema>, userId: number): Promise<UserDetail['tokens']> {
  const rows = await db
    .selectFrom('bindings as b')
    .innerJoin('tokens as t', 't.id', 'b.token_id')
    .select(['t.serial', 't.kind', 't.type', 't.status', 'b.bound_at'])
    .where('b.user_id', '=', userId)
    // What an import has bound and not shown yet is there for nobody.
    .where((eb) =>
      eb.or([
        eb('t.import_id', 'is', null),
        eb('t.import_id', 'not in', eb.selectFrom('imports').select('id').where('state', '=', 'writing')),
      ]),
    )
    .orderBy('t.serial')
    .execute();
  return rows.map(({ bound_at: boundAt, ...token }) => ({ ...token, boundAt }));
}

function toUser(row: UserRow, nowMs: number): User {
  // Of a list, access rules would be the most of it.
  const { accessRules: _accessRules, ...record } = toUserRecord(row);
  return {
    ...record,
    ...emergencyView(row, nowMs),
    staticPasswordSetAt: row.static_set_at,
    failCount: Math.max(row.otp_fail_count, row.static_fail_count, row.third_party_fail_count),
    lock: lockView(row.locked_until, nowMs),
    createdAt: row.created_at,
  };
}

/** One that is over, or used up, is as none. */
function emergencyView(row: UserRow, nowMs: number) {
  const { emergency_expires_at: expiresAt, emergency_uses_left: usesLeft } = row;
  const isLive = expiresAt !== null && nowMs < expiresAt && usesLeft !== 0;
  return {
    hasEmergencyPassword: isLive,
    emergencyExpiresAt: isLive ? expiresAt : null,
    emergencyUsesLeft: isLive ? usesLeft : null,
  };
}

/** Columns of what a user's logins are made of, as far as it is given. */
export function ruleColumns(rules: Partial<UserFields>) {
  const { accessRules } = rules;
  return {
    ...(rules.otpRule !== undefined && { otp_rule: rules.otpRule }),
    ...(rules.staticPasswordRule !== undefined && { static_rule: rules.staticPasswordRule }),
    ...(rules.thirdPartyRule !== undefined && { third_party_rule: rules.thirdPartyRule }),
    ...(rules.backendId !== undefined && { backend_id: rules.backendId }),
    ...(rules.validFrom !== undefined && { valid_from: rules.validFrom }),
    ...(rules.validUntil !== undefined && { valid_until: rules.validUntil }),
    ...(accessRules !== undefined && {
      access_rules: accessRules === null ? null : JSON.stringify(accessRules),
    }),
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
    otpRule: row.otp_rule,
    staticPasswordRule: row.static_rule,
    thirdPartyRule: row.third_party_rule,
    backendId: row.backend_id,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    accessRules: row.access_rules === null ? null : (JSON.parse(row.access_rules) as AccessRule[]),
    hasStaticPassword: row.static_hash !== null,
    staticPasswordMustChange: row.static_must_change === 1,
    hasEmergencyPassword: row.emergency_digest !== null,
    tokenCount: row.token_count,
  };
}
