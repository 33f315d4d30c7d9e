import type { Settings } from '@lingpai/contract';
import type { AuditDraft } from '../audit/audit-event.ts';

/** Appends to the hash chain of this node, in the transaction of what it tells of. */
export interface AuditWriter {
  append(events: readonly AuditDraft[]): Promise<void>;
}

export interface SettingsStore {
  /** every value that was never set is the default */
  read(): Promise<Settings>;
  write(settings: Settings): Promise<void>;
}

/** The stores of one transaction (or, outside of one, of single statements). */
export interface Stores {
  readonly audit: AuditWriter;
  readonly settings: SettingsStore;
}

/** The door to the store for everything but the hot path. */
export interface UnitOfWork {
  /** each call is on its own: for reads */
  readonly read: Stores;
  /**
   * All or nothing. `work` is repeated from the start when the engine lost a race, so it must have no effect but on the stores.
   *
   * @throws {StoreUnavailableError} when the store cannot do it; what `work` throws rolls back and comes through
   */
  transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
}
