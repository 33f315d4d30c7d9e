import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Requester } from '@lingpai/domain';
import { type CopyProgress, type DataSource, writeBackup } from '@lingpai/storage';
import type { Composed } from '../compose.ts';
import type { DataConfig } from '../config.ts';
import { fileRefusal } from '../operation-refusal.ts';
import { SQLITE_FILE } from '../verification/open-verification.ts';
import { sealMasterKey } from './master-key-envelope.ts';
import { operationAudit } from './operation-audit.ts';

/** What a backup says of itself, in its `meta`. */
export const BACKUP_NOTE = { madeAt: 'backup.made-at', masterKey: 'backup.master-key' } as const;

export interface BackUpDataInput {
  /** of the backup; must not be there yet */
  readonly file: string;
  /** puts the master key inside, encrypted with it; undefined: the key has to be kept apart */
  readonly password: string | undefined;
  readonly requester: Requester;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CopyProgress) => void;
}

/** Where data lies. */
export function dataSource({
  dataDir,
  databaseUrl,
}: Pick<DataConfig, 'dataDir' | 'databaseUrl'>): DataSource {
  return databaseUrl === undefined
    ? { engine: 'sqlite', path: join(dataDir, SQLITE_FILE) }
    : { engine: 'postgres', url: databaseUrl };
}

/**
 * Backs up everything as of one instant, while servers run.
 *
 * @throws {OperationRefusal} file.exists, file.unwritable; what `writeBackup` throws
 */
export async function backUpData(
  input: BackUpDataInput,
  { context, keyRing }: Pick<Composed, 'context' | 'keyRing'>,
  config: DataConfig,
): Promise<{ rowCount: number; sizeBytes: number; madeAt: number }> {
  const { file, password, requester } = input;
  const madeAt = context.clock.nowMs();
  const isKeyInside = password !== undefined;
  const notes = {
    [BACKUP_NOTE.madeAt]: String(madeAt),
    ...(isKeyInside && { [BACKUP_NOTE.masterKey]: await sealMasterKey(keyRing.masterKey, password) }),
  };
  let rowCount: number;
  try {
    const { signal, onProgress } = input;
    rowCount = await writeBackup({ source: dataSource(config), path: file, notes, signal, onProgress });
  } catch (error) {
    throw isSqliteFull(error)
      ? fileRefusal('file.unwritable', file, DISK_FULL)
      : fileRefusal('file.unwritable', file, error);
  }
  const detail = { file: basename(file), rows: rowCount, withKey: isKeyInside };
  await context.store.transaction(({ audit }) =>
    audit.append([operationAudit('data.backup', requester, madeAt, detail)]),
  );
  return { rowCount, sizeBytes: statSync(file).size, madeAt };
}

const DISK_FULL = Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
const SQLITE_FULL = 13;

function isSqliteFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL;
}
