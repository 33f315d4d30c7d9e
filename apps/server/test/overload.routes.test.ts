import assert from 'node:assert/strict';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Settings } from '@lingpai/contract';
import { type PasswordHasher, createAgent, createBackend, createUser, updateSettings } from '@lingpai/domain';
import { HashGate, type LaneSize } from '../src/crypto/hash-gate.ts';
import type { AppContext } from '../src/context.ts';
import { createHttp } from '../src/http/app.ts';
import { agentRoutes } from '../src/http/agent.routes.ts';
import { ADMIN, Browser, PASSWORD, openManagement, signedIn } from './management.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';

/** What happens when more is asked at the same time than can be done. */

/** Computes no hash until it is let go. */
class StoppedHasher implements PasswordHasher {
  readonly #real: PasswordHasher;
  readonly #released = Promise.withResolvers<void>();
  hashed = 0;

  constructor(real: PasswordHasher) {
    this.#real = real;
  }
  release(): void {
    this.#released.resolve();
  }
  async hash(password: string): Promise<string> {
    await this.#released.promise;
    this.hashed += 1;
    return this.#real.hash(password);
  }
  async verify(password: string, stored: string): Promise<boolean> {
    await this.#released.promise;
    this.hashed += 1;
    return this.#real.verify(password, stored);
  }
}

function stop({ context }: TestSystem, login: LaneSize, admin: LaneSize) {
  const hasher = new StoppedHasher(context.passwordHasher);
  const hashGate = new HashGate(hasher, { login, admin });
  return { hasher, hashGate, context: { ...context, hashGate } };
}

async function setVerification({ context }: TestSystem, change: Partial<Settings['verification']>) {
  const settings = await context.store.read.settings.read();
  const verification = { ...settings.verification, ...change };
  await updateSettings({ settings: { ...settings, verification }, requester: ADMIN }, context);
}

