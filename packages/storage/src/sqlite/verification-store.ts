import {
  type BatchWrites,
  type DecideJobs,
  type Outcome,
  StoreUnavailableError,
  type TokenState,
  type UserState,
  type VerificationSnapshot,
  type VerificationStore,
  type VerifyJob,
} from '@lingpai/domain';
import type { Settings } from '@lingpai/contract';
import type { DatabaseSync } from 'node:sqlite';
import { CHAIN_START, type ChainHead, chainEvents, movedHead } from '../audit-chain.ts';
import { unknownLocks } from '../latest-lock.ts';
import type { ChainIdentity } from '../stores/audit-writer.ts';
import { SETTINGS_ROW, parseSettings } from '../stores/settings-store.ts';
import {
  LostUpdateError,
  type TokenRow,
  type UserRow,
  countsOf,
  hourOf,
  toTokenState,
  toUserState,
  tokenChange,
  verdictCounts,
} from '../verification-rows.ts';
import { namedChallenges, namedSubjects } from '../named-subjects.ts';
import { type ConnectionOptions, beginImmediate, openConnection, toStoreError } from './driver.ts';
import { type Statements, prepareStatements, tokenColumns } from './statements.ts';
import { readChallenges, readClients, readSources, writeTriers } from './triers.ts';

const MAX_LOST_UPDATES = 5;

/** The hot path on SQLite: one connection of its own, prepared statements, one write transaction a batch. */
export class SqliteVerificationStore implements VerificationStore {
  readonly #connection: DatabaseSync;
  readonly #chain: ChainIdentity;
  readonly #sql: Statements;
  #settings: { version: number; value: Settings } | undefined;

  /** @param path of a database that is migrated already */
  constructor(path: string, chain: ChainIdentity, options: ConnectionOptions = {}) {
    this.#connection = openConnection(path, { cacheMib: 64, ...options });
    this.#chain = chain;
    this.#sql = prepareStatements(this.#connection);
  }

