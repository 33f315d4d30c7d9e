import type {
  Claim,
  DistributableToken,
  DistributionOfToken,
  DistributionStore,
  DueDistribution,
  NewDistribution,
  NewPendingSeed,
} from '@lingpai/domain';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { type DistributableRow, toDistributableToken, toDistribution } from './distribution-rows.ts';
import { isVisibleToken } from './visible-token.ts';

const LIVE = ['issued', 'claimed'] as const;

/** Distributions on both engines. Inside a transaction `lock…` locks rows on PostgreSQL; on SQLite there is but one writer. */
export class KyselyDistributionStore implements DistributionStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: 'sqlite' | 'postgres';

  constructor(db: Kysely<Schema>, engine: 'sqlite' | 'postgres') {
    this.#db = db;
    this.#engine = engine;
  }

  async lockToken(serial: string): Promise<DistributableToken | undefined> {
    const row = await this.#db
      .selectFrom('tokens')
      .select('id')
      .where('serial', '=', serial)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await this.#lock(row.id);
    const token = await this.#tokens().where('tokens.id', '=', row.id).executeTakeFirst();
    return token && this.#toToken(token);
  }

  async findByTicket(ticketHash: Uint8Array): Promise<DistributionOfToken | undefined> {
    const row = await this.#joined().where('distributions.ticket_hash', '=', ticketHash).executeTakeFirst();
    return row && { distribution: toDistribution(row), token: await this.#toToken(row) };
  }

  async lockByTicket(ticketHash: Uint8Array): Promise<DistributionOfToken | undefined> {
    const row = await this.#db
      .selectFrom('distributions')
      .select('token_id')
      .where('ticket_hash', '=', ticketHash)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await this.#lock(row.token_id);
    return this.findByTicket(ticketHash);
  }

  async lockById(serial: string, distributionId: number): Promise<DistributionOfToken | undefined> {
    const token = await this.lockToken(serial);
    if (token === undefined) return undefined;
    const row = await this.#joined()
      .where('distributions.id', '=', distributionId)
      .where('distributions.token_id', '=', token.id)
      .executeTakeFirst();
    return row && { distribution: toDistribution(row), token };
  }

  async findDue(nowMs: number, limit: number): Promise<readonly DueDistribution[]> {
    const columns = ['tokens.serial', 'tokens.id as tokenId', 'distributions.id as distributionId'] as const;
    const of = this.#db
      .selectFrom('distributions')
      .innerJoin('tokens', 'tokens.id', 'distributions.token_id');
    const issued = await of
      .select(columns)
      .where('distributions.state', '=', 'issued')
      .where('distributions.expires_at', '<=', nowMs)
      .orderBy('distributions.expires_at')
      .limit(limit)
      .execute();
    const claimed = await of
      .select(columns)
      .where('distributions.state', '=', 'claimed')
      .where('distributions.confirm_by', '<=', nowMs)
      .orderBy('distributions.confirm_by')
      .limit(limit)
      .execute();
    return [...issued, ...claimed].slice(0, limit);
  }

  async supersede(tokenId: number, at: number): Promise<void> {
    await this.#db
      .updateTable('distributions')
      .set({ state: 'superseded', ended_at: at, claim_reply: null })
      .where('token_id', '=', tokenId)
      .where('state', 'in', LIVE)
      .execute();
  }

  async insert(draft: NewDistribution): Promise<number> {
    const { id } = await this.#db
      .insertInto('distributions')
      .values({
        token_id: draft.tokenId,
        mode: draft.mode,
        state: 'issued',
        ticket_hash: draft.ticketHash ?? null,
        password_hash: draft.passwordHash ?? null,
        tries_left: draft.triesLeft ?? null,
        device_code: draft.deviceCode ?? null,
        claim_signing_key: null,
        claim_hpke_key: null,
        claim_reply: null,
        confirm_by: null,
        created_by: draft.createdBy,
        created_at: draft.createdAt,
        expires_at: draft.expiresAt,
        claimed_at: null,
        activated_at: null,
        ended_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  async markDistributed(tokenId: number, at: number): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set({ ...NO_PENDING, activation: 'distributed', updated_at: at })
      .where('id', '=', tokenId)
      .execute();
  }

  async placePendingSeed(seed: NewPendingSeed, at: number): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set({
        pending_seed: seed.sealedSeed,
        pending_distribution_id: seed.distributionId,
        pending_expires_at: seed.expiresAt,
        activation: seed.activation,
        updated_at: at,
      })
      .where('id', '=', seed.tokenId)
      .execute();
  }

  async claim(distributionId: number, claim: Claim & { deviceCode: string }, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('distributions')
      .set({
        state: 'claimed',
        claim_signing_key: claim.signingKey,
        claim_hpke_key: claim.hpkeKey,
        claim_reply: claim.reply ?? null,
        confirm_by: claim.confirmBy,
        device_code: claim.deviceCode,
        claimed_at: at,
      })
      .where('id', '=', distributionId)
      .where('state', '=', 'issued')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async countWrongPassword(distributionId: number, at: number): Promise<number | undefined> {
    const row = await this.#db
      .updateTable('distributions')
      .set((eb) => ({
        tries_left: eb('tries_left', '-', 1),
        state: eb
          .case()
          .when('tries_left', '<=', 1)
          .then('burned' as const)
          .else('issued' as const)
          .end(),
        ended_at: eb
          .case()
          .when('tries_left', '<=', 1)
          .then(sql<number>`CAST(${at} AS BIGINT)`)
          .else(null)
          .end(),
      }))
      .where('id', '=', distributionId)
      .where('state', '=', 'issued')
      .where('tries_left', '>', 0)
      .returning('tries_left')
      .executeTakeFirst();
    return row?.tries_left ?? undefined;
  }

  async end(distributionId: number, state: 'expired' | 'cancelled', at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('distributions')
      .set({ state, ended_at: at, claim_reply: null })
      .where('id', '=', distributionId)
      .where('state', 'in', LIVE)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async releaseToken(tokenId: number, at: number): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set((eb) => ({
        ...NO_PENDING,
        activation: eb
          .case()
          .when('sealed_seed', 'is', null)
          .then('undistributed' as const)
          .else('activated' as const)
          .end(),
        updated_at: at,
      }))
      .where('id', '=', tokenId)
      .execute();
  }

  async #lock(tokenId: number): Promise<void> {
    if (this.#engine === 'sqlite') return;
    await this.#db.selectFrom('tokens').select('id').where('id', '=', tokenId).forUpdate().execute();
  }

  #tokens() {
    return this.#db
      .selectFrom('tokens')
      .innerJoin('organizations', 'organizations.id', 'tokens.organization_id')
      .where(isVisibleToken)
      .select([
        'tokens.id as token_id',
        'tokens.serial',
        'tokens.kind',
        'tokens.type',
        'tokens.hash',
        'tokens.digits',
        'tokens.period_seconds',
        'tokens.ocra_suite',
        'tokens.status',
        'organizations.path as organization_path',
      ]);
  }

  #joined() {
    return this.#tokens()
      .innerJoin('distributions', 'distributions.token_id', 'tokens.id')
      .select([
        'distributions.id',
        'distributions.mode',
        'distributions.state',
        'distributions.password_hash',
        'distributions.tries_left',
        'distributions.device_code',
        'distributions.claim_signing_key',
        'distributions.claim_hpke_key',
        'distributions.claim_reply',
        'distributions.confirm_by',
        'distributions.created_by',
        'distributions.created_at',
        'distributions.expires_at',
        'distributions.activated_at',
      ]);
  }

  async #toToken(row: DistributableRow): Promise<DistributableToken> {
    const users = await this.#db
      .selectFrom('bindings')
      .innerJoin('users', 'users.id', 'bindings.user_id')
      .select('users.login')
      .where('bindings.token_id', '=', row.token_id)
      .limit(2)
      .execute();
    return toDistributableToken(row, users.length === 1 ? users[0]!.login : undefined);
  }
}

const NO_PENDING = { pending_seed: null, pending_distribution_id: null, pending_expires_at: null };
