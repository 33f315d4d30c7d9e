import type { AuditEvent } from '@lingpai/contract';
import type { AuditFilter, AuditLog, ChainCheck, ChainVerdict, PageOf, PageRequest } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import { listEvents } from '../audit/list-events.ts';
import { indexSubjects } from '../audit/subject-index.ts';
import { verifyChain } from '../audit/verify-chain.ts';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import type { ChainIdentity } from './audit-writer.ts';

export class KyselyAuditLog implements AuditLog {
  readonly #db: Kysely<Schema>;
  readonly #chain: ChainIdentity;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, chain: ChainIdentity, engine: Engine) {
    this.#db = db;
    this.#chain = chain;
    this.#engine = engine;
  }

  list(filter: AuditFilter, page: PageRequest): Promise<PageOf<AuditEvent>> {
    return listEvents(this.#db, filter, page);
  }

  verifyChain(check: ChainCheck = {}): Promise<ChainVerdict> {
    return verifyChain(this.#db, this.#chain.key, check);
  }

  indexSubjects(limit: number): Promise<number> {
    return indexSubjects(this.#db, this.#engine, limit);
  }
}
