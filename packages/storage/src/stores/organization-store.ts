import type { Organization } from '@lingpai/contract';
import type { OrganizationPlace, OrganizationStore } from '@lingpai/domain';
import { type Kysely, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';

/** Any number that nothing else in this database is likely to lock by: "LP" and "树". */
const TREE_LOCK = 0x4c506811;

export class KyselyOrganizationStore implements OrganizationStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async lockTree(): Promise<void> {
    // SQLite has one writer at a time anyway.
    if (this.#engine === 'postgres') await sql`SELECT pg_advisory_xact_lock(${TREE_LOCK})`.execute(this.#db);
  }

  async find(id: number): Promise<OrganizationPlace | undefined> {
    const row = await this.#places().where('id', '=', id).executeTakeFirst();
    return row && toPlace(row);
  }

  async findByPath(path: string): Promise<OrganizationPlace | undefined> {
    const row = await this.#places().where('path', '=', path).executeTakeFirst();
    return row && toPlace(row);
  }

  async list(): Promise<Organization[]> {
    const rows = await this.#db
      .selectFrom('organizations')
      .select(['id', 'parent_id', 'name', 'path', 'user_count'])
      .orderBy('path')
      .execute();
    const tokens = await this.#db
      .selectFrom('token_counts')
      .select(['organization_id', (eb) => eb.fn.sum<number>('token_count').as('count')])
      .groupBy('organization_id')
      .execute();
    const tokenCount = new Map(tokens.map((row) => [row.organization_id, row.count]));
    const childCount = new Map<number | null, number>();
    for (const { parent_id } of rows) childCount.set(parent_id, (childCount.get(parent_id) ?? 0) + 1);
    return rows.map((row) => ({
      ...toPlace(row),
      childCount: childCount.get(row.id) ?? 0,
      userCount: row.user_count,
      tokenCount: tokenCount.get(row.id) ?? 0,
    }));
  }

  async read(id: number): Promise<Organization | undefined> {
    const row = await this.#db
      .selectFrom('organizations as o')
      .select(['o.id', 'o.parent_id', 'o.name', 'o.path', 'o.user_count'])
      .select((eb) => [
        eb
          .selectFrom('organizations as c')
          .whereRef('c.parent_id', '=', 'o.id')
          .select((e) => e.fn.countAll<number>().as('n'))
          .as('child_count'),
        eb
          .selectFrom('token_counts as k')
          .whereRef('k.organization_id', '=', 'o.id')
          .select((e) => e.fn.sum<number>('k.token_count').as('n'))
          .as('token_count'),
      ])
      .where('o.id', '=', id)
      .executeTakeFirst();
    return (
      row && {
        ...toPlace(row),
        childCount: row.child_count ?? 0,
        userCount: row.user_count,
        tokenCount: row.token_count ?? 0,
      }
    );
  }

  async insert(place: Omit<OrganizationPlace, 'id'> & { createdAt: number }): Promise<number | undefined> {
    const row = await this.#db
      .insertInto('organizations')
      .values({ parent_id: place.parentId, name: place.name, path: place.path, created_at: place.createdAt })
      .onConflict((c) => c.column('path').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async rename(before: OrganizationPlace, after: { name: string; path: string }): Promise<void> {
    await this.#db.updateTable('organizations').set(after).where('id', '=', before.id).execute();
    // All paths that begin with "<path>/": "0" is the character after "/".
    await this.#db
      .updateTable('organizations')
      .set({ path: sql`${after.path} || substr(path, length(${before.path}) + 1)` })
      .where('path', '>', `${before.path}/`)
      .where('path', '<', `${before.path}0`)
      .execute();
  }

  async isInUse(id: number): Promise<boolean> {
    // Waits for whoever is just putting something into it.
    if (this.#engine === 'postgres') await this.#places().where('id', '=', id).forUpdate().execute();
    const { rows } = await sql<{ found: number }>`SELECT CASE WHEN
      EXISTS (SELECT 1 FROM organizations WHERE parent_id = ${id}) OR
      EXISTS (SELECT 1 FROM users WHERE organization_id = ${id}) OR
      EXISTS (SELECT 1 FROM tokens WHERE organization_id = ${id}) OR
      EXISTS (SELECT 1 FROM imports WHERE organization_id = ${id} AND state = 'writing')
      THEN 1 ELSE 0 END AS found`.execute(this.#db);
    return rows[0]?.found === 1;
  }

  async remove(id: number): Promise<void> {
    await this.#db.deleteFrom('token_counts').where('organization_id', '=', id).execute();
    await this.#db.deleteFrom('organizations').where('id', '=', id).execute();
  }

  #places() {
    return this.#db.selectFrom('organizations').select(['id', 'parent_id', 'name', 'path']);
  }
}

function toPlace(row: {
  id: number;
  parent_id: number | null;
  name: string;
  path: string;
}): OrganizationPlace {
  return { id: row.id, parentId: row.parent_id, name: row.name, path: row.path };
}