  async transact(jobs: readonly VerifyJob[], decide: DecideJobs): Promise<readonly Outcome[]> {
    for (let tries = 0; ; tries += 1) {
      await this.#begin();
      try {
        const { outcomes, writes } = decide(jobs, this.#read(jobs), this.#readSettings());
        this.#write(writes);
        this.#connection.exec('COMMIT');
        return outcomes;
      } catch (error) {
        if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
        if (!(error instanceof LostUpdateError)) throw toStoreError(error);
        if (tries >= MAX_LOST_UPDATES)
          throw new StoreUnavailableError('Cannot verify: others were always faster', { cause: error });
      }
    }
  }

  close(): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  async #begin(): Promise<void> {
    try {
      await beginImmediate(this.#connection);
    } catch (error) {
      if (this.#connection.isOpen) throw error;
      throw new StoreUnavailableError('Cannot verify: the store is closed', { cause: error });
    }
  }

  #read(jobs: readonly VerifyJob[]): VerificationSnapshot {
    const challenges = readChallenges(this.#sql, namedChallenges(jobs));
    const named = namedSubjects(jobs, challenges);
    const hidden = new Set(this.#sql.hiddenImports.all().map((row) => row['id'] as number));
    const users = new Map<string, UserState>();
    const tokens = new Map<number, TokenState>();
    const tokenIdsOfUser = new Map<number, number[]>();
    const tokenIdBySerial = new Map<string, number>();
    const keep = (row: TokenRow | undefined) => {
      if (row === undefined || (row.import_id !== null && hidden.has(row.import_id))) return undefined;
      tokens.set(row.id, toTokenState(row));
      tokenIdBySerial.set(row.serial, row.id);
      return row.id;
    };
    for (const key of named.loginKeys) {
      const row = this.#sql.user.get(key) as UserRow | undefined;
      if (row === undefined) continue;
      users.set(key, toUserState(row));
      const rows = this.#sql.tokensOfUser.all(row.id) as unknown as TokenRow[];
      tokenIdsOfUser.set(
        row.id,
        rows.map(keep).filter((id) => id !== undefined),
      );
    }
    for (const serial of named.serials) keep(this.#sql.token.get(serial) as TokenRow | undefined);
    return {
      users,
      tokens,
      tokenIdsOfUser,
      tokenIdBySerial,
      answers: this.#readAnswers(named.scopes),
      sources: readSources(this.#sql, named.sources, { users, tokenIdBySerial }),
      clients: readClients(this.#sql, named.clients),
      challenges,
    };
  }

  #readAnswers(scopes: readonly string[]): VerificationSnapshot['answers'] {
    const answers = new Map<string, { requestHash: string; code: number }>();
    for (const scope of scopes) {
      const row = this.#sql.answer.get(scope);
      if (row !== undefined)
        answers.set(scope, { requestHash: row['request_hash'] as string, code: row['code'] as number });
    }
    return answers;
  }

  /** The settings, read again only when another connection has changed the database since. */
  #readSettings(): Settings {
    const version = this.#sql.dataVersion.get()?.['data_version'] as number;
    if (this.#settings?.version !== version) {
      const stored = this.#sql.settings.get(SETTINGS_ROW)?.['value'] as string | undefined;
      this.#settings = { version, value: parseSettings(stored) };
    }
    return this.#settings.value;
  }

  #write(writes: BatchWrites): void {
    for (const write of writes.tokens) this.#writeToken(write);
    for (const { id, after } of writes.users)
      this.#sql.saveUser.run(
        ...countsOf(after),
        after.failedAt,
        after.sourceLockedUntil,
        after.heldTries,
        after.heldSince,
        after.emergency?.usesLeft ?? null,
        id,
      );
    writeTriers(this.#sql, writes);
    this.#findLatestLocks(writes);
    for (const { scope, answer, at } of writes.answers)
      this.#sql.saveAnswer.run(scope, answer.requestHash, answer.code, at);
    this.#appendAudit(writes);
  }

  #findLatestLocks(writes: BatchWrites): void {
    const { users, tokens } = unknownLocks(writes);
    for (const id of users) this.#sql.latestUserLock.run(id);
    for (const id of tokens) this.#sql.latestTokenLock.run(id);
  }

  #writeToken(write: BatchWrites['tokens'][number]): void {
    const { id, before, after } = write;
    switch (tokenChange(write)) {
      case 'kept':
        this.#sql.keepToken.run(...tokenColumns(after), id);
        return;
      case 'moved': {
        const { changes } = this.#sql.moveToken.run(
          ...tokenColumns(after),
          after.lastFactor,
          id,
          after.lastFactor,
        );
        if (changes !== 1) throw new LostUpdateError(`token ${id}`);
        return;
      }
      case 'taken-over': {
        const distributionId = before.pending!.distributionId;
        const at = after.lastAcceptedAt ?? 0;
        const { changes } = this.#sql.takeOver.run(
          after.lastFactor,
          after.driftSteps,
          at,
          after.failCount,
          after.lockedUntil,
          after.failedAt,
          after.sourceLockedUntil,
          after.spentFactors.join(','),
          id,
          distributionId,
        );
        if (changes !== 1) throw new LostUpdateError(`token ${id}`);
        this.#sql.endDistribution.run(at, at, distributionId);
        this.#sql.forgetDevice.run(id);
        this.#sql.saveDevice.run(at, distributionId);
      }
    }
  }

  #appendAudit({ audit }: BatchWrites): void {
    if (audit.length === 0) return;
    const { node } = this.#chain;
    this.#sql.openChain.run(node, CHAIN_START);
    const head = this.#sql.chainHead.get(node) as unknown as ChainHead;
    const events = chainEvents(audit, { ...this.#chain, previous: head.head_hash });
    let headId = 0;
    for (const { draft, detail, hash } of events) {
      const { lastInsertRowid } = this.#sql.saveEvent.run(
        node,
        draft.at,
        draft.actorKind,
        draft.actor,
        draft.action,
        draft.resultCode ?? null,
        draft.hasSucceeded ? 1 : 0,
        draft.reason,
        draft.userLogin,
        draft.serial,
        draft.source,
        detail,
        hash,
      );
      headId = Number(lastInsertRowid);
    }
    const moved = movedHead(this.#chain, head, { events, headId });
    this.#sql.moveChain.run(moved.event_count, moved.head_id, moved.head_hash, moved.head_mac, node);
    const { accepted, refused } = verdictCounts(audit);
    if (accepted + refused > 0) this.#sql.countHour.run(hourOf(audit[0]!.at), node, accepted, refused);
  }
}
