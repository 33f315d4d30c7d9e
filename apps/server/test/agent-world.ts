import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindToken, createAgent, createUser, ensureOrganizationPath } from '@lingpai/domain';
import {
  type CommandResult,
  HOTP_SPEC,
  type ServerPlace,
  type ServerProcess,
  TOTP_SPEC,
  createDatabase,
  otpOf,
  runCommand,
  startServer,
} from '@lingpai/testing';
import type { Composed } from '../src/compose.ts';
import { importTokenFile } from '../src/imports/import-token-file.ts';
import { ADMIN } from './activation.ts';
import { composeForTest } from './compose-for-test.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';
import { bytesOf } from './token-csv.ts';

const HEADER = 'serial,secret,type,hash,digits,period,counter';
/** As `composeForTest` has it. */
const MASTER_KEY = '11'.repeat(32);

/** Settings under which a test may fail often before anybody is locked. */
export const FAILURES_ALLOWED = {
  lockout: { temporaryAfterFailures: 100, permanentAfterFailures: 0, allSourcesAfterFailures: 10_000 },
};

/** A user with one token of a known seed. */
export interface TestUser {
  readonly login: string;
  readonly serial: string;
  readonly type: 'hotp' | 'totp';
  /** the OTP at a counter or time step */
  otpAt(factor: number): string;
}

/** What outlives its end: a test, or the file (`after` of node:test). */
export interface Ending {
  after(end: () => Promise<void> | void): void;
}

type Ends = (() => Promise<void> | void)[];

/** Data with an agent and users; servers and commands over it. */
export class AgentWorld {
  readonly place: ServerPlace;
  readonly agentKey: string;
  readonly agentId: string;
  #composed: Composed | undefined;
  readonly #ends: Ends;
  #userCount = 0;

  private constructor(parts: {
    place: ServerPlace;
    agent: { key: string; agentId: string };
    composed: Composed;
    ends: Ends;
  }) {
    this.place = parts.place;
    this.agentKey = parts.agent.key;
    this.agentId = parts.agent.agentId;
    this.#composed = parts.composed;
    this.#ends = parts.ends;
  }

