import type {
  ChallengeState,
  SourceState,
  TokenState,
  UserState,
  VerificationSnapshot,
  VerifyJob,
} from '@lingpai/domain';
import { loginKey, sourceKey } from '@lingpai/domain';
import type pg from 'pg';
import { type NamedSubjects, namedChallenges, namedSubjects, subjectOf } from '../named-subjects.ts';
import {
  CHALLENGE_COLUMNS,
  type ChallengeRow,
  SOURCE_COLUMNS,
  type SourceRow,
  TOKEN_COLUMNS,
  type TokenRow,
  USER_COLUMNS,
  type UserRow,
  toChallengeState,
  toSourceState,
  toTokenState,
  toUserState,
} from '../verification-rows.ts';
import { readClients, tryLockNames } from './client-rows.ts';
import { type LockedRows, type MaybeLocked, lockFreeRows, splitLocked } from './locked-rows.ts';

/** What was found and locked, and what of it others hold. */
export interface LockedSnapshot {
  readonly snapshot: VerificationSnapshot;
  /** see `FoundClients` */
  readonly heldClients: ReadonlySet<string>;
  /** Does another transaction hold something that this job is decided on? */
  isHeld(job: VerifyJob): boolean;
}

/**
 * Reads what the jobs of a batch name, and locks it as far as nobody else has: answers, users, then tokens. Nothing here waits for a row,
 * so nobody has to wait because of somebody else's row.
 */
export async function readSnapshot(
  client: pg.PoolClient,
  jobs: readonly VerifyJob[],
): Promise<LockedSnapshot> {
  const challenges = await readChallenges(client, namedChallenges(jobs));
  const named = namedSubjects(jobs, challenges);
  const scopes = await readAnswers(client, named.scopes);
  const users = await lockUsers(client, named.loginKeys);
  const bindings = await readBindings(
    client,
    users.locked.map((row) => row.id),
  );
  const tokens = await lockTokens(client, {
    ids: bindings.map((row) => row.token_id),
    serials: named.serials,
  });
  const rows = { users: users.locked, bindings, tokens: tokens.locked };
  const { clients, heldClients } = await readClients(client, named.clients);
  const sources = await readSources(client, named, rows);
  const heldNames = { ...heldSubjects({ users, bindings, tokens }), scopes: scopes.held };
  return {
    snapshot: { ...toSnapshot(rows), answers: scopes.answers, challenges, clients, sources },
    heldClients,
    isHeld: (job) => isHeld(job, challenges, heldNames),
  };
}

interface SubjectRows {
  readonly users: readonly UserRow[];
  readonly bindings: readonly BindingRow[];
  readonly tokens: readonly TokenRow[];
}
interface BindingRow {
  readonly user_id: number;
  readonly token_id: number;
}
interface HeldNames {
  readonly loginKeys: ReadonlySet<string>;
  readonly serials: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
}

/** A user one of whose tokens is held cannot be decided on either. */
function heldSubjects({
  users,
  bindings,
  tokens,
}: {
  readonly users: LockedRows<UserRow>;
  readonly bindings: readonly BindingRow[];
  readonly tokens: LockedRows<TokenRow>;
}): Omit<HeldNames, 'scopes'> {
  const tokenIds = new Set(tokens.held.map(({ id }) => id));
  const userIds = new Set(bindings.filter((row) => tokenIds.has(row.token_id)).map((row) => row.user_id));
  const waiting = users.locked.filter((row) => userIds.has(row.id)).map((row) => loginKey(row.login));
  return {
    loginKeys: new Set([...users.held.map(({ name }) => name), ...waiting]),
    serials: new Set(tokens.held.map(({ name }) => name)),
  };
}

function isHeld(job: VerifyJob, challenges: ReadonlyMap<string, ChallengeState>, held: HeldNames): boolean {
  const { login, serial } = subjectOf(job, challenges);
  return (
    (login !== undefined && held.loginKeys.has(loginKey(login))) ||
    (serial !== undefined && held.serials.has(serial)) ||
    (job.idempotency !== undefined && held.scopes.has(job.idempotency.scope))
  );
}

const LOCK_USERS = lockFreeRows({
  table: 'users',
  columns: USER_COLUMNS,
  name: 'login_key',
  condition: 'login_key = ANY($1)',
});

async function lockUsers(client: pg.PoolClient, keys: readonly string[]): Promise<LockedRows<UserRow>> {
  const { rows } = await client.query<MaybeLocked<UserRow>>({
    name: 'users',
    text: LOCK_USERS,
    values: [keys],
  });
  return splitLocked(rows);
}

