import type { Settings } from '@lingpai/contract';
import type {
  BatchWrites,
  DecidedBatch,
  Outcome,
  TokenState,
  UserState,
  VerificationSnapshot,
  VerificationStore,
  VerifyJob,
} from '@lingpai/domain';
import { StoreUnavailableError, loginKey } from '@lingpai/domain';
import type pg from 'pg';
import type { ChainIdentity } from '../stores/audit-writer.ts';
import { TRANSACTION_PATIENCE_MS } from '../database.ts';
import { SETTINGS_ROW, parseSettings } from '../stores/settings-store.ts';
import {
  LostUpdateError,
  type NamedSubjects,
  TOKEN_COLUMNS,
  type TokenRow,
  USER_COLUMNS,
  type UserRow,
  namedSubjects,
  toTokenState,
  toUserState,
  tokenChange,
} from '../verification-rows.ts';
import { appendAudit } from './append-audit.ts';
import { openPool, retryRaces } from './open.ts';

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
    const named = namedSubjects(jobs);
    for (let tries = 0; ; tries += 1) {
      if (this.#pool.ending) throw new StoreUnavailableError('Cannot verify: the store is closed');
      try {
        return await retryRaces(() => this.#attempt(named, decide));
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
    named: NamedSubjects,
    decide: (snapshot: VerificationSnapshot, settings: Settings) => DecidedBatch,
  ): Promise<readonly Outcome[]> {
    const client = await this.#pool.connect();
    try {
      // Said, whatever the database's default is: each statement has to see what was committed while it waited for a lock.
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const { outcomes, writes } = decide(await readSnapshot(client, named), await readSettings(client));
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
async function readSnapshot(client: pg.PoolClient, named: NamedSubjects): Promise<VerificationSnapshot> {
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
  return toSnapshot(users.rows, bindings.rows, tokens.rows, answers);
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

// oxlint-disable-next-line max-params -- the four kinds of rows a snapshot is made of
function toSnapshot(
  userRows: UserRow[],
  bindingRows: { user_id: number; token_id: number }[],
  tokenRows: TokenRow[],
  answers: VerificationSnapshot['answers'],
): VerificationSnapshot {
  const tokens = new Map<number, TokenState>(tokenRows.map((row) => [row.id, toTokenState(row)]));
  const tokenIdsOfUser = new Map<number, number[]>();
  for (const { user_id: userId, token_id: tokenId } of bindingRows) {
    if (tokens.has(tokenId)) tokenIdsOfUser.set(userId, [...(tokenIdsOfUser.get(userId) ?? []), tokenId]);
  }
  return {
    users: new Map<string, UserState>(userRows.map((row) => [loginKey(row.login), toUserState(row)])),
    tokens,
    tokenIdsOfUser,
    tokenIdBySerial: new Map(tokenRows.map((row) => [row.serial, row.id])),
    answers,
  };
}

async function writeBatch(client: pg.PoolClient, writes: BatchWrites, chain: ChainIdentity): Promise<void> {
  const byChange = Map.groupBy(writes.tokens, tokenChange);
  await moveTokens(client, byChange.get('moved') ?? []);
  await failTokens(client, byChange.get('failed') ?? []);
  for (const write of byChange.get('taken-over') ?? []) await takeOver(client, write);
  await saveUsers(client, writes.users);
  await saveAnswers(client, writes.answers);
  await appendAudit(client, writes.audit, chain);
}

async function moveTokens(client: pg.PoolClient, writes: BatchWrites['tokens']): Promise<void> {
  if (writes.length === 0) return;
  const column = <T>(pick: (after: TokenState) => T) => writes.map(({ after }) => pick(after));
  const { rowCount } = await client.query({
    name: 'move-tokens',
    text:
      'UPDATE tokens SET last_factor = n.last_factor, drift_steps = n.drift_steps, last_accepted_at = n.last_accepted_at, fail_count = n.fail_count, locked_until = n.locked_until ' +
      'FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::int[], $6::bigint[]) AS n(id, last_factor, drift_steps, last_accepted_at, fail_count, locked_until) ' +
      'WHERE tokens.id = n.id AND tokens.last_factor < n.last_factor',
    values: [
      column((t) => t.id),
      column((t) => t.lastFactor),
      column((t) => t.driftSteps),
      column((t) => t.lastAcceptedAt ?? null),
      column((t) => t.failCount),
      column((t) => t.lockedUntil),
    ],
  });
  if (rowCount !== writes.length) throw new LostUpdateError('tokens');
}

async function failTokens(client: pg.PoolClient, writes: BatchWrites['tokens']): Promise<void> {
  if (writes.length === 0) return;
  await client.query({
    name: 'fail-tokens',
    text: 'UPDATE tokens SET fail_count = n.fail_count, locked_until = n.locked_until FROM unnest($1::bigint[], $2::int[], $3::bigint[]) AS n(id, fail_count, locked_until) WHERE tokens.id = n.id',
    values: [
      writes.map((w) => w.id),
      writes.map((w) => w.after.failCount),
      writes.map((w) => w.after.lockedUntil),
    ],
  });
}

/** The first OTP of a new phone: its seed becomes the token's own. Rare, so one by one. */
async function takeOver(
  client: pg.PoolClient,
  { id, before, after }: BatchWrites['tokens'][number],
): Promise<void> {
  const distributionId = before.pending!.distributionId;
  const at = after.lastAcceptedAt ?? 0;
  const { rowCount } = await client.query(
    "UPDATE tokens SET sealed_seed = pending_seed, pending_seed = NULL, pending_distribution_id = NULL, pending_expires_at = NULL, activation = 'activated', " +
      'last_factor = $1, drift_steps = $2, last_accepted_at = $3, fail_count = $4, locked_until = $5 WHERE id = $6 AND pending_distribution_id = $7',
    [after.lastFactor, after.driftSteps, at, after.failCount, after.lockedUntil, id, distributionId],
  );
  if (rowCount !== 1) throw new LostUpdateError(`token ${id}`);
  await client.query(
    "UPDATE distributions SET state = 'activated', activated_at = $1, ended_at = $1, claim_reply = NULL WHERE id = $2",
    [at, distributionId],
  );
  await client.query('DELETE FROM devices WHERE token_id = $1', [id]);
  await client.query(
    'INSERT INTO devices (token_id, distribution_id, signing_key, code, activated_at) ' +
      "SELECT token_id, id, claim_signing_key, COALESCE(device_code, ''), $1 FROM distributions WHERE id = $2 AND claim_signing_key IS NOT NULL",
    [at, distributionId],
  );
}

async function saveUsers(client: pg.PoolClient, writes: BatchWrites['users']): Promise<void> {
  if (writes.length === 0) return;
  const column = <T>(pick: (after: UserState) => T) => writes.map(({ after }) => pick(after));
  await client.query({
    name: 'save-users',
    text:
      'UPDATE users SET otp_fail_count = n.a, otp_locked_until = n.b, static_fail_count = n.c, static_locked_until = n.d ' +
      'FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::int[], $5::bigint[]) AS n(id, a, b, c, d) WHERE users.id = n.id',
    values: [
      column((u) => u.id),
      column((u) => u.otpFailCount),
      column((u) => u.otpLockedUntil),
      column((u) => u.staticFailCount),
      column((u) => u.staticLockedUntil),
    ],
  });
}

async function saveAnswers(client: pg.PoolClient, writes: BatchWrites['answers']): Promise<void> {
  if (writes.length === 0) return;
  await client.query({
    name: 'save-answers',
    text: 'INSERT INTO answers (scope, request_hash, code, at) SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[])',
    values: [
      writes.map((w) => w.scope),
      writes.map((w) => w.answer.requestHash),
      writes.map((w) => w.answer.code),
      writes.map((w) => w.at),
    ],
  });
}
