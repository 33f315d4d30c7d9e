import assert from 'node:assert/strict';
import { type TestContext, after, test } from 'node:test';
import { type ServerProcess, startPostgres } from '@lingpai/testing';
import {
  AgentWorld,
  FAILURES_ALLOWED,
  PATHS,
  type TestUser,
  openConnections,
  openSession,
} from './agent-world.ts';
import { requestBytes } from './raw-connection.ts';

/** One OTP at the same moment, over every path and every process: it is accepted once. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const CONNECTIONS = 64;
const ROUNDS = 20;
/** wrong or used OTP; synchronisation failed; synchronise first */
const REFUSED = [22, 71, 13];
const STEP_MS = 30_000;

raceOn('sqlite, 4 workers', async (world) => {
  return [await world.serve({ workers: 4 })];
});
if (postgres !== undefined)
  raceOn(
    'postgres, 4 processes',
    (world) => Promise.all([1, 2, 3, 4].map((n) => world.serve({ node: `node-${n}` }))),
    postgres.url,
  );

function raceOn(
  name: string,
  start: (world: AgentWorld) => Promise<ServerProcess[]>,
  serverUrl?: string,
): void {
  test(`64 requests with one OTP at once: exactly one is accepted (${name})`, async (t: TestContext) => {
    const world = await AgentWorld.open(t, serverUrl);
    // No lock may end a race early: the defaults lock a user after ten failures.
    await world.setSettings(FAILURES_ALLOWED);
    const hotp = await world.addUsers(ROUNDS - 4);
    const totp = await world.addUsers(4, 'totp');
    const retried = await world.addUsers(4);
    const servers = await start(world);
    const ports = servers.map((server) => server.port);
    const connections = await openConnections(ports, CONNECTIONS);
    const race = new Race(world, connections);
    for (const [round, user] of [...hotp, ...totp].entries()) await race.run(user, round);
    for (const user of retried) await race.runWithKey(user);
    const sent = (hotp.length + totp.length + retried.length) * CONNECTIONS;
    t.diagnostic(`${sent} requests, ${race.acceptedCount} accepted, of ${ROUNDS + retried.length} users`);
    const counts = await world.acceptedCounts();
    for (const user of [...hotp, ...totp])
      assert.equal(counts.get(user.serial), race.acceptedOf(user), user.serial);
    for (const user of retried) assert.equal(counts.get(user.serial), 1, user.serial);
    assert.deepEqual((await world.verifyChain()).brokenAt, null);
    for (const connection of connections) connection.drop();
    await raceWithCommands(world, ports);
    for (const server of servers) await server.stop();
  });
}

/** What a request would use up if it were accepted. */
interface Shot {
  readonly bytes: Buffer;
  readonly factor: number;
}

class Race {
  readonly #world: AgentWorld;
  readonly #connections: Awaited<ReturnType<typeof openConnections>>;
  readonly #accepted = new Map<string, number>();

  constructor(world: AgentWorld, connections: Awaited<ReturnType<typeof openConnections>>) {
    this.#world = world;
    this.#connections = connections;
  }

