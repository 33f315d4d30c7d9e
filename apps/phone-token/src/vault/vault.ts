import {
  type EntryStore,
  type StoredActivation,
  type StoredEntry,
  type VaultHeader,
  deleteDatabase,
  oneAtATime,
  openDatabase,
  readEntries,
  readSingle,
  write,
} from './database.ts';
import { unwrapWithPin, wrapWithPin } from './pin-slot.ts';
import { DamagedEntryError, type PartPlace, type SealedPart, openPart, sealPart } from './sealed-part.ts';

/** The app lock is on and the PIN was not given yet. */
export class VaultLockedError extends Error {
  override readonly name = 'VaultLockedError';
}

/** `wrong` counts; `wait` was not tried at all. */
export type UnlockResult = { kind: 'unlocked' } | { kind: 'wrong' } | { kind: 'wait'; untilMs: number };

const AES = { name: 'AES-GCM', length: 256 } as const;
/** wrong PINs without any delay */
const FREE_TRIES = 4;
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 3_600_000;

/**
 * The vault of one phone: the master key and the lock on it. Entries are opened and sealed through it; what lies in them is not its
 * business.
 *
 * Security: keys are non-extractable CryptoKeys. That keeps them out of reach of scripts that read storage, not of somebody who
 * copies the whole browser profile.
 */
export class Vault {
  readonly database: IDBDatabase;
  #header: VaultHeader;
  #masterKey: CryptoKey | undefined;
  readonly #phoneKey: CryptoKey;

  private constructor(database: IDBDatabase, header: VaultHeader, phoneKey: CryptoKey) {
    this.database = database;
    this.#header = header;
    this.#phoneKey = phoneKey;
  }

