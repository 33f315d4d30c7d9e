import type {
  BindingPiece,
  BoundPiece,
  ImportBatch,
  ImportPublication,
  ImportStore,
  ImportUser,
  UnfinishedImport,
  WrittenToken,
} from '@lingpai/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import { addTokenCounts } from '../token-counts.ts';
import { boundFacet } from '../token-facet.ts';
import { bindStaged, readTakenBack, unbindTokens, unbindUser } from './import-bindings.ts';
import { insertImportedTokens, jsonIds, jsonTexts } from './import-rows.ts';

/** Imports on both engines. */
export class KyselyImportStore implements ImportStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: 'sqlite' | 'postgres';

  constructor(db: Kysely<Schema>, engine: 'sqlite' | 'postgres') {
    this.#db = db;
    this.#engine = engine;
  }

  async begin(what: Parameters<ImportStore['begin']>[0]): Promise<number> {
    const { id } = await this.#db
      .insertInto('imports')
      .values({
        file_name: what.fileName,
        organization_id: what.organizationId,
        state: 'writing',
        created_by: what.createdBy,
        owner: what.owner,
        heartbeat_at: what.at,
        created_at: what.at,
        finished_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  async keep(importId: number, owner: string, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('imports')
      .set({ heartbeat_at: at })
      .where('id', '=', importId)
      .where('state', '=', 'writing')
      .where('owner', '=', owner)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  insert(batch: ImportBatch): Promise<readonly WrittenToken[]> {
    return insertImportedTokens(this.#db, this.#engine, batch);
  }

  async findSerials(serials: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#db
      .selectFrom('tokens')
      .select('serial')
      .where('serial', 'in', jsonTexts(serials, this.#engine))
      .execute();
    return new Set(rows.map(({ serial }) => serial));
  }

  async findUsers(loginKeys: readonly string[]): Promise<ReadonlyMap<string, ImportUser>> {
    const rows = await this.#db
      .selectFrom('users')
      .innerJoin('organizations', 'organizations.id', 'users.organization_id')
      .select(['users.id', 'users.login', 'users.login_key', 'users.token_count', 'organizations.path'])
      .where('users.login_key', 'in', jsonTexts(loginKeys, this.#engine))
      .execute();
    return new Map(
      rows.map((row) => [
        row.login_key,
        { id: row.id, login: row.login, organizationPath: row.path, tokenCount: row.token_count },
      ]),
    );
  }

  async stageBindings(
    importId: number,
    bindings: readonly { readonly tokenId: number; readonly userId: number }[],
  ): Promise<void> {
    await this.#db
      .insertInto('import_bindings')
      .values(
        bindings.map(({ tokenId, userId }) => ({ import_id: importId, token_id: tokenId, user_id: userId })),
      )
      .execute();
  }

  bindStaged(piece: BindingPiece): Promise<BoundPiece> {
    return bindStaged(this.#db, this.#engine, piece);
  }

  unbindUser(userId: number): Promise<void> {
    return unbindUser(this.#db, this.#engine, userId);
  }

  async publish({ importId, organizationId, facetCounts, rowCount, at }: ImportPublication): Promise<number> {
    // Only ever called inside a transaction: what counts and what shows has to change together.
    const trx = this.#db as Transaction<Schema>;
    const counts = [...facetCounts].map(([facet, by]) => ({ organizationId, facet, by }));
    const takenBack = await readTakenBack(trx, importId);
    for (const { facet, count } of takenBack)
      counts.push(
        { organizationId, facet, by: count },
        { organizationId, facet: boundFacet(facet), by: -count },
      );
    await addTokenCounts(trx, counts);
    if (takenBack.length > 0)
      await trx.deleteFrom('import_bindings').where('import_id', '=', importId).execute();
    await trx
      .updateTable('imports')
      .set({ state: 'done', row_count: rowCount, finished_at: at })
      .where('id', '=', importId)
      .execute();
    return takenBack.reduce((sum, { count }) => sum + count, 0);
  }

  async findUnfinished(): Promise<readonly UnfinishedImport[]> {
    const rows = await this.#db
      .selectFrom('imports')
      .select(['id', 'owner', 'heartbeat_at'])
      .where('state', '=', 'writing')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ id: row.id, owner: row.owner, heartbeatAt: row.heartbeat_at }));
  }

  async adopt(found: UnfinishedImport, owner: string, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('imports')
      .set({ owner, heartbeat_at: at })
      .where('id', '=', found.id)
      .where('state', '=', 'writing')
      .where('owner', '=', found.owner)
      .where('heartbeat_at', '=', found.heartbeatAt)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async deleteRows(importId: number, limit: number): Promise<number> {
    const rows = await this.#db
      .selectFrom('tokens')
      .select('id')
      .where('import_id', '=', importId)
      .limit(limit)
      .execute();
    const ids = rows.map((row) => row.id);
    await unbindTokens(this.#db, this.#engine, ids);
    await this.#db
      .deleteFrom('import_bindings')
      .where('import_id', '=', importId)
      .where('token_id', 'in', jsonIds(ids, this.#engine))
      .execute();
    await this.#db.deleteFrom('tokens').where('id', 'in', jsonIds(ids, this.#engine)).execute();
    return ids.length;
  }

  async remove(importId: number): Promise<void> {
    await this.#db.deleteFrom('imports').where('id', '=', importId).where('state', '=', 'writing').execute();
  }
}
