import { loginKey } from '@lingpai/domain';
import { sql } from 'kysely';
import { SeededRandom } from '@lingpai/testing';
import type { TestStore } from './engines.ts';

export const NOW_MS = 1_767_225_600_000;

/** Picks, the same in each run. */
export class Picker {
  readonly #random: SeededRandom;
  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }
  below(limit: number): number {
    const [a = 0, b = 0, c = 0] = this.#random.bytes(3);
    return ((a << 16) | (b << 8) | c) % limit;
  }
  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

export interface ModelOrganization {
  readonly id: number;
  readonly path: string;
}
export interface ModelUser {
  readonly id: number;
  readonly login: string;
  readonly loginKey: string;
  readonly nameKey: string;
  readonly emailKey: string;
  readonly phone: string;
  readonly organizationId: number;
  readonly status: 'enabled' | 'disabled';
  readonly lockedUntil: number;
}
export interface ModelToken {
  readonly id: number;
  readonly serial: string;
  readonly organizationId: number;
  readonly kind: 'hardware' | 'mobile';
  readonly type: 'hotp' | 'totp' | 'ocra';
  readonly status: 'disabled' | 'enabled' | 'lost' | 'revoked';
  readonly lockedUntil: number;
  readonly isExpired: boolean;
  readonly isVisible: boolean;
  readonly userIds: readonly number[];
}
export interface Model {
  readonly organizations: readonly ModelOrganization[];
  readonly users: readonly ModelUser[];
  readonly tokens: readonly ModelToken[];
}

const PATHS = [
  '总公司',
  '总公司/研发',
  '总公司/研发/一组',
  '总公司/研发 二部',
  '总公司/财务',
  '子公司',
  '子公司/研发',
];
/** The second one is still being written. */
const IMPORTS = [
  { id: 1, state: 'done', finished_at: 1 },
  { id: 2, state: 'writing', finished_at: null },
];

/** A store with a little of everything, and what is in it as plain values. */
export async function fillStore({ database }: TestStore, seed: number): Promise<Model> {
  const pick = new Picker(seed);
  const db = database.read;
  const organizations = PATHS.map((path, index) => ({ id: index + 1, path }));
  for (const { id, path } of organizations) {
    const parent = organizations.find((o) => o.path === path.slice(0, path.lastIndexOf('/')));
    const name = path.slice(path.lastIndexOf('/') + 1);
    const row = { id, parent_id: parent?.id ?? null, name, path, created_at: 0 };
    await db.insertInto('organizations').values(row).execute();
  }
  const common = {
    file_name: '',
    organization_id: 1,
    created_by: '',
    created_at: 0,
    owner: '',
    heartbeat_at: 0,
  };
  for (const row of IMPORTS)
    await db
      .insertInto('imports')
      .values({ ...common, ...row })
      .execute();
  const users = await fillUsers(db, pick, organizations);
  const tokens = await fillTokens(db, pick, { organizations, users });
  await sql`UPDATE organizations SET user_count = (SELECT COUNT(*) FROM users WHERE organization_id = organizations.id)`.execute(
    db,
  );
  await sql`INSERT INTO token_counts (organization_id, facet, token_count)
    SELECT organization_id, facet, COUNT(*) FROM tokens WHERE import_id IS NULL OR import_id <> 2 GROUP BY organization_id, facet`.execute(
    db,
  );
  return { organizations, users, tokens };
}

type Db = TestStore['database']['read'];

async function fillUsers(
  db: Db,
  pick: Picker,
  organizations: readonly ModelOrganization[],
): Promise<ModelUser[]> {
  const users: ModelUser[] = [];
  for (let id = 1; id <= 120; id += 1) {
    const login = `${pick.of(['Li', 'wang', 'z', '张', 'zhang', '😀'])}${id}`;
    const name = pick.of(['', '张三', '李四', 'Zoë', `n${id}`]);
    const email = pick.of(['', `${login}@example.com`, `zz${id}@example.com`]);
    const user = {
      id,
      login,
      loginKey: loginKey(login),
      nameKey: loginKey(name),
      emailKey: loginKey(email),
      phone: pick.of(['', `138${1000 + id}`, `139${1000 + id}`]),
      organizationId: pick.of(organizations).id,
      status: pick.of(['enabled', 'enabled', 'disabled'] as const),
      lockedUntil: pick.of([0, 0, NOW_MS - 1, NOW_MS + 1]),
    };
    users.push(user);
    const lock = pick.of([true, false]);
    await db
      .insertInto('users')
      .values({
        id,
        organization_id: user.organizationId,
        login,
        login_key: user.loginKey,
        name,
        name_key: user.nameKey,
        email,
        email_key: user.emailKey,
        phone: user.phone,
        status: user.status,
        static_rule: null,
        static_hash: null,
        static_set_at: null,
        otp_locked_until: lock ? user.lockedUntil : 0,
        static_locked_until: lock ? 0 : user.lockedUntil,
        created_at: 0,
        updated_at: 0,
      })
      .execute();
  }
  return users;
}

async function fillTokens(
  db: Db,
  pick: Picker,
  { organizations, users }: Pick<Model, 'organizations' | 'users'>,
): Promise<ModelToken[]> {
  const tokens: ModelToken[] = [];
  for (let id = 1; id <= 300; id += 1) {
    const importId = pick.of([null, null, 1, 2]);
    const userIds = pick.below(2) === 0 ? [] : [...new Set([pick.of(users).id, pick.of(users).id])];
    const token: ModelToken = {
      id,
      // In blocks of one organisation and mixed; some begin like a login.
      serial: pick.of([`26${String(id).padStart(5, '0')}`, `A-${pick.below(10)}${id}`, `z${id}`]),
      organizationId: id < 100 ? 3 : pick.of(organizations).id,
      kind: pick.of(['hardware', 'mobile'] as const),
      type: pick.of(['hotp', 'totp', 'totp', 'ocra'] as const),
      status: pick.of(['disabled', 'enabled', 'enabled', 'lost', 'revoked'] as const),
      lockedUntil: pick.of([0, 0, NOW_MS - 1, NOW_MS + 1]),
      isExpired: pick.below(6) === 0,
      isVisible: importId !== 2,
      userIds: importId === 2 ? [] : userIds,
    };
    tokens.push(token);
    await insertToken(db, token, importId);
  }
  return tokens;
}

async function insertToken(db: Db, token: ModelToken, importId: number | null): Promise<void> {
  const row = {
    id: token.id,
    serial: token.serial,
    organization_id: token.organizationId,
    kind: token.kind,
    type: token.type,
    hash: 'sha1',
    digits: 6,
    period_seconds: 30,
    status: token.status,
    locked_until: token.lockedUntil,
    expires_at: token.isExpired ? 1 : null,
    is_expired: token.isExpired ? 1 : 0,
    manufacturer: '',
    model: '',
    binding_count: token.userIds.length,
    import_id: importId,
    created_at: 0,
    updated_at: 0,
  } as const;
  await db.insertInto('tokens').values(row).execute();
  for (const userId of token.userIds)
    await db.insertInto('bindings').values({ user_id: userId, token_id: token.id, bound_at: 0 }).execute();
}