  /** @throws {StorageUnavailableError} when the browser gives no durable storage */
  static async open(): Promise<Vault> {
    const database = await openDatabase();
    return oneAtATime(async () => {
      const header = (await readSingle(database, 'header')) ?? (await createVault(database));
      const phoneKey = await readSingle(database, 'phone-key');
      if (phoneKey === undefined) throw new DamagedEntryError('Cannot open the vault: its key is gone');
      const vault = new Vault(database, header, phoneKey);
      vault.#masterKey = await readSingle(database, 'vault-key');
      if (vault.#masterKey === undefined && header.lock === null)
        throw new DamagedEntryError('Cannot open the vault: its key is gone');
      return vault;
    });
  }

  get isLocked(): boolean {
    return this.#masterKey === undefined;
  }
  get hasPin(): boolean {
    return this.#header.lock !== null;
  }

  async seal(
    plaintext: Uint8Array<ArrayBuffer>,
    entryId: string,
    part: PartPlace['part'],
  ): Promise<SealedPart> {
    return sealPart(this.#key(), plaintext, this.#place(entryId, part));
  }

  /**
   * Opens a part of an entry.
   *
   * @throws {DamagedEntryError} when it is missing or altered
   * @throws {VaultLockedError} while the app is locked
   */
  async openPart(entry: StoredEntry, part: 'record' | 'seed' | 'ticket'): Promise<Uint8Array<ArrayBuffer>> {
    const sealed = entry.parts[part];
    if (sealed === undefined) throw new DamagedEntryError(`Cannot open entry "${entry.id}": no ${part}`);
    return openPart(this.#key(), sealed, this.#place(entry.id, part));
  }

  /** Forgets the master key until the PIN is given again. Does nothing without app lock. */
  lock(): void {
    if (this.hasPin) this.#masterKey = undefined;
  }

  /** Tries a PIN. Each wrong one beyond the fourth has to wait longer, also after a restart. */
  async unlock(pin: string, nowMs: number): Promise<UnlockResult> {
    return oneAtATime(async () => {
      this.#header = (await readSingle(this.database, 'header')) ?? this.#header;
      const { lock, retryAtMs } = this.#header;
      if (lock === null) return { kind: 'unlocked' };
      // a retry time far off is a clock that was set back, not a delay of ours
      if (nowMs < retryAtMs && retryAtMs - nowMs <= LONGEST_DELAY_MS)
        return { kind: 'wait', untilMs: retryAtMs };
      const raw = await this.#tryPin(pin);
      if (raw === undefined) return this.#countWrongPin(nowMs);
      this.#masterKey = await importMasterKey(raw);
      if (this.#header.failedUnlocks > 0) await this.#saveHeader({ failedUnlocks: 0, retryAtMs: 0 });
      return { kind: 'unlocked' };
    });
  }

  /** Switches the app lock on, or changes the PIN. A new master key is made, and every entry sealed anew. */
  async setPin(pin: string): Promise<void> {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const context = { phoneKey: this.#phoneKey, deviceId: this.#header.deviceId };
    const lock = await wrapWithPin(raw, pin, context);
    await this.#rekey(await importMasterKey(raw), { lock, failedUnlocks: 0, retryAtMs: 0 });
  }

  /** Switches the app lock off. */
  async removePin(): Promise<void> {
    await this.#rekey(await newMasterKey(), { lock: null, failedUnlocks: 0, retryAtMs: 0 });
  }

  /** Removes everything from this phone. The vault is of no use afterwards. */
  async wipe(): Promise<void> {
    this.#masterKey = undefined;
    await deleteDatabase(this.database);
  }

  #key(): CryptoKey {
    if (this.#masterKey === undefined) throw new VaultLockedError('Cannot open the vault: it is locked');
    return this.#masterKey;
  }

  #place(entryId: string, part: PartPlace['part']): PartPlace {
    const { formatVersion, deviceId } = this.#header;
    return { formatVersion, deviceId, entryId, part };
  }

  async #tryPin(pin: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { lock, deviceId } = this.#header;
    if (lock === null) return undefined;
    try {
      return await unwrapWithPin(lock, pin, { phoneKey: this.#phoneKey, deviceId });
    } catch (error) {
      if (error instanceof DamagedEntryError) return undefined;
      throw error;
    }
  }

  async #countWrongPin(nowMs: number): Promise<UnlockResult> {
    const failedUnlocks = this.#header.failedUnlocks + 1;
    const delayed = failedUnlocks - FREE_TRIES;
    const delayMs = delayed <= 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (delayed - 1), LONGEST_DELAY_MS);
    await this.#saveHeader({ failedUnlocks, retryAtMs: delayMs === 0 ? 0 : nowMs + delayMs });
    return { kind: 'wrong' };
  }

  async #saveHeader(change: Partial<VaultHeader>): Promise<void> {
    const header = { ...this.#header, ...change };
    await write(this.database, ['singles'], (writer) => writer.putSingle('header', header));
    this.#header = header;
  }

  async #rekey(masterKey: CryptoKey, change: Partial<VaultHeader>): Promise<void> {
    await oneAtATime(async () => {
      const header = { ...this.#header, ...change };
      const tokens = await this.#reseal('tokens', masterKey);
      const activations = await this.#reseal('activations', masterKey);
      await write(this.database, ['singles', 'tokens', 'activations'], (writer) => {
        for (const entry of tokens) writer.put('tokens', entry);
        for (const entry of activations) writer.put('activations', entry as StoredActivation);
        writer.putSingle('header', header);
        if (header.lock === null) writer.putSingle('vault-key', masterKey);
        else writer.removeSingle('vault-key');
      });
      this.#header = header;
      this.#masterKey = masterKey;
    });
  }

  async #reseal(store: EntryStore, masterKey: CryptoKey): Promise<StoredEntry[]> {
    const entries: StoredEntry[] = [];
    for (const entry of await readEntries(this.database, store)) {
      const parts: Record<string, SealedPart> = {};
      for (const part of Object.keys(entry.parts) as (keyof StoredEntry['parts'])[]) {
        try {
          const plaintext = await this.openPart(entry, part);
          parts[part] = await sealPart(masterKey, plaintext, this.#place(entry.id, part));
          plaintext.fill(0);
        } catch (error) {
          // a damaged part stays as it is: still damaged, still shown as such
          if (!(error instanceof DamagedEntryError)) throw error;
          const sealed = entry.parts[part];
          if (sealed) parts[part] = sealed;
        }
      }
      entries.push({ ...entry, revision: entry.revision + 1, parts });
    }
    return entries;
  }
}

function newMasterKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey(AES, false, ['encrypt', 'decrypt']);
}

async function importMasterKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey('raw', raw, AES, false, ['encrypt', 'decrypt']);
  raw.fill(0);
  return key;
}

async function createVault(database: IDBDatabase): Promise<VaultHeader> {
  const header: VaultHeader = {
    formatVersion: 1,
    deviceId: crypto.randomUUID(),
    lock: null,
    failedUnlocks: 0,
    retryAtMs: 0,
  };
  const masterKey = await newMasterKey();
  const phoneKey = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  await write(database, ['singles'], (writer) => {
    writer.putSingle('header', header);
    writer.putSingle('vault-key', masterKey);
    writer.putSingle('phone-key', phoneKey);
  });
  return header;
}
