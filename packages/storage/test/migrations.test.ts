import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, after, test } from 'node:test';
import { LOCKED_UNTIL_UNLOCKED } from '@lingpai/domain';
import { type Database, openPostgres, openSqlite } from '@lingpai/storage';
import { createDatabase, startPostgres } from '@lingpai/testing';
import { type Kysely, sql } from 'kysely';

/** Data of every released schema comes through to this program's, with nothing lost. */
const postgres = await startPostgres();
after(() => postgres?.stop());

type Open = (upTo?: number) => Promise<Database>;
const LATER = 4_000_000_000_000;

async function onSqlite(t: TestContext): Promise<Open> {
  const directory = mkdtempSync(join(tmpdir(), 'lingpai-migrate-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return (upTo) => openSqlite(join(directory, 'lingpai.db'), upTo === undefined ? {} : { upTo });
}

async function onPostgres(t: TestContext, serverUrl: string): Promise<Open> {
  const url = await createDatabase(t, serverUrl);
  return (upTo) => openPostgres(url, upTo === undefined ? {} : { upTo });
}

/** What a server of the first release leaves behind: a user who is locked, one with a password, tokens used and locked, an agent at work. */
async function fillFirstRelease(db: Kysely<never>): Promise<void> {
  const statements = [
    `INSERT INTO organizations (id, name, path, created_at) VALUES (1, '总公司', '总公司', 1)`,
    `INSERT INTO users (id, organization_id, login, login_key, name, name_key, email, email_key, phone, status, otp_fail_count, otp_locked_until,
      static_rule, static_hash, static_length, static_set_at, created_at, updated_at)
      VALUES (1, 1, 'locked', 'locked', '', '', '', '', '', 'enabled', 12, ${LATER}, NULL, NULL, 0, NULL, 1, 1),
             (2, 1, '张三', '张三', '张三', '张三', '', '', '', 'enabled', 0, 0, 'required', 'argon2id$x', 6, 7, 1, 1)`,
    `INSERT INTO tokens (id, serial, organization_id, kind, type, hash, digits, period_seconds, status, last_factor, drift_steps, fail_count, locked_until,
      manufacturer, model, binding_count, created_at, updated_at)
      VALUES (1, '0001', 1, 'hardware', 'totp', 'sha1', 6, 30, 'enabled', 59000000, 2, 0, 0, '', '', 1, 1, 1),
             (2, '0002', 1, 'hardware', 'hotp', 'sha1', 6, NULL, 'enabled', 41, 0, 50, ${LOCKED_UNTIL_UNLOCKED}, '', '', 0, 1, 1)`,
    `INSERT INTO bindings (user_id, token_id, bound_at) VALUES (2, 1, 1)`,
    `INSERT INTO agents (id, agent_id, name, name_key, key_hash, allow, is_enabled, created_at) VALUES (1, 'a', 'bank', 'bank', 'h', '[]', 1, 1)`,
    `INSERT INTO audit_chains (node, event_count, head_id, head_hash) VALUES ('n1', 0, 0, '')`,
    `INSERT INTO agent_sessions (id_hash, agent_id, login, created_at, expires_at) VALUES ('s', 1, '张三', 1, ${LATER})`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}

async function checkMigration(open: Open): Promise<void> {
  const first = await open(1);
  await fillFirstRelease(first.read as unknown as Kysely<never>);
  await first.close();
  const database = await open();
  try {
    const db = database.read;
    const users = await db.selectFrom('users').selectAll().orderBy('id').execute();
    assert.deepEqual(
      users.map((user) => [
        user.login,
        user.locked_until,
        user.otp_fail_count,
        user.static_hash,
        user.static_set_at,
      ]),
      [
        ['locked', LATER, 12, null, null],
        ['张三', 0, 0, 'argon2id$x', 7],
      ],
    );
    assert.deepEqual(
      users.map((user) => [
        user.otp_rule,
        user.third_party_rule,
        user.static_must_change,
        user.emergency_digest,
      ]),
      [
        [null, null, 0, null],
        [null, null, 0, null],
      ],
    );
    const tokens = await db.selectFrom('tokens').selectAll().orderBy('id').execute();
    assert.deepEqual(
      tokens.map((token) => [token.serial, token.last_factor, token.drift_steps, token.any_locked_until]),
      [
        ['0001', 59_000_000, 2, 0],
        ['0002', 41, 0, LOCKED_UNTIL_UNLOCKED],
      ],
    );
    assert.equal((await db.selectFrom('agent_sessions').selectAll().execute()).length, 1);
    assert.equal((await db.selectFrom('bindings').selectAll().execute()).length, 1);
    const chains = await db.selectFrom('audit_chains').select(['node', 'head_mac']).execute();
    assert.deepEqual(
      chains.map(({ node, head_mac: mac }) => [node, mac]),
      [['n1', null]],
    );
    await db
      .updateTable('users')
      .set({ source_locked_until: LATER + 1 })
      .where('id', '=', 2)
      .execute();
    const { locked_until: latest } = await db
      .selectFrom('users')
      .select('locked_until')
      .where('id', '=', 2)
      .executeTakeFirstOrThrow();
    assert.equal(latest, LATER + 1, 'the engine computes the latest lock');
  } finally {
    await database.close();
  }
  await (await open()).close();
}

test('data of the first release is brought up to date, and stays so (sqlite)', async (t) =>
  checkMigration(await onSqlite(t)));

if (postgres !== undefined)
  test('data of the first release is brought up to date, and stays so (postgres)', async (t) =>
    checkMigration(await onPostgres(t, postgres.url)));
