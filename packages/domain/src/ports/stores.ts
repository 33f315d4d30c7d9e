import type { Settings } from '@lingpai/contract';
import type { AdminStore } from './admin-store.ts';
import type { AgentAccessStore } from './agent-access-store.ts';
import type { AgentStore } from './agent-store.ts';
import type { AuditDraft } from '../audit/audit-event.ts';
import type { AuditLog } from './audit-log.ts';
import type { BackendStore } from './backend-store.ts';
import type { BindingStore } from './binding-store.ts';
import type { ChallengeStore } from './challenge-store.ts';
import type { DistributionStore } from './distribution-store.ts';
import type { EventSinkStore } from './event-sink-store.ts';
import type { FailureStore } from './failure-store.ts';
import type { FiguresStore } from './figures-store.ts';
import type { ImportStore } from './import-store.ts';
import type { OrganizationStore } from './organization-store.ts';
import type { TokenClockStore } from './token-clock-store.ts';
import type { TokenStore } from './token-store.ts';
import type { UserStore } from './user-store.ts';

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
  readonly admins: AdminStore;
  readonly agentAccess: AgentAccessStore;
  readonly agents: AgentStore;
  readonly audit: AuditWriter;
  readonly auditLog: AuditLog;
  readonly backends: BackendStore;
  readonly bindings: BindingStore;
  readonly challenges: ChallengeStore;
  readonly distributions: DistributionStore;
  readonly eventSinks: EventSinkStore;
  readonly failures: FailureStore;
  readonly figures: FiguresStore;
  readonly imports: ImportStore;
  readonly organizations: OrganizationStore;
  readonly settings: SettingsStore;
  readonly tokenClocks: TokenClockStore;
  readonly tokens: TokenStore;
  readonly users: UserStore;
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
