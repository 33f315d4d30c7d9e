import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
} from 'kysely';
import { isLostRace, toStoreError } from './store-errors.ts';

/** Kysely's PostgreSQL dialect, whose errors say "not now" where that is what they mean: for single statements as for transactions. */
export class MappedPostgresDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new MappedPostgresDriver(this.#config);
  }
}

class MappedPostgresDriver extends PostgresDriver {
  readonly #mapped = new WeakSet<DatabaseConnection>();

  override async acquireConnection(
    ...options: Parameters<PostgresDriver['acquireConnection']>
  ): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection(...options).catch(rethrow);
    if (!this.#mapped.has(connection)) {
      this.#mapped.add(connection);
      // The driver knows its connections by identity, so each is changed rather than wrapped.
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query, ...rest) =>
        execute(query, ...rest).catch(rethrow) as ReturnType<typeof connection.executeQuery<never>>;
    }
    return connection;
  }
}

/** A lost race stays what it is: whoever runs the transaction repeats it. */
function rethrow(error: unknown): never {
  throw isLostRace(error) ? error : toStoreError(error);
}
