import type { Distribution, Token, TokenDetail } from '@lingpai/contract';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { lockView } from './lock-view.ts';

/** How many of a token's users a list shows. */
const USERS_SHOWN = 3;

/** Tokens as lists show them, in the order of `ids`; those that are gone are left out. */
export async function readTokens(
  db: Kysely<Schema>,
  ids: readonly number[],
  nowMs: number,
): Promise<Token[]> {
  if (ids.length === 0) return [];
  const rows = await selectTokens(db).where('t.id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const users = await firstUsersOf(
    db,
    rows.filter((row) => row.binding_count > 0).map((row) => row.id),
  );
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [toToken(row, users.get(id) ?? [], nowMs)];
  });
}

export function selectTokens(db: Kysely<Schema>) {
  return db
    .selectFrom('tokens as t')
    .innerJoin('organizations as o', 'o.id', 't.organization_id')
    .select([
      't.id',
      't.serial',
      't.kind',
      't.type',
      't.hash',
      't.digits',
      't.period_seconds',
      't.ocra_suite',
      't.signature_suite',
      't.counter_doubted',
      sql<number>`CASE WHEN t.sealed_pin IS NULL THEN 0 ELSE 1 END`.as('has_pin'),
      't.organization_id',
      'o.path as organization_path',
      't.status',
      't.activation',
      't.fail_count',
      't.any_locked_until',
      't.drift_steps',
      't.last_accepted_at',
      't.starts_at',
      't.expires_at',
      't.is_expired',
      't.manufacturer',
      't.model',
      't.binding_count',
      't.import_id',
      't.created_at',
    ]);
}
export type TokenViewRow = Awaited<ReturnType<ReturnType<typeof selectTokens>['execute']>>[number];

type BoundUser = Token['boundUsers'][number];

async function firstUsersOf(
  db: Kysely<Schema>,
  tokenIds: readonly number[],
): Promise<Map<number, BoundUser[]>> {
  const users = new Map<number, BoundUser[]>();
  if (tokenIds.length === 0) return users;
  const { rows } = await sql<{ token_id: number; id: number; login: string; name: string }>`
    SELECT r.token_id, u.id, u.login, u.name FROM (
      SELECT token_id, user_id, row_number() OVER (PARTITION BY token_id ORDER BY user_id) AS place
      FROM bindings WHERE token_id IN (${sql.join(tokenIds)})) AS r
    JOIN users AS u ON u.id = r.user_id WHERE r.place <= ${sql.lit(USERS_SHOWN)} ORDER BY r.token_id, u.id`.execute(
    db,
  );
  for (const { token_id: tokenId, ...user } of rows)
    users.set(tokenId, [...(users.get(tokenId) ?? []), user]);
  return users;
}

export function toToken(row: TokenViewRow, boundUsers: BoundUser[], nowMs: number): Token {
  return {
    serial: row.serial,
    kind: row.kind,
    type: row.type,
    hash: row.hash,
    digits: row.digits,
    periodSeconds: row.period_seconds,
    ocraSuite: row.ocra_suite,
    signatureSuite: row.signature_suite,
    hasPin: row.has_pin === 1,
    needsSync: row.counter_doubted === 1 && hasCounter(row),
    organizationId: row.organization_id,
    organizationPath: row.organization_path,
    status: row.status,
    activation: row.activation,
    lock: lockView(row.any_locked_until, nowMs),
    failCount: row.fail_count,
    driftSteps: row.drift_steps,
    lastAcceptedAt: row.last_accepted_at,
    startsAt: row.starts_at,
    expiresAt: row.expires_at,
    manufacturer: row.manufacturer,
    model: row.model,
    boundUsers,
    boundUserCount: row.binding_count,
    createdAt: row.created_at,
  };
}

/** An OCRA suite with a counter, RFC 6287 §6.3. */
function hasCounter({ ocra_suite: suite, signature_suite: signatureSuite }: TokenViewRow): boolean {
  return [suite, signatureSuite].some((name) => name?.includes(':C-') === true);
}

/** What the page of one token shows beyond the list. */
export async function readTokenDetail(
  db: Kysely<Schema>,
  row: TokenViewRow,
  nowMs: number,
): Promise<TokenDetail> {
  const bindings = await db
    .selectFrom('bindings as b')
    .innerJoin('users as u', 'u.id', 'b.user_id')
    .innerJoin('organizations as o', 'o.id', 'u.organization_id')
    .select(['u.id', 'u.login', 'u.name', 'o.path', 'b.bound_at'])
    .where('b.token_id', '=', row.id)
    .orderBy('u.id')
    .execute();
  const device = await db
    .selectFrom('devices')
    .select(['code', 'activated_at as activatedAt'])
    .where('token_id', '=', row.id)
    .executeTakeFirst();
  const shown = bindings.slice(0, USERS_SHOWN).map(({ id, login, name }) => ({ id, login, name }));
  return {
    ...toToken(row, shown, nowMs),
    bindings: bindings.map((binding) => ({
      userId: binding.id,
      login: binding.login,
      name: binding.name,
      organizationPath: binding.path,
      boundAt: binding.bound_at,
    })),
    distribution: await readLastDistribution(db, row.id, nowMs),
    device: device ?? null,
  };
}

async function readLastDistribution(
  db: Kysely<Schema>,
  tokenId: number,
  nowMs: number,
): Promise<Distribution | null> {
  const row = await db
    .selectFrom('distributions')
    .selectAll()
    .where('token_id', '=', tokenId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  // The job that ends what is due may be a little late.
  const isOver =
    (row.state === 'issued' && row.expires_at <= nowMs) ||
    (row.state === 'claimed' && row.confirm_by !== null && row.confirm_by <= nowMs);
  return {
    id: row.id,
    mode: row.mode,
    state: isOver ? 'expired' : row.state,
    deviceCode: row.device_code,
    hasPassword: row.password_hash !== null,
    triesLeft: row.tries_left,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    activatedAt: row.activated_at,
  };
}
