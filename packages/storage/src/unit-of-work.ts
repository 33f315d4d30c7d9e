import type { Stores, UnitOfWork } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { type ChainIdentity, KyselyAuditWriter } from './stores/audit-writer.ts';
import { KyselyAdminStore } from './stores/admin-store.ts';
import { KyselyAgentAccessStore } from './stores/agent-access-store.ts';
import { KyselyAgentStore } from './stores/agent-store.ts';
import { KyselyAuditLog } from './stores/audit-log.ts';
import { KyselyBackendStore } from './stores/backend-store.ts';
import { KyselyBindingStore } from './stores/binding-store.ts';
import { KyselyChallengeStore } from './stores/challenge-store.ts';
import { KyselyDistributionStore } from './stores/distribution-store.ts';
import { KyselyEventSinkStore } from './stores/event-sink-store.ts';
import { KyselyFailureStore } from './stores/failure-store.ts';
import { KyselyFiguresStore } from './stores/figures-store.ts';
import { KyselyImportStore } from './stores/import-store.ts';
import { KyselyOrganizationStore } from './stores/organization-store.ts';
import { KyselySettingsStore } from './stores/settings-store.ts';
import { KyselyTokenClockStore } from './stores/token-clock-store.ts';
import { KyselyTokenStore } from './stores/token-store.ts';
import { KyselyUserStore } from './stores/user-store.ts';

/** The stores over an open database. */
export function createUnitOfWork(database: Database, chain: ChainIdentity): UnitOfWork {
  const storesOver = (db: Kysely<Schema>): Stores => ({
    admins: new KyselyAdminStore(db, database.engine),
    agentAccess: new KyselyAgentAccessStore(db, database.engine),
    agents: new KyselyAgentStore(db, database.engine),
    audit: new KyselyAuditWriter(db, chain, database.engine),
    auditLog: new KyselyAuditLog(db, chain, database.engine),
    backends: new KyselyBackendStore(db, database.engine),
    bindings: new KyselyBindingStore(db),
    challenges: new KyselyChallengeStore(db, database.engine),
    distributions: new KyselyDistributionStore(db, database.engine),
    eventSinks: new KyselyEventSinkStore(db, database.engine),
    failures: new KyselyFailureStore(db),
    figures: new KyselyFiguresStore(db),
    imports: new KyselyImportStore(db, database.engine),
    organizations: new KyselyOrganizationStore(db, database.engine),
    settings: new KyselySettingsStore(db),
    tokenClocks: new KyselyTokenClockStore(db, database.engine),
    tokens: new KyselyTokenStore(db, database.engine),
    users: new KyselyUserStore(db, database.engine),
  });
  return {
    read: storesOver(database.read),
    transaction: (work) => database.transaction((trx) => work(storesOver(trx))),
  };
}
