import type { Settings } from '@lingpai/contract';
import type {
  ChallengeState,
  DecidedBatch,
  Outcome,
  SourceState,
  TokenState,
  UserState,
  VerificationSnapshot,
  VerificationStore,
  VerifyJob,
} from '@lingpai/domain';
import { StoreUnavailableError, loginKey, sourceKey } from '@lingpai/domain';
import type pg from 'pg';
import type { ChainIdentity } from '../stores/audit-writer.ts';
import { TRANSACTION_PATIENCE_MS } from '../database.ts';
import { SETTINGS_ROW, parseSettings } from '../stores/settings-store.ts';
import {
  CHALLENGE_COLUMNS,
  CLIENT_COLUMNS,
  type ChallengeRow,
  type ClientRow,
  LostUpdateError,
  SOURCE_COLUMNS,
  type SourceRow,
  TOKEN_COLUMNS,
  type TokenRow,
  USER_COLUMNS,
  type UserRow,
  toChallengeState,
  toClientState,
  toSourceState,
  toTokenState,
  toUserState,
} from '../verification-rows.ts';
import { type NamedSubjects, namedChallenges, namedSubjects } from '../named-subjects.ts';
import { openPool, retryRaces } from './open.ts';
import { writeBatch } from './write-batch.ts';

const MAX_LOST_UPDATES = 5;

/** The hot path on PostgreSQL: a batch is a handful of statements over arrays, whatever its size. */
export class PostgresVerificationStore implements VerificationStore {
  readonly #pool: pg.Pool;
  readonly #chain: ChainIdentity;

  /** @param url of a database that is migrated already */
  constructor(url: string, chain: ChainIdentity) {
    this.#pool = openPool(url, 2, TRANSACTION_PATIENCE_MS);
    this.#chain = chain;
  }

