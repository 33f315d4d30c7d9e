import type { AccessRule } from '@lingpai/contract';
import { type Kysely, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';

/** Users with rules of their own are few, and have an index; what merely looks as if it named the agent is sorted out here. */
export async function listUsersNamingAgent(
  db: Kysely<Schema>,
  engine: Engine,
  name: string,
): Promise<{ id: number; login: string; accessRules: AccessRule[] }[]> {
  const positionIn = sql.raw(engine === 'postgres' ? 'strpos' : 'instr');
  const rows = await db
    .selectFrom('users')
    .select(['id', 'login', 'access_rules'])
    .where('access_rules', 'is not', null)
    .where(sql<number>`${positionIn}(access_rules, ${JSON.stringify(name)})`, '>', 0)
    .orderBy('login_key')
    .execute();
  return rows
    .map(({ id, login, access_rules: rules }) => ({
      id,
      login,
      accessRules: JSON.parse(rules ?? '[]') as AccessRule[],
    }))
    .filter(({ accessRules }) => accessRules.some(({ agents }) => agents.includes(name)));
}
