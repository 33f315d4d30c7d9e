import { createHash } from 'node:crypto';
import { type GuardState, type GuardedBackend, buildBackend } from '@lingpai/directory';
import {
  type BackendRecord,
  type Clock,
  type SecretVault,
  type ThirdPartyAuthenticator,
  type ThirdPartyVerdict,
  type UnitOfWork,
  VaultError,
  backendSecretContext,
} from '@lingpai/domain';
import type { BackendReason } from '@lingpai/contract/phrases/backends';

/** So long what was read of the store is believed: a change takes effect after it. */
const FRESH_MS = 2000;
/** The same where a back-end that is asked for is missing: nobody who was just given one should hear that there is none. */
const MISSING_FRESH_MS = 100;

export interface BackendTest {
  readonly verdict: ThirdPartyVerdict;
  readonly reason: BackendReason;
  readonly tookMs: number;
}
/** One question that was asked, for metrics. */
export interface BackendEvent {
  readonly name: string;
  readonly verdict: ThirdPartyVerdict;
  readonly tookMs: number;
}
type Answer = Omit<BackendTest, 'tookMs'>;

interface Entry {
  readonly record: BackendRecord;
  /** of settings and secret: while it stays, what was learnt of the back-end stays */
  readonly fingerprint: string;
  /** undefined: its secret cannot be opened */
  readonly guarded: GuardedBackend | undefined;
}

interface World {
  readonly store: Pick<UnitOfWork, 'read'>;
  readonly vault: SecretVault;
  readonly clock: Clock;
  /** so long what was read of the store is believed: a change takes effect after it; 2000 when left out */
  readonly freshMs?: number;
}

/** The back-ends of the store, guarded: each question is on its own, and a back-end that hangs keeps nobody waiting but those who ask it. */
export class BackendPool implements ThirdPartyAuthenticator {
  readonly #world: World;
  #entries: ReadonlyMap<number, Entry> = new Map();
  #readAtMs = -Infinity;
  #reading: Promise<void> | undefined;
  #onEvent: (event: BackendEvent) => void = () => {};

  constructor(world: World) {
    this.#world = world;
  }

  async check(query: Parameters<ThirdPartyAuthenticator['check']>[0]): Promise<ThirdPartyVerdict> {
    const entry = await this.#find(query.backendId);
    if (entry === 'unreadable') return 'unavailable';
    if (entry === undefined) return 'not-configured';
    const startedAtMs = performance.now();
    const { verdict } = (await entry.guarded?.check(query)) ?? UNREADABLE;
    this.#onEvent({ name: entry.record.name, verdict, tookMs: performance.now() - startedAtMs });
    return verdict;
  }

  /** Asks a back-end as it is in the store now, enabled or not, whatever is known of it; nothing is learnt from it. */
  async test(
    record: BackendRecord,
    query: { readonly login: string; readonly password: string },
  ): Promise<BackendTest> {
    const startedAtMs = performance.now();
    const answer: Answer = (await this.#build(record).guarded?.check(query)) ?? UNREADABLE;
    return { ...answer, tookMs: Math.round(performance.now() - startedAtMs) };
  }

  /** What is known of a back-end; undefined: it was not asked yet. */
  stateOf(id: number): GuardState | undefined {
    return this.#entries.get(id)?.guarded?.state;
  }

  /** What is known of all that are asked, by their names. */
  states(): { readonly name: string; readonly state: GuardState }[] {
    return [...this.#entries.values()].flatMap(({ record, guarded }) =>
      guarded === undefined ? [] : [{ name: record.name, state: guarded.state }],
    );
  }

  /** Who hears of each question. */
  listen(onEvent: (event: BackendEvent) => void): void {
    this.#onEvent = onEvent;
  }

  /** Questions that are out end as unavailable. */
  close(): void {
    for (const { guarded } of this.#entries.values()) guarded?.close();
  }

  async #find(id: number | null): Promise<Entry | 'unreadable' | undefined> {
    const found = await this.#findAsOf(id, this.#world.freshMs ?? FRESH_MS);
    // It may have come, or been made the default, a moment ago.
    return found ?? this.#findAsOf(id, MISSING_FRESH_MS);
  }

  async #findAsOf(id: number | null, freshMs: number): Promise<Entry | 'unreadable' | undefined> {
    try {
      await this.#refresh(freshMs);
    } catch {
      // What was read last is better than nothing; without it nobody can be asked.
      if (this.#readAtMs === -Infinity) return 'unreadable';
    }
    const usable = [...this.#entries.values()].filter(({ record }) => record.isEnabled);
    return usable.find(({ record }) => (id === null ? record.isDefault : record.id === id));
  }

  async #refresh(freshMs: number): Promise<void> {
    if (performance.now() - this.#readAtMs < freshMs) return;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    await this.#reading;
  }

  async #read(): Promise<void> {
    const records = await this.#world.store.read.backends.list();
    this.#entries = new Map(records.map((record) => [record.id, this.#entryOf(record)]));
    this.#readAtMs = performance.now();
  }

  #entryOf(record: BackendRecord): Entry {
    const before = this.#entries.get(record.id);
    const built = this.#build(record);
    const isSame = before !== undefined && before.fingerprint === built.fingerprint;
    return isSame ? { ...before, record } : built;
  }

  #build(record: BackendRecord): Entry {
    const { settings } = record;
    const secret = this.#openSecret(record);
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([settings, secret ?? null]))
      .digest('base64');
    const guarded = secret === undefined ? undefined : buildBackend({ settings, secret }, this.#world.clock);
    return { record, fingerprint, guarded };
  }

  /** @returns empty when there is none, undefined when it cannot be opened */
  #openSecret({ id, sealedSecret }: BackendRecord): string | undefined {
    if (sealedSecret === null) return '';
    try {
      return Buffer.from(this.#world.vault.open(backendSecretContext(id), sealedSecret)).toString('utf8');
    } catch (error) {
      if (error instanceof VaultError) return undefined;
      throw error;
    }
  }
}

const UNREADABLE: Answer = { verdict: 'unavailable', reason: 'secret-unreadable' };
