import {
  chmodSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Refusal, type Requester, VaultError } from '@lingpai/domain';
import { SeedVault, writeMasterKeyFile } from '@lingpai/seed-vault';
import {
  BackupFormatError,
  type CopyProgress,
  type Database,
  type GuardReport,
  type TrustedCounters,
  copyIntoPostgres,
  countTokens,
  createUnitOfWork,
  finishAsDatabase,
  guardRestored,
  isEmptyDatabase,
  openAuditChains,
  openBackupCopy,
  openPostgres,
  peekBackupNotes,
  placeNewFile,
  readBackupHeader,
  readDataKeys,
} from '@lingpai/storage';
import type { DataConfig } from '../config.ts';
import { OperationRefusal, fileErrorCode, fileRefusal } from '../operation-refusal.ts';
import { SQLITE_FILE } from '../verification/open-verification.ts';
import { BACKUP_NOTE } from './back-up-data.ts';
import { openMasterKey } from './master-key-envelope.ts';
import { operationAudit } from './operation-audit.ts';

export interface RestoreDataInput {
  readonly file: string;
  /** opens the master key inside the backup; undefined: the key is in its place already */
  readonly password: string | undefined;
  readonly trust: TrustedCounters;
  readonly nowMs: number;
  readonly requester: Requester;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CopyProgress) => void;
}

export interface RestoreReport extends GuardReport {
  /** epoch ms */
  readonly madeAt: number;
  readonly userCount: number;
  readonly tokenCount: number;
}

/**
 * Restores a backup into an empty data directory or database: all of it or nothing. What a backup cannot know (OTPs used since) is made
 * harmless; see `guardRestored`.
 *
 * @throws {OperationRefusal} restore.*, file.unreadable, file.unwritable
 * @throws {Refusal} data.master-key-wrong
 * @throws {SchemaTooNewError} when a newer program made the backup
 */
