import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** The organisations a list is limited to. */
export interface Subtree {
  /** a subselect of ids */
  readonly ids: RawBuilder<number>;
  has(organizationId: number): boolean;
}
/** `everything`: no limit. `nothing`: there is no such organisation. */
export type OrganizationScope = Subtree | 'everything' | 'nothing';

/** Which organisations a filter means. A root that has no other beside it is everything. */
export async function organizationScope(
  db: Kysely<Schema>,
  organizationId: number | undefined,
  includeSub: boolean,
): Promise<OrganizationScope> {
  if (organizationId === undefined) return 'everything';
  const top = await db
    .selectFrom('organizations')
    .select(['id', 'path', 'parent_id'])
    .where('id', '=', organizationId)
    .executeTakeFirst();
  if (top === undefined) return 'nothing';
  if (!includeSub) return { ids: sql`(SELECT ${sql.lit(top.id)})`, has: (id) => id === top.id };
  if (top.parent_id === null && !(await hasOtherRoot(db, top.id))) return 'everything';
  // "0" is the character after "/": all paths that begin with "<path>/".
  const ids = sql<number>`(SELECT id FROM organizations WHERE id = ${sql.lit(top.id)} UNION ALL SELECT id FROM organizations WHERE path > ${`${top.path}/`} AND path < ${`${top.path}0`})`;
  const { rows } = await sql<{ id: number }>`SELECT id FROM ${ids} AS s`.execute(db);
  const all = new Set(rows.map((row) => row.id));
  return { ids, has: (id) => all.has(id) };
}

async function hasOtherRoot(db: Kysely<Schema>, id: number): Promise<boolean> {
  const other = await db
    .selectFrom('organizations')
    .select('id')
    .where('parent_id', 'is', null)
    .where('id', '!=', id)
    .executeTakeFirst();
  return other !== undefined;
}
