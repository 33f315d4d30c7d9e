import { type StoredEntry, type Writer, oneAtATime, readEntries, readEntry, write } from './database.ts';
import { DamagedEntryError } from './sealed-part.ts';
import { ENTRY_FORMAT_VERSION, type TokenRecord, decodeRecord, encodeRecord } from './token-record.ts';
import type { Vault } from './vault.ts';

/** A token as the list shows it. A damaged entry is shown too: the owner has to learn that it is there, and what to do. */
export type ListedToken =
  | { readonly id: string; readonly damaged: false; readonly record: TokenRecord }
  | { readonly id: string; readonly damaged: true; readonly addedAtMs: number };

/** All tokens, oldest first. */
export async function listTokens(vault: Vault): Promise<ListedToken[]> {
  const entries = await readEntries(vault.database, 'tokens');
  const listed = await Promise.all(entries.map((entry) => listOne(vault, entry)));
  const addedAtMs = new Map(entries.map((entry) => [entry.id, entry.addedAtMs]));
  return listed.sort((a, b) => (addedAtMs.get(a.id) ?? 0) - (addedAtMs.get(b.id) ?? 0));
}

async function listOne(vault: Vault, entry: StoredEntry): Promise<ListedToken> {
  try {
    const record = decodeRecord(await vault.openPart(entry, 'record'), entry.formatVersion);
    if (entry.parts.seed === undefined) throw new DamagedEntryError(`Entry "${entry.id}" has no seed`);
    return { id: entry.id, damaged: false, record };
  } catch (error) {
    if (isDamage(error)) return { id: entry.id, damaged: true, addedAtMs: entry.addedAtMs };
    throw error;
  }
}

/** Whether this error means that one entry cannot be read, while all others can. */
export function isDamage(error: unknown): boolean {
  return error instanceof DamagedEntryError || error instanceof TypeError || error instanceof SyntaxError;
}

/**
 * Stores a token. The seed is zeroed.
 *
 * @param also what has to be written together with it, or not at all
 * @returns the new entry's id
 * @throws {StorageUnavailableError} when it could not be saved: then nothing was
 */
export async function addToken(
  vault: Vault,
  record: TokenRecord,
  seed: Uint8Array<ArrayBuffer>,
  also?: (writer: Writer, id: string) => void,
): Promise<string> {
  const id = crypto.randomUUID();
  await oneAtATime(async () => {
    const parts = {
      record: await vault.seal(encodeRecord(record), id, 'record'),
      seed: await vault.seal(seed, id, 'seed'),
    };
    seed.fill(0);
    const entry = {
      id,
      formatVersion: ENTRY_FORMAT_VERSION,
      revision: 1,
      addedAtMs: record.addedAtMs,
      parts,
    };
    await write(vault.database, ['tokens', 'activations'], (writer) => {
      writer.put('tokens', entry);
      also?.(writer, id);
    });
  });
  return id;
}

/**
 * Changes what is stored beside the seed, and waits until it is on disk.
 *
 * @returns the record as it was before, or undefined when there is no such token
 */
export async function updateToken(
  vault: Vault,
  id: string,
  change: (record: TokenRecord) => TokenRecord,
): Promise<TokenRecord | undefined> {
  return oneAtATime(async () => {
    const entry = await readEntry(vault.database, 'tokens', id);
    if (entry === undefined) return undefined;
    const before = decodeRecord(await vault.openPart(entry, 'record'), entry.formatVersion);
    const record = await vault.seal(encodeRecord(change(before)), id, 'record');
    const next: StoredEntry = {
      ...entry,
      formatVersion: ENTRY_FORMAT_VERSION,
      revision: entry.revision + 1,
      parts: { ...entry.parts, record },
    };
    await write(vault.database, ['tokens'], (writer) => writer.put('tokens', next));
    return before;
  });
}

/** Hands a token's seed to `use`, and zeroes it afterwards. */
export async function withSeed<T>(vault: Vault, id: string, use: (seed: Uint8Array) => T): Promise<T> {
  const entry = await readEntry(vault.database, 'tokens', id);
  if (entry === undefined) throw new DamagedEntryError(`There is no entry "${id}"`);
  const seed = await vault.openPart(entry, 'seed');
  try {
    return use(seed);
  } finally {
    seed.fill(0);
  }
}

/** Removes a token from this phone, with the activation it came from. */
export async function removeToken(vault: Vault, id: string): Promise<void> {
  await oneAtATime(async () => {
    const activations = await readEntries(vault.database, 'activations');
    await write(vault.database, ['tokens', 'activations'], (writer) => {
      writer.remove('tokens', id);
      for (const activation of activations)
        if (activation.tokenId === id) writer.remove('activations', activation.id);
    });
  });
}
