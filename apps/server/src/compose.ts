import { existsSync, mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Refusal } from '@lingpai/domain';
import { SeedVault, createDataKey } from '@lingpai/seed-vault';
import {
  type Database,
  createUnitOfWork,
  ensureDataKeys,
  openAuditChains,
  openPostgres,
  openSqlite,
  readDataKeys,
} from '@lingpai/storage';
import { BackendPool } from './backends/backend-pool.ts';
import type { DataConfig } from './config.ts';
import type { AppContext, Verifier } from './context.ts';
import { KeyRing, findMasterKey } from './crypto/key-ring.ts';
import { HashGate } from './crypto/hash-gate.ts';
import { nodePrimitives } from './crypto/node-primitives.ts';
import { createPasswordHasher } from './crypto/password-hasher.ts';
import { startKeyReload } from './jobs/reload-keys.ts';
import { OperationRefusal, fileRefusal } from './operation-refusal.ts';
import type { VerificationThreadData } from './verification/messages.ts';
import { LoginTurns } from './verification/login-turns.ts';
import { SQLITE_FILE, openVerification } from './verification/open-verification.ts';
import { ThreadVerifier } from './verification/thread-verifier.ts';

/** Whoever asks the server waits for no longer; a command may take its time. */
const SERVER_STATEMENT_TIMEOUT_MS = 30_000;

export interface ComposeOptions {
  /** `thread`: for the server; `inline`: for the command line, made at first use */
  readonly verification: 'thread' | 'inline';
  readonly phoneUrl: string;
  readonly internalUrl: string;
  /** appended to the node's name: processes of one node have a chain each, so that they never wait for each other */
  readonly nodeSuffix?: string;
  /** refuse when there is no data yet, instead of making some */
  readonly mustExist?: boolean;
  /** told when changed keys cannot be taken over */
  readonly onKeyFailure?: (error: unknown) => void;
}

export interface Composed {
  readonly context: AppContext;
  readonly database: Database;
  readonly vault: SeedVault;
  readonly keyRing: KeyRing;
  close(): Promise<void>;
}

/** Puts the system together: opens the data, the vault, and what decides. */
export async function compose(config: DataConfig, options: ComposeOptions): Promise<Composed> {
  if (options.mustExist === true) requireSqliteFile(config);
  makeDataDirectory(config.dataDir);
  const database =
    config.databaseUrl === undefined
      ? await openSqlite(join(config.dataDir, SQLITE_FILE), {
          isCheckpointedElsewhere: options.verification === 'thread',
        })
      : await openPostgres(
          config.databaseUrl,
          options.verification === 'thread' ? { statementTimeoutMs: SERVER_STATEMENT_TIMEOUT_MS } : {},
        );
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
  const opened = await openVault(database, config, options.mustExist === true);
  const { masterKey, dataKeys, vault } = opened;
  const node = `${config.node}${options.nodeSuffix ?? ''}`;
  const thread: VerificationThreadData = {
    config: { dataDir: config.dataDir, databaseUrl: config.databaseUrl, node },
    masterKey,
    dataKeys,
  };
  const keyRing = new KeyRing(opened, database, config);
  const verifier =
    options.verification === 'thread' ? threadVerifier(thread, keyRing) : inlineVerifier(thread, vault);
  const keyReload = startKeyReload(keyRing, options.onKeyFailure ?? (() => undefined));
  const chain = { key: vault.auditKey(), node: `${node}/admin` };
  await openAuditChains(database, { key: chain.key, nodes: [node, chain.node] });
  const store = createUnitOfWork(database, chain);
  const clock = { nowMs: () => Date.now() };
  const backends = new BackendPool({ store, vault, clock });
  const hashGate = new HashGate(createPasswordHasher(vault.passwordPepper()));
  const context: AppContext = {
    store,
    verifier,
    thirdParty: backends,
    backends,
    vault,
    clock,
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    passwordHasher: hashGate.hasherFor({ lane: 'admin', group: 'signed-in', source: '' }),
    hashGate,
    loginTurns: new LoginTurns(),
    primitives: nodePrimitives,
    dataDir: config.dataDir,
    phoneUrl: options.phoneUrl,
    internalUrl: options.internalUrl,
  };
  const close = async () => {
    await keyReload.stop();
    backends.close();
    await verifier.close();
    await database.close();
  };
  return { context, database, vault, keyRing, close };
}

/** Only SQLite can be told to be missing before it is opened. */
function requireSqliteFile({ dataDir, databaseUrl }: DataConfig): void {
  if (databaseUrl === undefined && !existsSync(join(dataDir, SQLITE_FILE)))
    throw new OperationRefusal('data.missing', { place: dataDir });
}

function makeDataDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileRefusal('file.unwritable', path, error);
  }
}

async function openVault(database: Database, config: DataConfig, mustExist: boolean) {
  const stored = await readDataKeys(database);
  if (stored.length > 0) {
    const masterKey = findMasterKey(config, stored);
    if (masterKey === undefined) throw new Refusal('data.master-key-wrong');
    return { masterKey, dataKeys: stored, vault: new SeedVault(masterKey, stored) };
  }
  if (mustExist) throw new OperationRefusal('data.missing', { place: config.dataDir });
  const first = config.readMasterKey({ mayCreate: true });
  const make = (id: number, purpose: 'seal' | 'digest') => createDataKey({ masterKey: first, id, purpose });
  // Another process may have been faster, with its own keys.
  const dataKeys = await ensureDataKeys(database, make, Date.now());
  const masterKey = findMasterKey(config, dataKeys);
  if (masterKey === undefined) throw new Refusal('data.master-key-wrong');
  return { masterKey, dataKeys, vault: new SeedVault(masterKey, dataKeys) };
}

function threadVerifier(thread: VerificationThreadData, keyRing: KeyRing): Verifier {
  const verifier = new ThreadVerifier(thread);
  keyRing.onChange((masterKey, dataKeys) => verifier.updateKeys(masterKey, dataKeys));
  return verifier;
}

function inlineVerifier(thread: VerificationThreadData, vault: SeedVault): Verifier {
  let opened: ReturnType<typeof openVerification> | undefined;
  return {
    verify: (job) => (opened ??= openVerification(thread.config, vault)).commit.verify(job),
    close: async () => opened?.close(),
  };
}
