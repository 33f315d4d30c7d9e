export type { Database } from './database.ts';
export { openPostgres } from './postgres/open.ts';
export { openSqlite } from './sqlite/open.ts';
export { SCHEMA_VERSION } from './migrations/index.ts';
export { SchemaTooNewError } from './schema-too-new-error.ts';
export type { ChainIdentity } from './stores/audit-writer.ts';
export { createUnitOfWork } from './unit-of-work.ts';