  get acceptedCount(): number {
    return [...this.#accepted.values()].reduce((sum, count) => sum + count, 0);
  }
  acceptedOf(user: TestUser): number {
    return this.#accepted.get(user.serial) ?? 0;
  }

  /** Rounds 0, 1, 2 … take other mixes of the paths. Afterwards each path is tried again with the used OTPs. */
  async run(user: TestUser, round: number): Promise<void> {
    const first = user.type === 'hotp' ? 2 : Math.floor(Date.now() / STEP_MS);
    const shots = await this.#shotsOf(user, first, round);
    const codes = await this.#fire(shots);
    const factors = shots.filter((_, index) => codes[index] === 0).map((shot) => shot.factor);
    assert.equal(new Set(factors).size, factors.length, `a factor was accepted twice: ${factors.join()}`);
    // Only a synchronisation uses the next factor too; the OTP of `first` itself is accepted at most once, and something is.
    assert.ok(factors.length >= 1 && factors.length <= (round % 2 === 0 ? 1 : 2), factors.join());
    this.#accepted.set(user.serial, factors.length);
    for (const [index, code] of codes.entries())
      if (code !== 0) assert.ok(REFUSED.includes(code), `code ${code} at ${index}`);
    assert.ok(
      (await this.#fire(shots)).every((code) => code !== 0),
      'a used OTP was accepted later',
    );
    const row = await this.#world.tokenRow(user.serial);
    assert.equal(row.last_factor, Math.max(...factors));
  }

  /** The same request with the same key from everywhere: everybody hears the same success. */
  async runWithKey(user: TestUser): Promise<void> {
    const body = { userId: user.login, password: user.otpAt(1) };
    const headers = { 'idempotency-key': `key-${user.serial}` };
    const bytes = requestBytes({ path: PATHS.auth, key: this.#world.agentKey, body, headers });
    const shots = Array.from({ length: CONNECTIONS }, () => ({ bytes, factor: 1 }));
    assert.deepEqual(new Set(await this.#fire(shots)), new Set([0]));
    const other = requestBytes({ path: PATHS.auth, key: this.#world.agentKey, body });
    assert.deepEqual(await this.#fire([{ bytes: other, factor: 1 }]), [22]);
  }

  /** Even rounds: one OTP over all paths that take it alone. Odd ones: synchronisations that overlap with it as well. */
  async #shotsOf(user: TestUser, factor: number, round: number): Promise<Shot[]> {
    const key = this.#world.agentKey;
    const { login, serial } = user;
    const otp = user.otpAt(factor);
    const session = await openSession(this.#connections[round]!, key, { login });
    const both = await openSession(this.#connections[round]!, key, { login, serial });
    const one = (path: string, body: unknown): Shot => ({ bytes: requestBytes({ path, key, body }), factor });
    const single = [
      one(PATHS.auth, { userId: login, password: otp }),
      one(PATHS.authToken, { serial, otp }),
      one(`${session}/verify-otp`, { otp }),
      one(`${both}/verify-otp`, { otp }),
      one(PATHS.auth, { userId: login.toUpperCase(), password: `ignored${otp}` }),
    ];
    const pair = (path: string, who: object, from: number): Shot => {
      const body = { ...who, otp: user.otpAt(from), nextOtp: user.otpAt(from + 1) };
      return { bytes: requestBytes({ path, key, body }), factor: from + 1 };
    };
    const before = factor - 1;
    const overlapping = [
      pair(PATHS.sync, { userId: login }, before),
      pair(PATHS.syncToken, { serial }, before),
      pair(`${session}/sync-otp`, {}, before),
      pair(PATHS.sync, { userId: login }, factor),
      pair(PATHS.syncToken, { serial }, factor),
    ];
    const choice = round % 2 === 0 ? single : [...single, ...overlapping];
    return Array.from({ length: CONNECTIONS }, (_, i) => choice[(i * (round + 1)) % choice.length]!);
  }

  /** All bodies go out in the same turn of the event loop. */
  async #fire(shots: readonly Shot[]): Promise<number[]> {
    const answers = shots.map((_, index) => this.#connections[index]!.next());
    shots.forEach((shot, index) => this.#connections[index]!.write(shot.bytes));
    return (await Promise.all(answers)).map((answer) => answer.code);
  }
}

/** The administrator's test on the command line is a process of its own: it gets no second use of an OTP either. */
async function raceWithCommands(world: AgentWorld, ports: readonly number[]): Promise<void> {
  const users = await world.addUsers(2);
  const [connection] = await openConnections(ports, 1);
  for (const user of users) {
    const { serial } = user;
    const [otp, nextOtp] = [user.otpAt(4), user.otpAt(5)];
    const bytes = requestBytes({
      path: PATHS.syncToken,
      key: world.agentKey,
      body: { serial, otp, nextOtp },
    });
    const commands = [1, 2, 3].map(() => world.run('token', 'sync', serial, otp, nextOtp));
    const codes: number[] = [];
    let isDone = false;
    const ending = Promise.all(commands).finally(() => (isDone = true));
    // A few at the time when the commands get there; most before and after.
    for (let count = 0; !isDone && count < 60; count += 1) {
      if (count >= 20) codes.push((await connection!.exchange(bytes)).code);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    const results = await ending;
    codes.push((await connection!.exchange(bytes)).code);
    const won =
      results.filter((result) => result.exitCode === 0).length + codes.filter((c) => c === 0).length;
    assert.equal(won, 1, results.map((result) => result.stderr).join());
    for (const result of results) if (result.exitCode !== 0) assert.match(result.stderr, /^lingpai: 71: /);
    assert.deepEqual((await world.tokenRow(serial)).last_factor, 5);
  }
  connection!.drop();
}
