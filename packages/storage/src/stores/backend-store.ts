import { BackendSettings } from '@lingpai/contract';
import { type BackendRecord, type BackendStore, loginKey } from '@lingpai/domain';
import type { Kysely, Selectable } from 'kysely';
import { Value } from 'typebox/value';
import type { Engine } from '../migrations/index.ts';
import type { BackendsTable, Schema } from '../schema.ts';
import { lockChanges } from './change-lock.ts';

export class KyselyBackendStore implements BackendStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async lockChanges(): Promise<void> {
    await lockChanges(this.#db, this.#engine, 'backends');
  }

  async list(): Promise<BackendRecord[]> {
    const rows = await this.#db.selectFrom('backends').selectAll().orderBy('name_key').execute();
    return rows.map(toBackend);
  }

  async find(id: number): Promise<BackendRecord | undefined> {
    const row = await this.#db.selectFrom('backends').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toBackend(row);
  }

  async findByName(name: string): Promise<BackendRecord | undefined> {
    const row = await this.#db
      .selectFrom('backends')
      .selectAll()
      .where('name_key', '=', loginKey(name))
      .executeTakeFirst();
    return row && toBackend(row);
  }

  async insert(backend: Parameters<BackendStore['insert']>[0]): Promise<number | undefined> {
    const row = await this.#db
      .insertInto('backends')
      .values({
        name: backend.name,
        name_key: loginKey(backend.name),
        ...columnsOf(backend.settings),
        sealed_secret: null,
        is_enabled: backend.isEnabled ? 1 : 0,
        created_at: backend.at,
        updated_at: backend.at,
      })
      .onConflict((c) => c.column('name_key').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async update(id: number, change: Parameters<BackendStore['update']>[1]): Promise<boolean> {
    const { name, settings, isEnabled, at } = change;
    const nameKey = name === undefined ? undefined : loginKey(name);
    if (nameKey !== undefined && (await this.#isTaken(nameKey, id))) return false;
    const columns = {
      ...(name !== undefined && { name }),
      ...(nameKey !== undefined && { name_key: nameKey }),
      ...(settings !== undefined && columnsOf(settings)),
      ...(isEnabled !== undefined && { is_enabled: isEnabled ? 1 : 0 }),
      updated_at: at,
    };
    await this.#db.updateTable('backends').set(columns).where('id', '=', id).execute();
    return true;
  }

  async setSecret(id: number, sealedSecret: Uint8Array | null): Promise<void> {
    await this.#db
      .updateTable('backends')
      .set({ sealed_secret: sealedSecret })
      .where('id', '=', id)
      .execute();
  }

  /** First none, then this one: there is never a second. */
  async setDefault(id: number | undefined): Promise<void> {
    await this.#db.updateTable('backends').set({ is_default: 0 }).where('is_default', '=', 1).execute();
    if (id !== undefined)
      await this.#db.updateTable('backends').set({ is_default: 1 }).where('id', '=', id).execute();
  }

  async remove(id: number): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('backends')
      .where('id', '=', id)
      .where((eb) =>
        eb.not(eb.exists(eb.selectFrom('users').select('users.id').where('backend_id', '=', id))),
      )
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async #isTaken(nameKey: string, exceptId: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('backends')
      .select('id')
      .where('name_key', '=', nameKey)
      .where('id', '!=', exceptId)
      .executeTakeFirst();
    return row !== undefined;
  }
}

function columnsOf({ ldap, radius, http }: BackendSettings): Pick<BackendsTable, 'kind' | 'config'> {
  if (ldap !== undefined) return { kind: 'ldap', config: JSON.stringify(ldap) };
  if (radius !== undefined) return { kind: 'radius', config: JSON.stringify(radius) };
  return { kind: 'http', config: JSON.stringify(http) };
}

/** A setting that is newer than the row has its default. */
function toBackend(row: Selectable<BackendsTable>): BackendRecord {
  const stored: unknown = { [row.kind]: JSON.parse(row.config) };
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    settings: Value.Parse(BackendSettings, Value.Default(BackendSettings, stored)),
    sealedSecret: row.sealed_secret,
    isDefault: row.is_default === 1,
    isEnabled: row.is_enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
