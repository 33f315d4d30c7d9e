import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/**
 * A pool for Kysely that throws away a connection which did not answer a statement in time. The statement may still be running: what is asked
 * next on this connection would wait behind it, and get no answer either.
 */
export class DiscardingPool implements PostgresPool {
  readonly options: pg.PoolOptions;
  readonly #pool: pg.Pool;
  /** Kysely knows connections by identity. */
  readonly #wrapped = new WeakMap<pg.PoolClient, DiscardingClient>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.options = pool.options;
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect();
    let wrapped = this.#wrapped.get(client);
    if (wrapped === undefined) this.#wrapped.set(client, (wrapped = new DiscardingClient(client)));
    return wrapped as unknown as PostgresPoolClient;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class DiscardingClient {
  readonly #client: pg.PoolClient;
  #isSilent = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    // Only the end of the connection ends the transaction now.
    if (this.#isSilent) throw new Error('Connection terminated: no answer before the deadline');
    try {
      return await this.#client.query(text, values);
    } catch (error) {
      this.#isSilent = isSilence(error);
      throw error;
    }
  }

  release(isBroken?: boolean): void {
    this.#client.release(isBroken === true || this.#isSilent);
  }
}

/** What `pg` says when its `query_timeout` is over. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
