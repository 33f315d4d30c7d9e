import { existsSync, linkSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Requester } from '@lingpai/domain';
import { loadMasterKeyFile, rewrapDataKey, writeMasterKeyFile } from '@lingpai/seed-vault';
import { replaceWrappedKeys } from '@lingpai/storage';
import type { Composed } from '../compose.ts';
import type { DataConfig } from '../config.ts';
import { nextMasterKeyPath, putNextMasterKeyInPlace } from '../crypto/key-ring.ts';
import { OperationRefusal, fileRefusal } from '../operation-refusal.ts';
import { operationAudit } from './operation-audit.ts';

export type MasterKeyReport =
  /** the key file holds the new key; the former one lies beside it */
  | { readonly kind: 'placed'; readonly path: string; readonly former: string }
  /** the key comes from the environment or a command: somebody has to change that */
  | { readonly kind: 'elsewhere' };

/**
 * Wraps all data keys under another master key. Seeds are not touched, running servers go on.
 *
 * @param input.file holds the new master key; it is made when missing
 * @throws {OperationRefusal} file.unreadable, keys.master-same, keys.master-changed
 */
export async function replaceMasterKey(
  { file, requester }: { readonly file: string; readonly requester: Requester },
  world: Pick<Composed, 'context' | 'database' | 'keyRing'>,
  { masterKeyPath: path }: Pick<DataConfig, 'masterKeyPath'>,
): Promise<MasterKeyReport> {
  const { context, keyRing } = world;
  await keyRing.reload();
  const isInPlace = path !== undefined && resolve(file) === resolve(path);
  const next = isInPlace ? keyRing.masterKey : readNewKey(file);
  if (Buffer.from(next).equals(keyRing.masterKey)) throw new OperationRefusal('keys.master-same', { file });
  const report = path === undefined ? await rewrapOnly(next, world) : await rewrapAndPlace(path, next, world);
  const audit = operationAudit('keys.replace-master', requester, context.clock.nowMs(), {});
  await context.store.transaction((stores) => stores.audit.append([audit]));
  return report;
}

type KeyWorld = Pick<Composed, 'database' | 'keyRing'>;

async function rewrapOnly(next: Uint8Array, world: KeyWorld): Promise<MasterKeyReport> {
  if (!(await rewrap(next, world))) throw new OperationRefusal('keys.master-changed');
  return { kind: 'elsewhere' };
}

/** Should this be cut short behind the change of the data keys, the next process that starts finds the new key and puts it in its place. */
async function rewrapAndPlace(path: string, next: Uint8Array, world: KeyWorld): Promise<MasterKeyReport> {
  const former = prepareKeyFile(path, next);
  if (!(await rewrap(next, world))) {
    rmSync(nextMasterKeyPath(path), { force: true });
    rmSync(former, { force: true });
    throw new OperationRefusal('keys.master-changed');
  }
  putNextMasterKeyInPlace(path);
  return { kind: 'placed', path, former };
}

function rewrap(
  next: Uint8Array,
  { database, keyRing: { masterKey: from, dataKeys } }: KeyWorld,
): Promise<boolean> {
  const changes = dataKeys.map((key) => ({
    id: key.id,
    before: key.wrapped,
    after: rewrapDataKey({ from, to: next, key }),
  }));
  return replaceWrappedKeys(database, changes);
}

function readNewKey(file: string): Uint8Array {
  try {
    return loadMasterKeyFile(file);
  } catch (error) {
    throw fileRefusal('file.unreadable', file, error);
  }
}

/** All that takes its place at the end is on the disk before the data keys change. @returns where the former key is kept */
function prepareKeyFile(path: string, next: Uint8Array): string {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const former = freeName(`${path}.before-${stamp}`);
  try {
    // Left over from a call that was cut short before it changed anything; otherwise it would be in its place by now.
    rmSync(nextMasterKeyPath(path), { force: true });
    writeMasterKeyFile(nextMasterKeyPath(path), next);
    linkSync(path, former);
  } catch (error) {
    throw fileRefusal('file.unwritable', path, error);
  }
  return former;
}

function freeName(name: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}
