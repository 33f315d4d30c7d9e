import type { Database } from '../database.ts';
import { indexSubjects } from './subject-index.ts';

/**
 * Files the next audit events under whom they are about, in a transaction of its own.
 *
 * @returns how many were filed; fewer than `limit`: there are no more
 */
export function indexAuditEvents(database: Database, limit: number): Promise<number> {
  return database.transaction((trx) => indexSubjects(trx, database.engine, limit));
}
