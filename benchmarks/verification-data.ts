import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { prepareOtp, pureJsPrimitives } from '@lingpai/algorithms';
import { SeedVault, createDataKey, loadMasterKeyFile } from '@lingpai/seed-vault';
import { ensureDataKeys, openSqlite } from '@lingpai/storage';

export const BENCH_KEY = 'lpa_benchmark';

/** A data directory with `count` users, each with an event token, and a file of bodies with OTPs that are all right, in the order they are sent. */
export async function makeVerificationData(options: {
  dir: string;
  count: number;
  requests: number;
}): Promise<{ bodies: string }> {
  const { dir, count, requests } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'lingpai.db');
  const database = await openSqlite(path);
  const masterKey = loadMasterKeyFile(join(dir, 'master.key'));
  const keys = await ensureDataKeys(database, (id, purpose) => createDataKey({ masterKey, id, purpose }), 1);
  await database.close();
  const seed = randomBytes(20);
  fill(path, count, new SeedVault(masterKey, keys), seed);
  const bodies = join(dir, 'bodies.txt');
  const otpAt = prepareOtp({
    primitives: pureJsPrimitives,
    spec: { type: 'hotp', hash: 'sha1', digits: 6, periodSeconds: undefined },
    seed,
  });
  const order = shuffled(count);
  const lines = Array.from({ length: requests }, (_, i) =>
    JSON.stringify({ userId: `user${order[i % count]}`, password: otpAt(Math.floor(i / count)) }),
  );
  writeFileSync(bodies, `${lines.join('\n')}\n`);
  return { bodies };
}

// oxlint-disable-next-line max-params -- a script
function fill(path: string, count: number, vault: SeedVault, seed: Uint8Array): void {
  const db = new DatabaseSync(path);
  db.exec("BEGIN; INSERT INTO organizations (id, name, path, created_at) VALUES (1, 'bench', 'bench', 0)");
  db.prepare(
    "INSERT INTO agents (agent_id, name, name_key, key_hash, allow, is_enabled, created_at) VALUES ('bench', 'bench', 'bench', ?, '[]', 1, 0)",
  ).run(createHash('sha256').update(BENCH_KEY).digest());
  const user = db.prepare(
    "INSERT INTO users (id, organization_id, login, login_key, name, name_key, email, email_key, phone, status, token_count, created_at, updated_at) VALUES (?, 1, ?, ?, '', '', '', '', '', 'enabled', 1, 0, 0)",
  );
  const token = db.prepare(
    "INSERT INTO tokens (id, serial, organization_id, kind, type, hash, digits, status, sealed_seed, manufacturer, model, binding_count, created_at, updated_at) VALUES (?, ?, 1, 'hardware', 'hotp', 'sha1', 6, 'enabled', ?, '', '', 1, 0, 0)",
  );
  const binding = db.prepare('INSERT INTO bindings (user_id, token_id, bound_at) VALUES (?, ?, 0)');
  for (let id = 1; id <= count; id += 1) {
    const serial = String(3_000_000_000_000 + id);
    user.run(id, `user${id}`, `user${id}`);
    token.run(id, serial, vault.seal({ purpose: 'token-seed', recordId: serial }, seed));
    binding.run(id, id);
  }
  db.exec('COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

function shuffled(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i + 1);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
