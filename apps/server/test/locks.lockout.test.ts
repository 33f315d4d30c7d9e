import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { createAgent } from '@lingpai/domain';
import { ADMIN } from './activation.ts';
import { AgentWorld, PATHS, type TestUser } from './agent-world.ts';
import { wrongOtpOf } from './kill-load.ts';

const TRIES = 10_000;
const NAMED_TRIES = 2000;
const STRANGERS = 100;
const LANES = 16;

/** A caller at a loopback address of its own, as another machine would be. */
class Caller {
  readonly #agent: Agent;
  readonly #port: number;
  readonly #key: string;

  constructor(parts: { port: number; key: string; address: string }) {
    this.#port = parts.port;
    this.#key = parts.key;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: parts.address });
  }

  code(path: string, body: object): Promise<number> {
    const headers = { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' };
    const options = { port: this.#port, path, method: 'POST', agent: this.#agent, headers };
    return new Promise((resolve, reject) => {
      const call = request({ ...options, host: '127.0.0.1' }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve((JSON.parse(text) as { code: number }).code));
      });
      call.on('error', reject);
      call.end(JSON.stringify(body));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** A thousand lanes of nonsense against one name, and its owner among them. */
async function besiege(t: TestContext, user: TestUser, callers: readonly Caller[]) {
  const codes = new Map<number, number>();
  let sent = 0;
  const wrong = wrongOtpOf(user);
  const lane = async (from: number) => {
    for (let n = from; sent < TRIES; n += LANES) {
      sent += 1;
      const code = await callers[n % callers.length]!.code(PATHS.auth, {
        userId: user.login,
        password: wrong,
      });
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)));
  t.after(() => callers.forEach((caller) => caller.close()));
  return { lanes, codes, isOver: () => sent >= TRIES };
}

test('ten thousand wrong tries from a hundred machines: whom the name belongs to logs in throughout', async (t) => {
  const world = await AgentWorld.open(t);
  const [user] = await world.addUsers(1);
  const other = await createAgent({ name: 'vpn', requester: ADMIN }, world.context);
  const server = await world.serve();
  const { port } = server;
  const home = new Caller({ port, key: world.agentKey, address: '127.0.0.1' });
  const away = new Caller({ port, key: other.key, address: '127.0.1.200' });
  const login = (from: Caller, counter: number) =>
    from.code(PATHS.auth, { userId: user!.login, password: user!.otpAt(counter) });
  assert.equal(await login(home, 0), 0);
  const strangers = Array.from(
    { length: STRANGERS },
    (_, n) =>
      new Caller({ port, key: n % 2 === 0 ? world.agentKey : other.key, address: `127.0.2.${n + 1}` }),
  );
  const siege = await besiege(t, user!, strangers);
  t.after(() => [home, away].forEach((caller) => caller.close()));
  let counter = 1;
  while (!siege.isOver()) assert.equal(await login(home, counter++), 0);
  await siege.lanes;
  assert.ok(counter > 20, `${counter} logins in between`);
  // From where nobody knows the user, two consecutive OTPs are asked for; then it is known there too.
  assert.deepEqual([await login(away, counter), await login(away, counter + 1)], [54, 0]);
  assert.equal(await login(away, counter + 2), 0);
  assert.deepEqual(new Set(siege.codes.keys()), new Set([22, 54]));
  assert.ok(siege.codes.get(22)! <= 200, `${siege.codes.get(22)} single guesses`);
});

test('wrong tries of clients that an application names: its other users notice nothing', async (t) => {
  const world = await AgentWorld.open(t);
  const [user] = await world.addUsers(1);
  const server = await world.serve();
  const bank = Array.from(
    { length: LANES },
    () => new Caller({ port: server.port, key: world.agentKey, address: '127.0.0.1' }),
  );
  t.after(() => bank.forEach((caller) => caller.close()));
  const body = (password: string, clientAddress: string) => ({
    userId: user!.login,
    password,
    clientAddress,
  });
  const home = '198.51.100.7';
  assert.equal(await bank[0]!.code(PATHS.auth, body(user!.otpAt(0), home)), 0);
  const wrong = wrongOtpOf(user!);
  let sent = 0;
  const lanes = bank.slice(1).map(async (caller) => {
    while (sent < NAMED_TRIES) {
      sent += 1;
      await caller.code(PATHS.auth, body(wrong, `203.0.${sent % 40}.${sent % 250}`));
    }
  });
  let counter = 1;
  while (sent < NAMED_TRIES)
    assert.equal(await bank[0]!.code(PATHS.auth, body(user!.otpAt(counter++), home)), 0);
  await Promise.all(lanes);
});

test('an application that says nothing of its users, and one address: after the wrong tries, two logins in a row', async (t) => {
  const world = await AgentWorld.open(t);
  const [user, other] = await world.addUsers(2);
  const server = await world.serve();
  const bank = new Caller({ port: server.port, key: world.agentKey, address: '127.0.0.1' });
  t.after(() => bank.close());
  const login = ({ login: userId }: TestUser, password: string) =>
    bank.code(PATHS.auth, { userId, password });
  for (let tries = 0; tries < 300; tries += 1) await login(user!, wrongOtpOf(user!));
  assert.equal(await login(other!, other!.otpAt(0)), 0, 'nobody else notices');
  // Twenty of the tries were looked at; the next ones are when their half minute is over.
  await world.db.updateTable('subject_sources').set({ held_since: 1 }).execute();
  assert.deepEqual([await login(user!, user!.otpAt(0)), await login(user!, user!.otpAt(1))], [54, 0]);
  assert.equal(await login(user!, user!.otpAt(2)), 0);
  assert.equal(await login(user!, user!.otpAt(1)), 22);
});
