import {
  type AskedSubject,
  type AskedTokens,
  type Asker,
  type ChallengeState,
  type ChallengeStore,
  type ClientState,
  type SourceState,
  loginKey,
  sourceKey,
} from '@lingpai/domain';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { storableText } from '../storable-text.ts';
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
  toClientState,
  toSourceState,
  toTokenState,
  toUserState,
} from '../verification-rows.ts';

type AskedTokenRow = TokenRow & { readonly signature_suite: string | null };

export class KyselyChallengeStore implements ChallengeStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async readAsked({ login, serial, source }: AskedSubject): Promise<AskedTokens> {
    const user = login === undefined ? undefined : await this.#findUser(loginKey(login));
    const tokens = user === undefined ? [] : await this.#tokensOf(user.id);
    if (login === undefined && serial !== undefined) tokens.push(...(await this.#tokenBySerial(serial)));
    const subject =
      login === undefined
        ? { kind: 'token' as const, id: tokens[0]?.id }
        : { kind: 'user' as const, id: user?.id };
    return {
      snapshot: {
        users: new Map(user === undefined ? [] : [[loginKey(user.login), toUserState(user)]]),
        tokenIdsOfUser: new Map(user === undefined ? [] : [[user.id, tokens.map(({ id }) => id)]]),
        tokenIdBySerial: new Map(tokens.map((row) => [row.serial, row.id])),
        tokens: new Map(tokens.map((row) => [row.id, toTokenState(row)])),
        answers: new Map(),
        sources: await this.#findSource(subject, source),
        clients: await this.#findClient(source),
        challenges: new Map(),
      },
      signatureSuites: new Map(
        tokens.flatMap((row) => (row.signature_suite === null ? [] : [[row.serial, row.signature_suite]])),
      ),
    };
  }

  async find(keyHash: string): Promise<ChallengeState | undefined> {
    const [row] = await this.#rows<ChallengeRow>(
      sql`SELECT ${sql.raw(CHALLENGE_COLUMNS)} FROM challenges WHERE key_hash = ${keyHash}`,
    );
    return row && toChallengeState(row);
  }