async function readBindings(
  client: pg.PoolClient,
  userIds: readonly number[],
): Promise<readonly BindingRow[]> {
  const { rows } = await client.query<BindingRow>({
    name: 'bindings',
    text: 'SELECT user_id, token_id FROM bindings WHERE user_id = ANY($1) ORDER BY user_id, token_id',
    values: [userIds],
  });
  return rows;
}

const LOCK_TOKENS = lockFreeRows({
  table: 'tokens',
  columns: TOKEN_COLUMNS,
  name: 'serial',
  condition:
    "(id = ANY($1) OR serial = ANY($2)) AND (import_id IS NULL OR import_id NOT IN (SELECT id FROM imports WHERE state = 'writing'))",
});

async function lockTokens(
  client: pg.PoolClient,
  { ids, serials }: { readonly ids: readonly number[]; readonly serials: readonly string[] },
): Promise<LockedRows<TokenRow>> {
  const { rows } = await client.query<MaybeLocked<TokenRow>>({
    name: 'tokens',
    text: LOCK_TOKENS,
    values: [ids, serials],
  });
  return splitLocked(rows);
}

/** From where was it tried before. Rows of a source change only under the lock of its user or token. */
async function readSources(
  client: pg.PoolClient,
  named: NamedSubjects,
  { users, tokens }: SubjectRows,
): Promise<ReadonlyMap<string, SourceState>> {
  const userIds = new Map(users.map((row) => [loginKey(row.login), row.id]));
  const tokenIds = new Map(tokens.map((row) => [row.serial, row.id]));
  const wanted = named.sources.flatMap(({ loginKey: key, serial, source }) => {
    const id = key === undefined ? tokenIds.get(serial ?? '') : userIds.get(key);
    return id === undefined ? [] : [{ kind: key === undefined ? 'token' : 'user', id, source }];
  });
  if (wanted.length === 0) return new Map();
  const { rows } = await client.query<SourceRow>({
    name: 'sources',
    text:
      `SELECT ${SOURCE_COLUMNS} FROM subject_sources WHERE (kind, subject_id, source) IN ` +
      '(SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]))',
    values: [wanted.map((w) => w.kind), wanted.map((w) => w.id), wanted.map((w) => w.source)],
  });
  return new Map(rows.map(toSourceState).map((state) => [sourceKey(state), state]));
}

async function readChallenges(
  client: pg.PoolClient,
  keys: readonly string[],
): Promise<Map<string, ChallengeState>> {
  if (keys.length === 0) return new Map();
  const { rows } = await client.query<ChallengeRow>({
    name: 'challenges',
    text: `SELECT ${CHALLENGE_COLUMNS} FROM challenges WHERE key_hash = ANY($1)`,
    values: [keys],
  });
  return new Map(rows.map((row) => [row.key_hash, toChallengeState(row)]));
}

/** Two nodes that get the same retry at once: the second comes back when the first has committed, and finds its answer. */
async function readAnswers(
  client: pg.PoolClient,
  scopes: readonly string[],
): Promise<{ answers: VerificationSnapshot['answers']; held: ReadonlySet<string> }> {
  if (scopes.length === 0) return { answers: new Map(), held: new Set() };
  const locked = await tryLockNames(client, 'scope', scopes);
  const { rows } = await client.query<{ scope: string; request_hash: string; code: number }>({
    name: 'answers',
    text: 'SELECT scope, request_hash, code FROM answers WHERE scope = ANY($1)',
    values: [locked],
  });
  return {
    answers: new Map(rows.map((row) => [row.scope, { requestHash: row.request_hash, code: row.code }])),
    held: new Set(scopes.filter((scope) => !locked.includes(scope))),
  };
}

function toSnapshot(
  rows: SubjectRows,
): Pick<VerificationSnapshot, 'users' | 'tokens' | 'tokenIdsOfUser' | 'tokenIdBySerial'> {
  const tokens = new Map<number, TokenState>(rows.tokens.map((row) => [row.id, toTokenState(row)]));
  const tokenIdsOfUser = new Map<number, number[]>();
  for (const { user_id: userId, token_id: tokenId } of rows.bindings) {
    if (tokens.has(tokenId)) tokenIdsOfUser.set(userId, [...(tokenIdsOfUser.get(userId) ?? []), tokenId]);
  }
  return {
    users: new Map<string, UserState>(rows.users.map((row) => [loginKey(row.login), toUserState(row)])),
    tokens,
    tokenIdsOfUser,
    tokenIdBySerial: new Map(rows.tokens.map((row) => [row.serial, row.id])),
  };
}