  /** @param serverUrl a PostgreSQL server, to make a database of its own in; undefined: SQLite */
  static async open(t: Ending, serverUrl?: string): Promise<AgentWorld> {
    const ends: Ends = [];
    // The last that was begun ends first: servers before the data they have open.
    t.after(async () => {
      for (const end of ends.toReversed()) await end();
    });
    const dataDir = mkdtempSync(join(tmpdir(), 'lingpai-server-'));
    ends.push(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
    const databaseUrl =
      serverUrl === undefined
        ? undefined
        : await createDatabase({ after: (end) => void ends.push(end) }, serverUrl);
    const composed = await composeForTest(dataDir, databaseUrl);
    await ensureOrganizationPath({ path: '总公司', requester: ADMIN }, composed.context);
    const agent = await createAgent({ name: 'bank', requester: ADMIN }, composed.context);
    const world = new AgentWorld({
      place: { dataDir, databaseUrl, env: { LINGPAI_MASTER_KEY: MASTER_KEY } },
      agent,
      composed,
      ends,
    });
    ends.push(() => world.detach());
    return world;
  }

  get context() {
    return this.#attached.context;
  }
  get db() {
    return this.#attached.database.read;
  }
  get #attached(): Composed {
    if (this.#composed === undefined) throw new Error('Cannot read: the test has let go of the data');
    return this.#composed;
  }

  /** Lets go of the data: SQLite recovers a log only when nobody has the file open. */
  async detach(): Promise<void> {
    await this.#composed?.close();
    this.#composed = undefined;
  }

  async attach(): Promise<void> {
    this.#composed ??= await composeForTest(this.place.dataDir, this.place.databaseUrl);
  }

  /** A server process; ended with the test, however that ends. */
  async serve(
    options: {
      workers?: number;
      node?: string;
      port?: number;
      phonePort?: number;
    } = {},
  ): Promise<ServerProcess> {
    const { node, ...rest } = options;
    const env = { ...this.place.env, ...(node !== undefined && { LINGPAI_NODE: node }) };
    const server = await startServer({ ...this.place, env, ...rest });
    this.#ends.push(() => server.kill());
    return server;
  }

  run(...args: string[]): Promise<CommandResult> {
    return runCommand(this.place, args);
  }

  async addUsers(count: number, type: 'hotp' | 'totp' = 'hotp'): Promise<TestUser[]> {
    const users = Array.from({ length: count }, () => this.#newUser(type));
    const { context } = this;
    const { organization } = await ensureOrganizationPath({ path: '总公司', requester: ADMIN }, context);
    const rows = users.map(
      ({ serial }) =>
        `${serial},${this.seedOf(serial).toString('hex')},${type},sha1,6,${type === 'totp' ? '30' : ''},\n`,
    );
    await importTokenFile(
      {
        bytes: bytesOf(`${HEADER}\n${rows.join('')}`),
        reader: {},
        organizationId: organization.id,
        enable: true,
        fileName: 'tokens.csv',
        isDryRun: false,
        requester: ADMIN,
      },
      context,
    );
    for (const { login, serial } of users) {
      await createUser(
        { login, organizationId: organization.id, staticPasswordRule: 'none', requester: ADMIN },
        context,
      );
      await bindToken({ login, serial, requester: ADMIN }, context);
    }
    return users;
  }

  /** The same in each run: so no run meets a chance collision that others do not. */
  seedOf(serial: string): Buffer {
    return createHash('sha1').update(`seed of ${serial}`).digest();
  }

  tokenRow(serial: string) {
    return this.db.selectFrom('tokens').selectAll().where('serial', '=', serial).executeTakeFirstOrThrow();
  }

  /** What differs from the default settings; once, and best before a server reads them. */
  async setSettings(settings: object): Promise<void> {
    await this.db
      .insertInto('settings')
      .values({ name: 'policy', value: JSON.stringify(settings) })
      .execute();
  }

  /** Forgets a token's failures. */
  async unlock(serial: string): Promise<void> {
    const { id } = await this.tokenRow(serial);
    await this.context.store.transaction(({ tokens }) => tokens.unlock(id, Date.now()));
  }

  /** The time of every source's lock has come; failures are not forgotten. */
  async endSourceLocks(): Promise<void> {
    await this.db
      .updateTable('subject_sources')
      .set({ otp_locked_until: 1, static_locked_until: 1 })
      .execute();
  }

  /** Audit rows of verifications that were accepted, by serial. */
  async acceptedCounts(): Promise<Map<string, number>> {
    const rows = await this.db
      .selectFrom('audit_events')
      .select((eb) => ['serial', eb.fn.countAll<number>().as('n')])
      .where('action', 'in', ['auth', 'auth-token', 'auth-otp', 'sync', 'token.sync'])
      .where('succeeded', '=', 1)
      .groupBy('serial')
      .execute();
    return new Map(rows.map((row) => [row.serial, Number(row.n)]));
  }

  verifyChain() {
    return this.context.store.read.auditLog.verifyChain({});
  }

  #newUser(type: 'hotp' | 'totp'): TestUser {
    this.#userCount += 1;
    const serial = `27${String(this.#userCount).padStart(11, '0')}`;
    const spec = type === 'hotp' ? HOTP_SPEC : TOTP_SPEC;
    const seed = this.seedOf(serial);
    const otps = new Map<number, string>();
    return {
      login: `user-${this.#userCount}`,
      serial,
      type,
      otpAt: (factor) => {
        const known = otps.get(factor) ?? otpOf(spec, factor, seed);
        otps.set(factor, known);
        return known;
      },
    };
  }
}

/** Opens connections in turn to each of the ports, before anything is sent. */
export function openConnections(ports: readonly number[], count: number): Promise<RawConnection[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => RawConnection.open(ports[i % ports.length]!)));
}

export const PATHS = {
  auth: '/agent/v1/auth',
  authToken: '/agent/v1/auth-token',
  sync: '/agent/v1/sync',
  syncToken: '/agent/v1/sync-token',
  retryToken: '/agent/v1/retry-token',
  sessions: '/agent/v1/sessions',
} as const;

/** A session for this user, opened and set over HTTP. */
export async function openSession(
  connection: RawConnection,
  key: string,
  user: { login?: string; serial?: string },
): Promise<string> {
  const opened = await connection.exchange(requestBytes({ path: PATHS.sessions, key }));
  const { sessionId } = JSON.parse(opened.body) as { sessionId: string };
  const path = `${PATHS.sessions}/${sessionId}`;
  if (user.login !== undefined)
    await connection.exchange(requestBytes({ path: `${path}/user-name`, key, body: { userId: user.login } }));
  if (user.serial !== undefined)
    await connection.exchange(
      requestBytes({ path: `${path}/token-serial`, key, body: { serial: user.serial } }),
    );
  return path;
}