  async findSignatureQuestions({
    serial,
    suite,
    nowMs,
  }: {
    serial: string;
    suite: string;
    nowMs: number;
  }): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('challenges')
      .select('question')
      .where('serial', '=', serial)
      .where('suite', '=', suite)
      .where('kind', '=', 'signature')
      .where('forget_at', '>', nowMs)
      .execute();
    return rows.map(({ question }) => question);
  }

  async countUnanswered({
    serial,
    source,
    since,
    nowMs,
  }: {
    serial: string;
    source: string;
    since: number;
    nowMs: number;
  }): Promise<number> {
    const { count } = await this.#unanswered(serial)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('source', '=', source)
      .where('created_at', '>', since)
      .where('created_at', '<=', nowMs)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async makeRoom(serial: string, limit: number): Promise<void> {
    const { count } = await this.#unanswered(serial)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    const excess = Number(count) + 1 - limit;
    if (excess <= 0) return;
    const greediest = await this.#unanswered(serial)
      .select('source')
      .groupBy('source')
      .orderBy((eb) => eb.fn.countAll(), 'desc')
      .orderBy((eb) => eb.fn.max('from_known'))
      .orderBy((eb) => eb.fn.min('created_at'))
      .limit(1)
      .executeTakeFirst();
    if (greediest === undefined) return;
    const oldest = this.#unanswered(serial)
      .select('key_hash')
      .where('source', '=', greediest.source)
      .orderBy('created_at')
      .limit(excess);
    await this.#db
      .deleteFrom('challenges')
      // One that is being answered, or forgotten by somebody else, is not waited for.
      .where('key_hash', 'in', this.#engine === 'postgres' ? oldest.forUpdate().skipLocked() : oldest)
      .execute();
  }

  async insert(challenge: ChallengeState, { source, isKnown }: Asker): Promise<boolean> {
    const { serial, suite, question, createdAt } = challenge;
    await this.#db
      .deleteFrom('challenges')
      .where('serial', '=', serial)
      .where('suite', '=', suite)
      .where('question', '=', question)
      .where('forget_at', '<=', createdAt)
      .execute();
    const row = await this.#db
      .insertInto('challenges')
      .values({ ...toRow(challenge), source: storableText(source), from_known: isKnown ? 1 : 0 })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key_hash')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The row keeps what was asked under a key that no id leads to. */
  async retire(keyHash: string, nowMs: number): Promise<void> {
    await sql`UPDATE challenges
      SET key_hash = key_hash || ':' || serial || ':' || suite || ':' || question,
        expires_at = CASE WHEN expires_at < ${nowMs} THEN expires_at ELSE ${nowMs} END
      WHERE key_hash = ${keyHash}`.execute(this.#db);
  }

  async purge(nowMs: number, limit: number): Promise<number> {
    const forgotten = this.#db
      .selectFrom('challenges')
      .select('key_hash')
      .where('forget_at', '<=', nowMs)
      .orderBy('forget_at')
      .limit(limit);
    const { numDeletedRows } = await this.#db
      .deleteFrom('challenges')
      .where('key_hash', 'in', forgotten)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  #unanswered(serial: string) {
    return this.#db.selectFrom('challenges').where('serial', '=', serial).where('used_at', 'is', null);
  }

  async #findUser(key: string): Promise<UserRow | undefined> {
    if (key !== storableText(key)) return undefined;
    const [row] = await this.#rows<UserRow>(
      sql`SELECT ${sql.raw(USER_COLUMNS)} FROM users WHERE login_key = ${key}`,
    );
    return row;
  }

  #tokensOf(userId: number): Promise<AskedTokenRow[]> {
    return this.#tokens(sql`id IN (SELECT token_id FROM bindings WHERE user_id = ${userId})`);
  }

  async #tokenBySerial(serial: string): Promise<AskedTokenRow[]> {
    return serial === storableText(serial) ? this.#tokens(sql`serial = ${serial}`) : [];
  }

  #tokens(condition: RawBuilder<unknown>): Promise<AskedTokenRow[]> {
    return this.#rows<AskedTokenRow>(
      sql`SELECT ${sql.raw(TOKEN_COLUMNS)}, signature_suite FROM tokens WHERE ${condition}
        AND (import_id IS NULL OR import_id NOT IN (SELECT id FROM imports WHERE state = 'writing')) ORDER BY id`,
    );
  }

  async #findSource(
    { kind, id }: { kind: SourceState['kind']; id: number | undefined },
    source: string,
  ): Promise<Map<string, SourceState>> {
    if (id === undefined) return new Map();
    const rows = await this.#rows<SourceRow>(
      sql`SELECT ${sql.raw(SOURCE_COLUMNS)} FROM subject_sources
        WHERE kind = ${kind} AND subject_id = ${id} AND source = ${source}`,
    );
    return new Map(rows.map(toSourceState).map((state) => [sourceKey(state), state]));
  }

  async #findClient(address: string): Promise<Map<string, ClientState>> {
    const row = await this.#db
      .selectFrom('client_failures')
      .selectAll()
      .where('address', '=', address)
      .executeTakeFirst();
    return new Map(row === undefined ? [] : [[address, toClientState(row)]]);
  }

  async #rows<T>(statement: RawBuilder<unknown>): Promise<T[]> {
    return (await statement.execute(this.#db)).rows as T[];
  }
}

function toRow(challenge: ChallengeState): ChallengeRow {
  return {
    key_hash: challenge.keyHash,
    agent_id: challenge.agentId,
    kind: challenge.kind,
    login: challenge.login ?? null,
    serial: challenge.serial,
    suite: challenge.suite,
    question: challenge.question,
    client_question: challenge.clientQuestion ?? null,
    session_info: challenge.sessionInfo ?? null,
    created_at: challenge.createdAt,
    expires_at: challenge.expiresAt,
    used_at: challenge.usedAt ?? null,
    forget_at: challenge.forgetAt,
  };
}
