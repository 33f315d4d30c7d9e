export type { Database } from './database.ts';
export { openPostgres } from './postgres/open.ts';
export { openSqlite } from './sqlite/open.ts';
export { SCHEMA_VERSION } from './migrations/index.ts';
export { SchemaTooNewError } from './schema-too-new-error.ts';
export type { ChainIdentity } from './stores/audit-writer.ts';
export { createUnitOfWork } from './unit-of-work.ts';
export type { DataKeyRow } from './stores/data-key-store.ts';
export { ensureDataKeys, readDataKeys } from './stores/data-key-store.ts';
export { PostgresVerificationStore } from './postgres/verification-store.ts';
export { SqliteVerificationStore } from './sqlite/verification-store.ts';
export { SqliteCheckpointer } from './sqlite/checkpointer.ts';
export { readMeta, writeMeta } from './stores/meta-store.ts';
export { BACKUP_META_PREFIX, BackupFormatError, readBackupHeader } from './backup/backup-format.ts';
export type { BackupProblem, CopyProgress } from './backup/backup-format.ts';
export { copyIntoPostgres, isEmptyDatabase } from './backup/copy-into-postgres.ts';
export { guardRestored } from './backup/guard-restored.ts';
export type { GuardReport, TrustedCounters } from './backup/guard-restored.ts';
export { finishAsDatabase, openBackupCopy, peekBackupNotes } from './backup/open-backup.ts';
export { placeNewFile } from './backup/place-new-file.ts';
export type { DataSource } from './backup/snapshot.ts';
export { writeBackup } from './backup/write-backup.ts';
export { findCounterMismatches, repairCounters } from './health/check-counters.ts';
export type { CounterMismatch } from './health/check-counters.ts';
export { checkIntegrity } from './health/check-integrity.ts';
export { readNewestEventAt } from './health/newest-event.ts';
export { readSchemaVersion } from './health/schema-version.ts';
export {
  deleteDataKey,
  insertDataKey,
  makeDataKeyCurrent,
  replaceWrappedKeys,
} from './keys/data-key-rotation.ts';
export { countTokens, readSealedSeeds, replaceSealedSeeds } from './keys/sealed-seeds.ts';
export { readSealedSecrets, replaceSealedSecret } from './keys/sealed-secrets.ts';
export type { SealedSecret } from './keys/sealed-secrets.ts';
export type { ResealedSeed, SealedColumn, SealedSeeds } from './keys/sealed-seeds.ts';
export { indexAuditEvents } from './audit/index-audit-events.ts';
export { openAuditChains } from './audit/open-chains.ts';
export type { OwnChains } from './audit/open-chains.ts';
