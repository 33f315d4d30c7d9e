import type { PinSlot } from './pin-slot.ts';
import type { SealedPart } from './sealed-part.ts';

/** The browser gives no durable storage: private mode, storage switched off, or the disk is full. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
}

/** One encrypted record: a token, or an activation that is under way. */
export interface StoredEntry {
  readonly id: string;
  /** of the entry's content; see ENTRY_FORMAT_VERSION */
  readonly formatVersion: number;
  /** grows by one at each save; a save that finds another revision than it read is refused */
  readonly revision: number;
  readonly addedAtMs: number;
  readonly parts: Readonly<Partial<Record<'record' | 'seed' | 'ticket', SealedPart>>>;
}

/** An online activation that has not ended: kept so that a lost reply can be fetched again with the same keys. */
export interface StoredActivation extends StoredEntry {
  /** HPKE recipient key pair, private half non-extractable */
  readonly hpkeKeys: CryptoKeyPair;
  /** the token in the vault, once the seed has come */
  readonly tokenId: string | null;
  /** counter whose OTP confirms an event token */
  readonly firstCounter: number;
  /** epoch ms on the server's clock; the first OTP has to arrive before */
  readonly confirmByMs: number | null;
}

/** How the vault is locked. Holds no secret that is not wrapped. */
export interface VaultHeader {
  readonly formatVersion: 1;
  /** random, of this installation; every entry is bound to it */
  readonly deviceId: string;
  readonly lock: PinSlot | null;
  readonly failedUnlocks: number;
  /** no PIN is tried before this */
  readonly retryAtMs: number;
}

/** The single records beside the entries. */
export interface Singles {
  readonly header: VaultHeader;
  /** AES-256-GCM, non-extractable; absent while the app lock is on */
  readonly 'vault-key': CryptoKey;
  /** HMAC-SHA-256, non-extractable: the phone's half of the app lock */
  readonly 'phone-key': CryptoKey;
  /** ECDSA P-256, private half non-extractable: the phone's identity towards the server */
  readonly 'device-key': CryptoKeyPair;
  readonly settings: unknown;
  readonly clock: unknown;
}

interface Stores {
  readonly tokens: StoredEntry;
  readonly activations: StoredActivation;
}
export type EntryStore = keyof Stores;
type StoreName = EntryStore | 'singles';

const DATABASE_NAME = 'lingpai';
const DATABASE_VERSION = 1;

/**
 * Opens the database, creating or upgrading it.
 *
 * @throws {StorageUnavailableError} when the browser refuses
 */
export function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new StorageUnavailableError('Cannot open the database', { cause }));
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(DATABASE_NAME, DATABASE_VERSION);
    } catch (cause) {
      fail(cause);
      return;
    }
    request.addEventListener('upgradeneeded', ({ oldVersion }) => upgrade(request.result, oldVersion));
    request.addEventListener('error', () => fail(request.error));
    request.addEventListener('success', () => {
      const database = request.result;
      // a newer version of the app wants to upgrade in another tab
      database.addEventListener('versionchange', () => database.close());
      resolve(database);
    });
  });
}

/** Append only: a later version adds its own `if`, and never changes the ones before it. */
function upgrade(database: IDBDatabase, oldVersion: number): void {
  if (oldVersion < 1) {
    database.createObjectStore('singles');
    database.createObjectStore('tokens', { keyPath: 'id' });
    database.createObjectStore('activations', { keyPath: 'id' });
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () =>
      reject(new StorageUnavailableError('Cannot read the database', { cause: request.error })),
    );
  });
}

export async function readSingle<K extends keyof Singles>(
  database: IDBDatabase,
  key: K,
): Promise<Singles[K] | undefined> {
  const store = database.transaction('singles').objectStore('singles');
  return (await settled(store.get(key))) as Singles[K] | undefined;
}

export async function readEntries<S extends EntryStore>(
  database: IDBDatabase,
  name: S,
): Promise<readonly Stores[S][]> {
  return settled(database.transaction(name).objectStore(name).getAll()) as Promise<Stores[S][]>;
}

export async function readEntry<S extends EntryStore>(
  database: IDBDatabase,
  name: S,
  id: string,
): Promise<Stores[S] | undefined> {
  return settled(database.transaction(name).objectStore(name).get(id)) as Promise<Stores[S] | undefined>;
}

/** What can be done within one transaction. */
export interface Writer {
  putSingle<K extends keyof Singles>(key: K, value: Singles[K]): void;
  removeSingle(key: keyof Singles): void;
  /** saves an entry, unless somebody else saved it since: then the whole transaction is undone */
  put<S extends EntryStore>(store: S, entry: Stores[S]): void;
  remove(store: EntryStore, id: string): void;
}

/**
 * Writes in one transaction and waits until it is on disk.
 *
 * @throws {StorageUnavailableError} when nothing was written: the disk is full, or another tab was faster
 */
export function write(
  database: IDBDatabase,
  stores: readonly StoreName[],
  work: (writer: Writer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () =>
      reject(new StorageUnavailableError('Cannot save', { cause: transaction.error })),
    );
    work({
      putSingle: (key, value) => void transaction.objectStore('singles').put(value, key),
      removeSingle: (key) => void transaction.objectStore('singles').delete(key),
      put: (name, entry) => putIfUnchanged(transaction, name, entry),
      remove: (name, id) => void transaction.objectStore(name).delete(id),
    });
  });
}

function putIfUnchanged(transaction: IDBTransaction, name: EntryStore, entry: StoredEntry): void {
  const store = transaction.objectStore(name);
  const present = store.get(entry.id);
  present.addEventListener('success', () => {
    const revision = (present.result as StoredEntry | undefined)?.revision ?? 0;
    if (revision === entry.revision - 1) store.put(entry);
    else transaction.abort();
  });
}

/** Removes everything this app ever stored on the phone. */
export function deleteDatabase(database: IDBDatabase): Promise<void> {
  database.close();
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(DATABASE_NAME);
    request.addEventListener('success', () => resolve());
    // another tab still has it open: that tab closes it at `versionchange`, then this succeeds
    request.addEventListener('error', () =>
      reject(new StorageUnavailableError('Cannot delete the database', { cause: request.error })),
    );
  });
}

/**
 * Lets one caller after the other change the vault, over all tabs. Browsers without Web Locks still have the revision check.
 *
 * @param matter calls about different matters do not wait for each other; within `activation`, `vault` may be asked for
 */
export function oneAtATime<T>(work: () => Promise<T>, matter: 'vault' | 'activation' = 'vault'): Promise<T> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(`lingpai-${matter}`, work) as Promise<T>;
}