export async function restoreData(input: RestoreDataInput, config: DataConfig): Promise<RestoreReport> {
  checkFile(input.file);
  const target = await openTarget(config);
  const isNewDirectory = !existsSync(config.dataDir);
  const copy = join(config.dataDir, `restore.${process.pid}.partial`);
  try {
    makeCopy(input.file, copy, config.dataDir);
    return await restoreCopy(copy, input, config, target);
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${copy}${suffix}`, { force: true });
    await target?.close();
    if (isNewDirectory) removeIfEmpty(config.dataDir);
  }
}

function checkFile(file: string): void {
  try {
    if (statSync(file).isDirectory())
      throw new OperationRefusal('file.unreadable', { file, reason: 'EISDIR' });
    readBackupHeader(file);
  } catch (error) {
    throw describeBackupError(error, file);
  }
}

function describeBackupError(error: unknown, file: string): unknown {
  if (error instanceof BackupFormatError)
    return new OperationRefusal(`restore.${error.problem}`, { file }, { cause: error });
  return fileRefusal('file.unreadable', file, error);
}

/** @returns the PostgreSQL database; undefined for SQLite @throws {OperationRefusal} restore.not-empty */
async function openTarget({ dataDir, databaseUrl }: DataConfig): Promise<Database | undefined> {
  if (databaseUrl === undefined) {
    // A log without its database would be taken for the log of ours.
    for (const name of [SQLITE_FILE, `${SQLITE_FILE}-wal`, `${SQLITE_FILE}-shm`])
      if (existsSync(join(dataDir, name)))
        throw new OperationRefusal('restore.not-empty', { place: dataDir });
    return undefined;
  }
  const database = await openPostgres(databaseUrl);
  if (await isEmptyDatabase(database)) return database;
  await database.close();
  throw new OperationRefusal('restore.not-empty', { place: 'PostgreSQL' });
}

function makeCopy(file: string, copy: string, dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
  } catch (error) {
    throw fileRefusal('file.unwritable', dataDir, error);
  }
}

// oxlint-disable-next-line max-params -- the copy, what is asked for, and where it goes
async function restoreCopy(
  copy: string,
  input: RestoreDataInput,
  config: DataConfig,
  target: Database | undefined,
): Promise<RestoreReport> {
  const notes = readNotes(copy, input.file);
  const key = await findKey(input, notes[BACKUP_NOTE.masterKey], config);
  const madeAt = Number(notes[BACKUP_NOTE.madeAt] ?? 0);
  const report = await prepareCopy(copy, { input, config, masterKey: key.masterKey, madeAt });
  input.signal.throwIfAborted();
  const placedKey = key.placeAt === undefined ? undefined : placeKey(key.placeAt, key.masterKey);
  try {
    if (target === undefined) placeDatabase(copy, config.dataDir);
    else await copyIntoPostgres(copy, target, input);
  } catch (error) {
    if (placedKey !== undefined) rmSync(placedKey, { force: true });
    throw error;
  }
  return report;
}

function readNotes(copy: string, file: string): Readonly<Record<string, string>> {
  try {
    return peekBackupNotes(copy);
  } catch (error) {
    throw describeBackupError(error, file);
  }
}

/** The master key: in its place already, or inside the backup; then it has to be put in its place. */
async function findKey(
  { password }: RestoreDataInput,
  envelope: string | undefined,
  { readMasterKey, masterKeyPath }: DataConfig,
): Promise<{ masterKey: Uint8Array; placeAt: string | undefined }> {
  const isMissing = masterKeyPath !== undefined && !existsSync(masterKeyPath);
  if (password === undefined) {
    if (!isMissing) return { masterKey: readMasterKey({ mayCreate: false }), placeAt: undefined };
    const key = envelope === undefined ? 'restore.key-needed' : 'restore.key-needed-or-password';
    throw new OperationRefusal(key, { path: masterKeyPath });
  }
  if (envelope === undefined) throw new OperationRefusal('restore.no-key-inside');
  const masterKey = await openMasterKey(envelope, password);
  if (isMissing) return { masterKey, placeAt: masterKeyPath };
  // A key is in place already: it is the one that will be used, so it is the one that has to fit.
  return { masterKey: readMasterKey({ mayCreate: false }), placeAt: undefined };
}

function placeKey(path: string, masterKey: Uint8Array): string {
  try {
    writeMasterKeyFile(path, masterKey);
    return path;
  } catch (error) {
    throw fileRefusal('file.unwritable', path, error);
  }
}

interface Preparation {
  readonly input: RestoreDataInput;
  readonly config: DataConfig;
  readonly masterKey: Uint8Array;
  readonly madeAt: number;
}

/** Makes the copy what the database is going to be. */
async function prepareCopy(
  copy: string,
  { input, config, masterKey, madeAt }: Preparation,
): Promise<RestoreReport> {
  const database = await openBackupCopy(copy).catch((error: unknown) => {
    throw describeBackupError(error, input.file);
  });
  try {
    const vault = await openVault(database, masterKey);
    const { nowMs, trust, requester } = input;
    const guarded = await database.transaction((trx) => guardRestored(trx, { nowMs, trust }));
    const chain = { key: vault.auditKey(), node: `${config.node}/cli/admin` };
    await openAuditChains(database, { key: chain.key, nodes: [chain.node] });
    const store = createUnitOfWork(database, chain);
    const detail = { madeAt: new Date(madeAt).toISOString(), trust, ...guarded };
    await store.transaction(({ audit }) =>
      audit.append([operationAudit('data.restore', requester, nowMs, detail)]),
    );
    const { userCount } = await database.read
      .selectFrom('users')
      .select((eb) => eb.fn.countAll<number>().as('userCount'))
      .executeTakeFirstOrThrow();
    const tokenCount = await countTokens(database);
    await finishAsDatabase(database);
    return { ...guarded, madeAt, userCount, tokenCount };
  } finally {
    await database.close();
  }
}

async function openVault(database: Database, masterKey: Uint8Array): Promise<SeedVault> {
  try {
    return new SeedVault(masterKey, await readDataKeys(database));
  } catch (error) {
    if (error instanceof VaultError) throw new Refusal('data.master-key-wrong');
    throw error;
  }
}

function placeDatabase(copy: string, dataDir: string): void {
  try {
    const file = openSync(copy, 'r+');
    fsyncSync(file);
    closeSync(file);
    placeNewFile(copy, join(dataDir, SQLITE_FILE));
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST')
      throw new OperationRefusal('restore.not-empty', { place: dataDir });
    throw fileRefusal('file.unwritable', dataDir, error);
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // There is something in it, or it was never made: both are as they should be.
  }
}
