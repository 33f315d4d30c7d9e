import type { FailureStore } from '@lingpai/domain';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

export class KyselyFailureStore implements FailureStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async purgeSources({
    which,
    before,
    nowMs,
    limit,
  }: Parameters<FailureStore['purgeSources']>[0]): Promise<number> {
    // As the index `subject_sources_unknown` says it.
    const isWanted = which === 'unknown' ? sql`known_at IS NULL` : sql`1 = 1`;
    const { numAffectedRows } = await sql`
      DELETE FROM subject_sources WHERE (kind, subject_id, source) IN (
        SELECT kind, subject_id, source FROM subject_sources
        WHERE changed_at < ${before} AND ${isWanted}
          AND otp_locked_until <= ${nowMs} AND static_locked_until <= ${nowMs} AND third_party_locked_until <= ${nowMs} AND change_locked_until <= ${nowMs}
        ORDER BY changed_at LIMIT ${limit})
    `.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }

  async purgeClients({ before, nowMs, limit }: Parameters<FailureStore['purgeClients']>[0]): Promise<number> {
    const old = this.#db
      .selectFrom('client_failures')
      .select('address')
      .where('failed_at', '<', before)
      .where('locked_until', '<=', nowMs)
      .orderBy('failed_at')
      .limit(limit);
    const { numDeletedRows } = await this.#db
      .deleteFrom('client_failures')
      .where('address', 'in', old)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}