  async transact(
    jobs: readonly VerifyJob[],
    decide: (snapshot: VerificationSnapshot, settings: Settings) => DecidedBatch,
  ): Promise<readonly Outcome[]> {
    for (let tries = 0; ; tries += 1) {
      if (this.#pool.ending) throw new StoreUnavailableError('Cannot verify: the store is closed');
      try {
        return await retryRaces(() => this.#attempt(jobs, decide));
      } catch (error) {
        if (!(error instanceof LostUpdateError)) throw error;
        if (tries >= MAX_LOST_UPDATES)
          throw new StoreUnavailableError('Cannot verify: others were always faster', { cause: error });
      }
    }
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #attempt(
    jobs: readonly VerifyJob[],
    decide: (snapshot: VerificationSnapshot, settings: Settings) => DecidedBatch,
  ): Promise<readonly Outcome[]> {
    const client = await this.#pool.connect();
    try {
      // Said, whatever the database's default is: each statement has to see what was committed while it waited for a lock.
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const { outcomes, writes } = decide(await readSnapshot(client, jobs), await readSettings(client));
      await writeBatch(client, writes, this.#chain);
      await client.query('COMMIT');
      client.release();
      return outcomes;
    } catch (error) {
      // A connection that cannot even roll back is thrown away.
      const rollback = await client.query('ROLLBACK').catch((cause: unknown) => cause);
      client.release(rollback instanceof Error);
      throw error;
    }
  }
}

async function readSettings(client: pg.PoolClient): Promise<Settings> {
  const { rows } = await client.query<{ value: string }>({
    name: 'settings',
    text: 'SELECT value FROM settings WHERE name = $1',
    values: [SETTINGS_ROW],
  });
  return parseSettings(rows[0]?.value);
}

/** Locks and reads: answers, users, then tokens, each in the order of its key, so that two batches never wait for each other in a ring. */
async function readSnapshot(
  client: pg.PoolClient,
  jobs: readonly VerifyJob[],
): Promise<VerificationSnapshot> {
  const challenges = await readChallenges(client, namedChallenges(jobs));
  const named = namedSubjects(jobs, challenges);
  const answers = await readAnswers(client, named.scopes);
  const users = await client.query<UserRow>({
    name: 'users',
    text: `SELECT ${USER_COLUMNS} FROM users WHERE login_key = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
    values: [named.loginKeys],
  });
  const userIds = users.rows.map((row) => row.id);
  const bindings = await client.query<{ user_id: number; token_id: number }>({
    name: 'bindings',
    text: 'SELECT user_id, token_id FROM bindings WHERE user_id = ANY($1) ORDER BY user_id, token_id',
    values: [userIds],
  });
  const tokens = await client.query<TokenRow>({
    name: 'tokens',
    text:
      `SELECT ${TOKEN_COLUMNS} FROM tokens WHERE (id = ANY($1) OR serial = ANY($2)) ` +
      "AND (import_id IS NULL OR import_id NOT IN (SELECT id FROM imports WHERE state = 'writing')) ORDER BY id FOR NO KEY UPDATE",
    values: [bindings.rows.map((row) => row.token_id), named.serials],
  });
  const rows = { users: users.rows, bindings: bindings.rows, tokens: tokens.rows };
  return { ...toSnapshot(rows), answers, challenges, ...(await readTriers(client, named, rows)) };
}

interface SubjectRows {
  readonly users: readonly UserRow[];
  readonly bindings: readonly { user_id: number; token_id: number }[];
  readonly tokens: readonly TokenRow[];
}

/** From where, and by whom. Rows of a source change only under the lock of its user or token. */
async function readTriers(
  client: pg.PoolClient,
  named: NamedSubjects,
  { users, tokens }: SubjectRows,
): Promise<Pick<VerificationSnapshot, 'sources' | 'clients'>> {
  const userIds = new Map(users.map((row) => [loginKey(row.login), row.id]));
  const tokenIds = new Map(tokens.map((row) => [row.serial, row.id]));
  const wanted = named.sources.flatMap(({ loginKey: key, serial, source }) => {
    const id = key === undefined ? tokenIds.get(serial ?? '') : userIds.get(key);
    return id === undefined ? [] : [{ kind: key === undefined ? 'token' : 'user', id, source }];
  });
  const sources = new Map<string, SourceState>();
  if (wanted.length > 0) {
    const { rows } = await client.query<SourceRow>({
      name: 'sources',
      text:
        `SELECT ${SOURCE_COLUMNS} FROM subject_sources WHERE (kind, subject_id, source) IN ` +
        '(SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]))',
      values: [wanted.map((w) => w.kind), wanted.map((w) => w.id), wanted.map((w) => w.source)],
    });
    for (const state of rows.map(toSourceState)) sources.set(sourceKey(state), state);
  }
  return { sources, clients: await readClients(client, named.clients) };
}

async function readClients(
  client: pg.PoolClient,
  addresses: readonly string[],
): Promise<VerificationSnapshot['clients']> {
  if (addresses.length === 0) return new Map();
  const { rows } = await client.query<ClientRow>({
    name: 'clients',
    text: `SELECT ${CLIENT_COLUMNS} FROM client_failures WHERE address = ANY($1) ORDER BY address FOR NO KEY UPDATE`,
    values: [addresses],
  });
  return new Map(rows.map((row) => [row.address, toClientState(row)]));
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

async function readAnswers(
  client: pg.PoolClient,
  scopes: readonly string[],
): Promise<VerificationSnapshot['answers']> {
  if (scopes.length === 0) return new Map();
  // Two nodes that get the same retry at once: the second waits here until the first has committed, then finds its answer.
  await client.query({
    name: 'lock-scopes',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended(s, 0)) FROM (SELECT unnest($1::text[]) AS s ORDER BY 1) AS scopes',
    values: [scopes],
  });
  const { rows } = await client.query<{ scope: string; request_hash: string; code: number }>({
    name: 'answers',
    text: 'SELECT scope, request_hash, code FROM answers WHERE scope = ANY($1)',
    values: [scopes],
  });
  return new Map(rows.map((row) => [row.scope, { requestHash: row.request_hash, code: row.code }]));
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
