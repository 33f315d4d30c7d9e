import type { Overview } from '@lingpai/contract';
import type { FiguresStore } from '@lingpai/domain';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { facetsWith } from '../token-facet.ts';
import { hourOf } from '../verification-rows.ts';

const HOURS_SHOWN = 24;
const MS_PER_HOUR = 3_600_000;

export class KyselyFiguresStore implements FiguresStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async readOverview(nowMs: number): Promise<Overview> {
    const [tree, tokens, agents, verifications, last] = await Promise.all([
      this.#readTree(),
      this.#readTokens(),
      this.#db
        .selectFrom('agents')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
      this.#readVerifications(nowMs),
      this.#db.selectFrom('audit_events').select('at').orderBy('id', 'desc').limit(1).executeTakeFirst(),
    ]);
    return { ...tree, ...tokens, agents: agents.count, ...verifications, lastEventAt: last?.at ?? null };
  }

  async #readTree(): Promise<Pick<Overview, 'organizations' | 'users'>> {
    const row = await this.#db
      .selectFrom('organizations')
      .select((eb) => [
        eb.fn.countAll<number>().as('count'),
        eb.fn.sum<number | null>('user_count').as('users'),
      ])
      .executeTakeFirstOrThrow();
    return { organizations: row.count, users: row.users ?? 0 };
  }

  async #readTokens(): Promise<Pick<Overview, 'tokens' | 'tokensEnabled' | 'tokensBound'>> {
    const rows = await this.#db
      .selectFrom('token_counts')
      .select(['facet', (eb) => eb.fn.sum<number>('token_count').as('count')])
      .groupBy('facet')
      .execute();
    const total = (facets: readonly number[]) => {
      const wanted = new Set(facets);
      return rows.reduce((sum, row) => sum + (wanted.has(row.facet) ? row.count : 0), 0);
    };
    return {
      tokens: total(facetsWith({})),
      tokensEnabled: total(facetsWith({ status: 'enabled' })),
      tokensBound: total(facetsWith({ isBound: true })),
    };
  }

  /** Whole hours: the running one and the 23 before it. */
  async #readVerifications(nowMs: number): Promise<Pick<Overview, 'accepted24h' | 'refused24h'>> {
    const from = hourOf(nowMs) - (HOURS_SHOWN - 1) * MS_PER_HOUR;
    const row = await this.#db
      .selectFrom('verification_hours')
      .select([
        sql<number>`COALESCE(SUM(accepted), 0)`.as('accepted'),
        sql<number>`COALESCE(SUM(refused), 0)`.as('refused'),
      ])
      .where('hour', '>=', from)
      .executeTakeFirstOrThrow();
    return { accepted24h: row.accepted, refused24h: row.refused };
  }
}
