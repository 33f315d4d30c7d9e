import type { Stores, UnitOfWork } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { type ChainIdentity, KyselyAuditWriter } from './stores/audit-writer.ts';
import { KyselyAgentAccessStore } from './stores/agent-access-store.ts';
import { KyselyDistributionStore } from './stores/distribution-store.ts';
import { KyselyImportStore } from './stores/import-store.ts';
import { KyselySettingsStore } from './stores/settings-store.ts';

/** The stores over an open database. */
export function createUnitOfWork(database: Database, chain: ChainIdentity): UnitOfWork {
  const storesOver = (db: Kysely<Schema>): Stores => ({
    agentAccess: new KyselyAgentAccessStore(db),
    audit: new KyselyAuditWriter(db, chain, database.engine),
    distributions: new KyselyDistributionStore(db, database.engine),
    imports: new KyselyImportStore(db, database.engine),
    settings: new KyselySettingsStore(db),
  });
  return {
    read: storesOver(database.read),
    transaction: (work) => database.transaction((trx) => work(storesOver(trx))),
  };
}
