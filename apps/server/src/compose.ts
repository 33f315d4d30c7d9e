import { mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Refusal, VaultError } from '@lingpai/domain';
import { SeedVault, createDataKey } from '@lingpai/seed-vault';
import {
  type Database,
  createUnitOfWork,
  ensureDataKeys,
  openPostgres,
  openSqlite,
  readDataKeys,
} from '@lingpai/storage';
import type { DataConfig } from './config.ts';
import type { AppContext, Verifier } from './context.ts';
import { nodePrimitives } from './crypto/node-primitives.ts';
import { createPasswordHasher } from './crypto/password-hasher.ts';
import type { VerificationThreadData } from './verification/messages.ts';
import { SQLITE_FILE, openVerification } from './verification/open-verification.ts';
import { ThreadVerifier } from './verification/thread-verifier.ts';

export interface ComposeOptions {
  /** `thread`: for the server; `inline`: for the command line, made at first use */
  readonly verification: 'thread' | 'inline';
  readonly phoneUrl: string;
  readonly internalUrl: string;
  /** appended to the node's name: processes of one node have a chain each, so that they never wait for each other */
  readonly nodeSuffix?: string;
}

export interface Composed {
  readonly context: AppContext;
  readonly database: Database;
  readonly vault: SeedVault;
  close(): Promise<void>;
}

/** Puts the system together: opens the data, the vault, and what decides. */
export async function compose(config: DataConfig, options: ComposeOptions): Promise<Composed> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const database =
    config.databaseUrl === undefined
      ? await openSqlite(join(config.dataDir, SQLITE_FILE), {
          isCheckpointedElsewhere: options.verification === 'thread',
        })
      : await openPostgres(config.databaseUrl);
  try {
    return await composeOver(database, config, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function composeOver(
  database: Database,
  config: DataConfig,
  options: ComposeOptions,
): Promise<Composed> {
  const { masterKey, dataKeys, vault } = await openVault(database, config);
  const node = `${config.node}${options.nodeSuffix ?? ''}`;
  const thread: VerificationThreadData = {
    config: { dataDir: config.dataDir, databaseUrl: config.databaseUrl, node },
    masterKey,
    dataKeys,
  };
  const verifier =
    options.verification === 'thread' ? new ThreadVerifier(thread) : inlineVerifier(thread, vault);
  const context: AppContext = {
    store: createUnitOfWork(database, { key: vault.auditKey(), node: `${node}/admin` }),
    verifier,
    vault,
    clock: { nowMs: () => Date.now() },
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    passwordHasher: createPasswordHasher(vault.passwordPepper()),
    primitives: nodePrimitives,
    dataDir: config.dataDir,
    phoneUrl: options.phoneUrl,
    internalUrl: options.internalUrl,
  };
  const close = async () => {
    await verifier.close();
    await database.close();
  };
  return { context, database, vault, close };
}

async function openVault(database: Database, config: DataConfig) {
  const stored = await readDataKeys(database);
  const masterKey = config.readMasterKey({ mayCreate: stored.length === 0 });
  const make = (id: number, purpose: 'seal' | 'digest') => createDataKey({ masterKey, id, purpose });
  const dataKeys = stored.length > 0 ? stored : await ensureDataKeys(database, make, Date.now());
  try {
    return { masterKey, dataKeys, vault: new SeedVault(masterKey, dataKeys) };
  } catch (error) {
    if (error instanceof VaultError) throw new Refusal('data.master-key-wrong');
    throw error;
  }
}

function inlineVerifier(thread: VerificationThreadData, vault: SeedVault): Verifier {
  let opened: ReturnType<typeof openVerification> | undefined;
  return {
    verify: (job) => (opened ??= openVerification(thread.config, vault)).commit.verify(job),
    close: async () => opened?.close(),
  };
}
