import { existsSync, renameSync } from 'node:fs';
import { VaultError } from '@lingpai/domain';
import { SeedVault, type WrappedDataKey, loadMasterKeyFile } from '@lingpai/seed-vault';
import { type Database, readDataKeys } from '@lingpai/storage';
import type { DataConfig } from '../config.ts';

type KeySource = Pick<DataConfig, 'readMasterKey' | 'masterKeyPath'>;
type KeyListener = (masterKey: Uint8Array, dataKeys: readonly WrappedDataKey[]) => void;

/** The keys of this process. They may change while it runs: `lingpai keys rotate`. */
export class KeyRing {
  readonly #database: Database;
  readonly #source: KeySource;
  readonly #vault: SeedVault;
  readonly #listeners: KeyListener[] = [];
  #masterKey: Uint8Array;
  #dataKeys: readonly WrappedDataKey[];

  constructor(
    opened: { masterKey: Uint8Array; dataKeys: readonly WrappedDataKey[]; vault: SeedVault },
    database: Database,
    source: KeySource,
  ) {
    this.#database = database;
    this.#source = source;
    this.#vault = opened.vault;
    this.#masterKey = opened.masterKey;
    this.#dataKeys = opened.dataKeys;
  }

  get masterKey(): Uint8Array {
    return this.#masterKey;
  }
  get dataKeys(): readonly WrappedDataKey[] {
    return this.#dataKeys;
  }

  /** Is told of every change. */
  onChange(listener: KeyListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Looks whether somebody has changed the keys, and takes them over.
   *
   * @throws {VaultError} when no master key at hand opens them: the former keys stay
   */
  async reload(): Promise<void> {
    const found = await readDataKeys(this.#database);
    if (found.length === 0 || isSameKeys(found, this.#dataKeys)) return;
    const masterKey = this.#masterKeyFor(found);
    this.#vault.update(masterKey, found);
    this.#masterKey = masterKey;
    this.#dataKeys = found;
    for (const listener of this.#listeners) listener(masterKey, found);
  }

  #masterKeyFor(dataKeys: readonly WrappedDataKey[]): Uint8Array {
    if (opens(this.#masterKey, dataKeys)) return this.#masterKey;
    const masterKey = findMasterKey(this.#source, dataKeys);
    if (masterKey === undefined)
      throw new VaultError(
        'Cannot take over the changed data keys: the master key at hand does not open them',
      );
    return masterKey;
  }
}

/** Where a new master key waits while data keys are wrapped anew: should that be cut short, it is found at the next start. */
export function nextMasterKeyPath(path: string): string {
  return `${path}.next`;
}

/**
 * The master key at hand that opens these data keys: the one in its place, or the one that was about to take it. The latter is put in
 * its place then.
 */
export function findMasterKey(
  { readMasterKey, masterKeyPath }: KeySource,
  dataKeys: readonly WrappedDataKey[],
): Uint8Array | undefined {
  const inPlace = readMasterKey({ mayCreate: false });
  if (opens(inPlace, dataKeys)) return inPlace;
  if (masterKeyPath === undefined || !existsSync(nextMasterKeyPath(masterKeyPath))) return undefined;
  const next = loadMasterKeyFile(nextMasterKeyPath(masterKeyPath));
  if (!opens(next, dataKeys)) return undefined;
  putNextMasterKeyInPlace(masterKeyPath);
  return next;
}

/** The next master key takes its place, in one step. Several processes may try: one is enough. */
export function putNextMasterKeyInPlace(path: string): void {
  try {
    renameSync(nextMasterKeyPath(path), path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function opens(masterKey: Uint8Array, dataKeys: readonly WrappedDataKey[]): boolean {
  try {
    return new SeedVault(masterKey, dataKeys) instanceof SeedVault;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

function isSameKeys(a: readonly WrappedDataKey[], b: readonly WrappedDataKey[]): boolean {
  return (
    a.length === b.length &&
    a.every((key, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        key.id === other.id &&
        key.isCurrent === other.isCurrent &&
        Buffer.from(key.wrapped).equals(other.wrapped)
      );
    })
  );
}
