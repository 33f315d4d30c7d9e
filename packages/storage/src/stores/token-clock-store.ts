import type { DriftGroup, TokenClockRecord, TokenClockStore } from '@lingpai/domain';
import { type Kysely, type Selectable, type Transaction, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { addTokenCounts } from '../token-counts.ts';
import { tokenSpecOf } from '../token-spec-of.ts';
import { forgetSourceFailures } from './source-failures.ts';
import { facetChange } from './token-store.ts';
import { isVisibleToken } from './visible-token.ts';

export class KyselyTokenClockStore implements TokenClockStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async read(serial: string): Promise<TokenClockRecord | undefined> {
    const row = await this.#select(serial).executeTakeFirst();
    return row && toRecord(row);
  }

  async lock(serial: string): Promise<TokenClockRecord | undefined> {
    const query = this.#select(serial);
    const row = await (this.#engine === 'postgres' ? query.forUpdate('tokens') : query).executeTakeFirst();
    return row && toRecord(row);
  }

  async adopt(before: TokenClockRecord, clock: Parameters<TokenClockStore['adopt']>[1]): Promise<boolean> {
    const { spec, lastFactor, driftSteps, at } = clock;
    const { numUpdatedRows } = await this.#db
      .updateTable('tokens')
      .set({
        type: spec.type,
        hash: spec.hash,
        digits: spec.digits,
        period_seconds: spec.periodSeconds ?? null,
        last_factor: lastFactor,
        drift_steps: driftSteps,
        last_accepted_at: at,
        resync_factor: null,
        resync_at: null,
        spent_factors: '',
        counter_doubted: 0,
        fail_count: 0,
        locked_until: 0,
        source_locked_until: 0,
        updated_at: at,
      })
      .where('id', '=', before.id)
      .where('last_factor', '=', before.lastFactor)
      .where('last_factor', '<', lastFactor)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await forgetSourceFailures(this.#db, 'token', before.id);
    // Only ever called inside a transaction.
    await addTokenCounts(
      this.#db as Transaction<Schema>,
      facetChange(before, { ...before, type: spec.type }),
    );
    return true;
  }

  async lastId(): Promise<number> {
    const row = await this.#db
      .selectFrom('tokens')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.id ?? 0;
  }

  async countDrifts({ from, to }: { from: number; to: number }): Promise<DriftGroup[]> {
    const rows = await this.#db
      .selectFrom('tokens')
      .select([
        'drift_steps',
        'period_seconds',
        sql<number>`CASE WHEN last_factor < 0 THEN 0 ELSE 1 END`.as('is_used'),
        (eb) => eb.fn.countAll<number>().as('count'),
      ])
      .where('id', '>=', from)
      .where('id', '<=', to)
      .where('status', '=', 'enabled')
      .where('is_expired', '=', 0)
      .where('type', '<>', 'hotp')
      .where('period_seconds', 'is not', null)
      .where(isVisibleToken)
      .groupBy(['drift_steps', 'period_seconds', 'is_used'])
      .execute();
    return rows.map((row) => ({
      driftSteps: row.drift_steps,
      periodSeconds: row.period_seconds ?? 0,
      isUsed: row.is_used === 1,
      count: row.count,
    }));
  }

  #select(serial: string) {
    return this.#db
      .selectFrom('tokens')
      .innerJoin('organizations', 'organizations.id', 'tokens.organization_id')
      .select([
        'tokens.id',
        'tokens.serial',
        'tokens.organization_id',
        'organizations.path',
        'tokens.kind',
        'tokens.type',
        'tokens.hash',
        'tokens.digits',
        'tokens.period_seconds',
        'tokens.ocra_suite',
        'tokens.status',
        'tokens.is_expired',
        'tokens.binding_count',
        'tokens.sealed_seed',
        'tokens.last_factor',
        'tokens.drift_steps',
      ])
      .where('tokens.serial', '=', serial)
      .where(isVisibleToken);
  }
}

type ClockRow = Pick<
  Selectable<Schema['tokens']>,
  | 'id'
  | 'serial'
  | 'organization_id'
  | 'kind'
  | 'type'
  | 'hash'
  | 'digits'
  | 'period_seconds'
  | 'ocra_suite'
  | 'status'
  | 'is_expired'
  | 'binding_count'
  | 'sealed_seed'
  | 'last_factor'
  | 'drift_steps'
> & { readonly path: string };

function toRecord(row: ClockRow): TokenClockRecord {
  return {
    id: row.id,
    serial: row.serial,
    organizationId: row.organization_id,
    organizationPath: row.path,
    kind: row.kind,
    type: row.type,
    status: row.status,
    isExpired: row.is_expired === 1,
    bindingCount: row.binding_count,
    spec: tokenSpecOf(row),
    sealedSeed: row.sealed_seed ?? undefined,
    lastFactor: row.last_factor,
    driftSteps: row.drift_steps,
  };
}
