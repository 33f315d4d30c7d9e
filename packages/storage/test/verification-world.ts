import { createSecretKey } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { pureJsPrimitives } from '@lingpai/algorithms';
import type { Settings } from '@lingpai/contract';
import {
  GroupCommit,
  NO_FACTOR,
  type Outcome,
  type TokenSpec,
  type VerificationStore,
  type VerifyJob,
  loginKey,
} from '@lingpai/domain';
import type { ChainIdentity, Database } from '@lingpai/storage';
import { FixedClock, HOTP_SPEC, NEW_YEAR_MS, TEST_SEED } from '@lingpai/testing';

/** A verification store that can be closed, as both engines have it. */
export type OpenStore = VerificationStore & { close(): Promise<void> | void };

/** One engine, with an empty database. */
export interface EngineUnderTest {
  readonly database: Database;
  /** a connection of its own, as another process would have it; closed by itself when the test ends */
  openStore(node: string): OpenStore;
}

export const CHAIN_KEY = createSecretKey(new Uint8Array(32).fill(7));
export function chainOf(node: string): ChainIdentity {
  return { key: CHAIN_KEY, node };
}

/** Rows to verify against, and verifiers over them. The clock stands still until a test moves it. */
export class VerificationWorld {
  readonly engine: EngineUnderTest;
  readonly clock = new FixedClock();
  #organizationId: Promise<number> | undefined;
  #count = 0;

  constructor(engine: EngineUnderTest) {
    this.engine = engine;
  }

  get db() {
    return this.engine.database.read;
  }

  /** A verifier over a connection of its own: what a server process is to another. */
  verifier(node = 'node-1', options: { maxBatchJobs?: number } = {}): GroupCommit {
    return this.verifierOver(this.engine.openStore(node), options);
  }

  verifierOver(store: VerificationStore, options: { maxBatchJobs?: number } = {}): GroupCommit {
    return new GroupCommit({
      store,
      primitives: pureJsPrimitives,
      openSeed: (_, sealed) => sealed,
      openPin: (_, sealed) => sealed,
      digestEmergency: (userId, typed) => new TextEncoder().encode(`${userId}:${typed}`),
      nowMs: () => this.clock.nowMs(),
      pauseMs: pause,
      ...options,
    });
  }

  async addUser(login: string, change: { staticHash?: string; staticLength?: number } = {}): Promise<number> {
    const { id } = await this.db
      .insertInto('users')
      .values({
        organization_id: await this.organizationId(),
        login,
        login_key: loginKey(login),
        name: '',
        name_key: '',
        email: '',
        email_key: '',
        phone: '',
        status: 'enabled',
        static_rule: change.staticHash === undefined ? null : 'required',
        static_hash: change.staticHash ?? null,
        static_length: change.staticLength ?? 0,
        static_set_at: null,
        created_at: 0,
        updated_at: 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  /** An enabled token whose sealed seed is the seed itself. */
  async addToken(token: {
    serial?: string;
    userId?: number;
    spec?: TokenSpec;
    seed?: Uint8Array | null;
    importId?: number;
    lastFactor?: number;
  }): Promise<{ id: number; serial: string }> {
    const { spec = HOTP_SPEC, seed = TEST_SEED } = token;
    const serial = token.serial ?? `26${String((this.#count += 1)).padStart(11, '0')}`;
    const { id } = await this.db
      .insertInto('tokens')
      .values({
        serial,
        organization_id: await this.organizationId(),
        kind: 'hardware',
        type: spec.type,
        hash: spec.hash,
        digits: spec.digits,
        period_seconds: spec.periodSeconds ?? null,
        ocra_suite: spec.ocraSuite ?? null,
        status: 'enabled',
        activation: null,
        sealed_seed: seed,
        pending_seed: null,
        pending_distribution_id: null,
        pending_expires_at: null,
        last_factor: token.lastFactor ?? NO_FACTOR,
        last_accepted_at: null,
        starts_at: null,
        expires_at: null,
        manufacturer: '',
        model: '',
        import_id: token.importId ?? null,
        created_at: NEW_YEAR_MS,
        updated_at: 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (token.userId !== undefined) await this.bind(token.userId, id);
    return { id, serial };
  }

  async bind(userId: number, tokenId: number): Promise<void> {
    await this.db
      .insertInto('bindings')
      .values({ user_id: userId, token_id: tokenId, bound_at: 0 })
      .execute();
  }

  /** A claimed distribution whose seed waits for the first OTP of the new phone. */
  async addPending(tokenId: number, seed: Uint8Array, change: { expiresAt?: number } = {}): Promise<number> {
    const expiresAt = change.expiresAt ?? NEW_YEAR_MS + 1_800_000;
    const { id } = await this.db
      .insertInto('distributions')
      .values({
        token_id: tokenId,
        mode: 'online',
        state: 'claimed',
        ticket_hash: null,
        password_hash: null,
        tries_left: 3,
        device_code: 'NEWPHONE',
        claim_signing_key: new Uint8Array([2, 2, 2]),
        claim_hpke_key: new Uint8Array([3]),
        claim_reply: new Uint8Array([4]),
        confirm_by: expiresAt,
        created_by: 'admin',
        created_at: NEW_YEAR_MS,
        expires_at: expiresAt,
        claimed_at: NEW_YEAR_MS,
        activated_at: null,
        ended_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await this.db
      .updateTable('tokens')
      .set({ pending_seed: seed, pending_distribution_id: id, pending_expires_at: expiresAt })
      .where('id', '=', tokenId)
      .execute();
    return id;
  }

  async writeSettings(settings: {
    verification?: Partial<Settings['verification']>;
    lockout?: Partial<Settings['lockout']>;
  }): Promise<void> {
    const value = JSON.stringify(settings);
    await this.db
      .insertInto('settings')
      .values({ name: 'policy', value })
      .onConflict((c) => c.column('name').doUpdateSet({ value }))
      .execute();
  }

  tokenRow(serial: string) {
    return this.db.selectFrom('tokens').selectAll().where('serial', '=', serial).executeTakeFirstOrThrow();
  }

  userRow(login: string) {
    return this.db
      .selectFrom('users')
      .selectAll()
      .where('login_key', '=', loginKey(login))
      .executeTakeFirstOrThrow();
  }

  auditRows() {
    return this.db.selectFrom('audit_events').selectAll().orderBy('id').execute();
  }

  async organizationId(): Promise<number> {
    this.#organizationId ??= this.db
      .insertInto('organizations')
      .values({ parent_id: null, name: '总公司', path: '总公司', created_at: 0 })
      .returning('id')
      .executeTakeFirstOrThrow()
      .then((row) => row.id);
    return this.#organizationId;
  }
}

/** Lockout out of the way, where a test makes many failures. */
export const NEVER_LOCKED = {
  temporaryAfterFailures: 100,
  permanentAfterFailures: 0,
  allSourcesAfterFailures: 10_000,
} as const;

export function accepted(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter((outcome) => outcome.kind === 'accepted');
}

/** `accepted`, the reason of a refusal, or the kind. */
export function verdictOf(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
}

/** Spreads the jobs over the verifiers, all sent in one turn of the event loop. */
export function verifyOver(
  verifiers: readonly GroupCommit[],
  jobs: readonly VerifyJob[],
): Promise<Outcome[]> {
  return Promise.all(jobs.map((job, index) => verifiers[index % verifiers.length]!.verify(job)));
}

/** Lets other work go on for so long. */
export function pause(ms: number): Promise<void> {
  return delay(ms);
}