/** The agent interface, and an agent that logs people in. */
async function openAgentApi(context: AppContext, t: TestContext) {
  const failures: unknown[] = [];
  const logFailure = ({ error }: { error: unknown }) => void failures.push(error);
  const app = createHttp({ tls: undefined, trustProxy: undefined, logFailure });
  agentRoutes(app, context, logFailure);
  t.after(() => app.close());
  const { key } = await createAgent({ name: 'bank', requester: ADMIN }, context);
  const auth = async (userId: string, password: string, clientAddress: string) => {
    const response = await app.inject({
      method: 'POST',
      url: '/agent/v1/auth',
      headers: { authorization: `Bearer ${key}` },
      payload: { userId, password, clientAddress },
    });
    const { code } = response.json<{ code: number }>();
    return { status: response.statusCode, code, retryAfter: response.headers['retry-after'] };
  };
  return { auth, failures };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const BUSY = { status: 503, code: 1, retryAfter: '1' };

testOnEveryEngine(
  'a flood of logins is refused as busy, counts nowhere, and keeps nobody out',
  async (system, t) => {
    const stopped = stop(system, { atOnce: 1, waiting: 4 }, { atOnce: 1, waiting: 1 });
    const { hasher, hashGate } = stopped;
    await setVerification(system, { otpRequired: false, staticPasswordRequired: true });
    const { organizationId, context, database } = system;
    await createUser(
      { login: 'alice', staticPassword: 'right-1', organizationId, requester: ADMIN },
      context,
    );
    await createUser({ login: 'bob', staticPassword: 'right-1', organizationId, requester: ADMIN }, context);
    const { auth, failures } = await openAgentApi(stopped.context, t);

    // Names that there are, and names that there are not.
    const names = ['nobody', 'bob'];
    const flood = Array.from({ length: 20 }, (_, n) => auth(names[n % 2]!, 'wrong-1', '203.0.113.9'));
    await until(() => hashGate.states()[0]!.refused === 15);
    const alice = auth('alice', 'right-1', '198.51.100.7');
    await until(() => hashGate.states()[0]!.refused === 16);
    const rows = () =>
      database.read.selectFrom('audit_events').select('result_code').where('action', '=', 'auth').execute();
    assert.deepEqual(await rows(), []);
    hasher.release();

    assert.deepEqual(await alice, { status: 200, code: 0, retryAfter: undefined });
    const answers = await Promise.all(flood);
    const busy = answers.filter(({ status }) => status === 503);
    assert.equal(busy.length, 16);
    for (const answer of busy) assert.deepEqual(answer, BUSY);
    const told = answers.filter(({ status }) => status === 200).map(({ code }) => code);
    assert.ok(
      told.every((code) => code === 27 || code === 14),
      String(told),
    );
    assert.equal(hasher.hashed, 5);
    assert.equal((await rows()).length, 5);
    const client = await database.read.selectFrom('client_failures').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([client.address, client.fail_count], ['203.0.113.9', 4]);
    assert.deepEqual(failures, [], 'a flood does not fill the log');
  },
);

testOnEveryEngine(
  'administrators sign in while logins flood, and a try that found no time is none',
  async (system, t) => {
    const { hasher, hashGate, context } = stop(system, { atOnce: 1, waiting: 1 }, { atOnce: 1, waiting: 1 });
    const management = await openManagement(
      { ...system, context: { ...context, hashGate: system.context.hashGate } },
      t,
    );
    await signedIn(management);
    const flooded = await openManagement({ ...system, context }, t);
    const occupy = (lane: 'login' | 'admin') =>
      hashGate
        .hasherFor({ lane, group: 'other', source: 'x' })
        .hash('x')
        .catch(() => undefined);
    const signIn = () => new Browser(flooded).call('POST', '/session', { login: 'boss', password: PASSWORD });

    const inLine = [occupy('admin'), occupy('admin')];
    for (let tries = 0; tries < 30; tries += 1) {
      const { status, body, response } = await signIn();
      assert.deepEqual([status, body.error.code, response.headers['retry-after']], [503, 'server.busy', '1']);
    }
    hasher.release();
    await Promise.all(inLine);
    assert.equal((await signIn()).status, 200, 'none of them counted');
    const actions = await system.database.read
      .selectFrom('audit_events')
      .select('action')
      .where('action', '=', 'admin.sign-in')
      .execute();
    assert.equal(actions.length, 1);
  },
);

testOnEveryEngine('a login flood leaves the lane of administrators free', async (system, t) => {
  const { hashGate, context } = stop(system, { atOnce: 1, waiting: 1 }, { atOnce: 1, waiting: 1 });
  // Logins are stopped, administrators are not.
  const gate = {
    hasherFor: (claim: Parameters<HashGate['hasherFor']>[0]) =>
      (claim.lane === 'login' ? hashGate : system.context.hashGate).hasherFor(claim),
  };
  const management = await openManagement(
    { ...system, context: { ...context, hashGate: gate as HashGate } },
    t,
  );
  await signedIn(management);
  const login = () =>
    hashGate
      .hasherFor({ lane: 'login', group: 'a', source: 'x' })
      .hash('x')
      .catch(() => undefined);
  for (let n = 0; n < 10; n += 1) void login();
  const { status } = await new Browser(management).call('POST', '/session', {
    login: 'boss',
    password: PASSWORD,
  });
  assert.equal(status, 200);
});

/** A directory that says no, once it is let. */
async function openHook(t: TestContext) {
  const held: (() => void)[] = [];
  const asked: string[] = [];
  let isHeld = true;
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push((JSON.parse(body) as { login: string }).login);
      const answer = () => void response.end('{"accepted":false}');
      if (isHeld) held.push(answer);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const release = () => {
    isHeld = false;
    for (const answer of held) answer();
  };
  return { asked, release, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/check` };
}

testOnEveryEngine(
  'parallel tries at one login ask the directory no more often than its lock allows',
  async (system, t) => {
    const { context, organizationId, database } = system;
    const { asked, release, url } = await openHook(t);
    const patience = { deadlineMs: 30_000, openAfterFailures: 5, pauseSeconds: 10, maxInFlight: 4 };
    const http = { ...patience, url, isPlainAllowed: true, caPem: '' };
    await createBackend(
      { name: 'corp', http, secret: 'x'.repeat(32), isDefault: true, isEnabled: true, requester: ADMIN },
      { ...context, findFault: () => undefined },
    );
    const rules = { otpRule: 'none', staticPasswordRule: 'none', thirdPartyRule: 'required' } as const;
    for (const login of ['victim', 'other'])
      await createUser({ login, organizationId, requester: ADMIN, ...rules }, context);
    const { auth } = await openAgentApi(context, t);

    const tries = Array.from({ length: 30 }, (_, n) => auth('victim', `guess-${n}`, '203.0.113.9'));
    await until(() => asked.length > 0);
    const other = auth('other', 'wrong-1', '198.51.100.7');
    await until(() => asked.length === 2);
    assert.deepEqual(asked, ['victim', 'other'], 'one question about each of them');
    release();
    assert.equal((await other).code, 82);
    const codes = (await Promise.all(tries)).map(({ code }) => code);
    assert.equal(codes.filter((code) => code === 82).length, 10);
    assert.equal(codes.filter((code) => code === 54).length, 20);
    assert.equal(asked.filter((login) => login === 'victim').length, 10);
    const { third_party_fail_count: count } = await database.read
      .selectFrom('users')
      .select('third_party_fail_count')
      .where('login', '=', 'victim')
      .executeTakeFirstOrThrow();
    assert.equal(count, 10);
  },
);
