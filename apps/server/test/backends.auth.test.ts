import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentClient } from '@lingpai/agent';
import { updateUser } from '@lingpai/domain';
import {
  type TestFreeradius,
  type TestSlapd,
  missingProgram,
  startFreeradius,
  startSlapd,
} from '@lingpai/testing';
import { ADMIN } from './activation.ts';
import { AgentWorld, type TestUser } from './agent-world.ts';
import { wrongOtpOf } from './kill-load.ts';

const skip = missingProgram('slapd') || missingProgram('freeradius');
const DIRECTORY_PASSWORD = 'dir 密码-1';
const STATIC_PASSWORD = '静态pin4';

/** A company with directories of its own, and an application that logs its people in. */
class Company {
  readonly world: AgentWorld;
  readonly client: AgentClient;
  readonly folder: string;

  private constructor(parts: { world: AgentWorld; client: AgentClient; folder: string }) {
    this.world = parts.world;
    this.client = parts.client;
    this.folder = parts.folder;
  }

  static async open(t: TestContext): Promise<Company> {
    const world = await AgentWorld.open(t);
    const server = await world.serve();
    const client = new AgentClient({
      version: 1,
      agentId: world.agentId,
      key: world.agentKey,
      servers: [server.url],
      timeoutMs: 20_000,
    });
    const folder = mkdtempSync(join(tmpdir(), 'lingpai-company-'));
    t.after(async () => {
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    });
    return new Company({ world, client, folder });
  }

  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, `${text}\n`, { mode: 0o600 });
    return path;
  }

  async run(...args: string[]): Promise<void> {
    const { exitCode, stderr } = await this.world.run(...args);
    assert.equal(exitCode, 0, `${args.join(' ')}: ${stderr}`);
  }

  async addLdap(slapd: TestSlapd, ...more: string[]): Promise<void> {
    const flags = ['--ldap', slapd.url, '--ca-file', this.file('ca.pem', slapd.caPem)];
    const search = ['--search-name', slapd.rootName, '--search-base', slapd.base];
    const secret = ['--secret-file', this.file('root', slapd.rootPassword)];
    await this.run('backend', 'add', 'LDAP', ...flags, ...search, ...secret, ...more);
  }

  async addRadius(radius: TestFreeradius): Promise<void> {
    const secret = ['--secret-file', this.file('shared', radius.secret)];
    await this.run('backend', 'add', 'RADIUS', '--radius', radius.server, ...secret);
  }

  /** A user with a token, whose login asks for these parts. */
  async hire(asks: { otp?: boolean; pin?: boolean; third?: boolean; backend?: string }): Promise<TestUser> {
    const { context, db } = this.world;
    const [user] = await this.world.addUsers(1);
    const { id } = await db
      .selectFrom('users')
      .select('id')
      .where('login', '=', user!.login)
      .executeTakeFirstOrThrow();
    const backend = (await context.store.read.backends.list()).find(({ name }) => name === asks.backend);
    const rule = (isAsked = false) => (isAsked ? 'required' : 'none');
    const change = {
      staticPassword: STATIC_PASSWORD,
      otpRule: rule(asks.otp),
      staticPasswordRule: rule(asks.pin),
      thirdPartyRule: rule(asks.third),
      ...(backend !== undefined && { backendId: backend.id }),
    } as const;
    await updateUser({ id, change, requester: ADMIN }, context);
    return user!;
  }

  async code(user: TestUser, password: string): Promise<number> {
    return (await this.client.authenticateUser(user.login, password)).code;
  }
}

const people = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ login: `user-${n + 1}`, password: DIRECTORY_PASSWORD }));

test('auth() over OpenLDAP and FreeRADIUS: every combination of the three parts', { skip }, async (t) => {
  const slapd = await startSlapd(people(20));
  t.after(() => slapd.stop());
  const radius = await startFreeradius(
    Object.fromEntries(people(20).map(({ login, password }) => [login, password])),
  );
  t.after(() => radius.stop());
  const company = await Company.open(t);
  await company.addLdap(slapd);
  await company.addRadius(radius);
  for (const backend of ['LDAP', 'RADIUS'])
    for (const bits of [0, 1, 2, 3]) {
      const asks = { third: true, pin: (bits & 1) !== 0, otp: (bits & 2) !== 0, backend };
      const user = await company.hire(asks);
      const typed = (third: string, pin: string, otp: string) =>
        `${third}${asks.pin ? pin : ''}${asks.otp ? otp : ''}`;
      const what = `${backend} ${JSON.stringify(asks)}`;
      assert.equal(await company.code(user, typed('wrong', STATIC_PASSWORD, user.otpAt(0))), 82, what);
      if (asks.pin || asks.otp)
        assert.equal(await company.code(user, typed('', STATIC_PASSWORD, user.otpAt(0))), 82, what);
      if (asks.pin)
        assert.equal(
          await company.code(user, typed(DIRECTORY_PASSWORD, '静态pin5', user.otpAt(0))),
          14,
          what,
        );
      if (asks.otp) {
        const wrong = wrongOtpOf(user);
        assert.equal(await company.code(user, typed(DIRECTORY_PASSWORD, STATIC_PASSWORD, wrong)), 22, what);
      }
      assert.equal(
        await company.code(user, typed(DIRECTORY_PASSWORD, STATIC_PASSWORD, user.otpAt(0))),
        0,
        what,
      );
      if (asks.otp) {
        const again = typed(DIRECTORY_PASSWORD, STATIC_PASSWORD, user.otpAt(0));
        assert.equal(await company.code(user, again), 22, what);
      }
    }
});

test(
  'auth() with a directory that hangs, is gone, and comes back: nobody else waits, nobody is locked',
  { skip },
  async (t) => {
    const slapd = await startSlapd(people(4));
    t.after(() => slapd.stop());
    const company = await Company.open(t);
    await company.addLdap(slapd, '--deadline-ms', '5000');
    const inDirectory = await company.hire({ third: true, otp: true });
    const alone = await company.hire({ otp: true });
    let counter = 0;
    const login = () => company.code(inDirectory, `${DIRECTORY_PASSWORD}${inDirectory.otpAt(counter)}`);
    assert.equal(await login(), 0);
    counter += 1;

    slapd.pause();
    const order: string[] = [];
    const hanging = Array.from({ length: 20 }, () => login().then((code) => order.push(`directory ${code}`)));
    for (let n = 0; n < 5; n += 1) order.push(`alone ${await company.code(alone, alone.otpAt(n))}`);
    await Promise.all(hanging);
    assert.deepEqual(
      order.slice(0, 5),
      Array.from({ length: 5 }, () => 'alone 0'),
    );
    assert.deepEqual(new Set(order.slice(5)), new Set(['directory 82']));
    assert.equal(await login(), 82, 'not asked while it is known to be down');

    await slapd.kill();
    assert.equal(await login(), 82);
    await slapd.restart();
    // It is asked again after a while; nobody has failed meanwhile, and the OTP is as good as it was.
    assert.equal(await until(login, (code) => code !== 82), 0);
    const { rows } = await countsOf(company, inDirectory);
    assert.deepEqual(rows, [0, 0, 0]);
  },
);

test('auth() without a back-end, and with a filter that means nothing, says so', { skip }, async (t) => {
  const slapd = await startSlapd(people(2));
  t.after(() => slapd.stop());
  const company = await Company.open(t);
  const user = await company.hire({ third: true, otp: true });
  const typed = `${DIRECTORY_PASSWORD}${user.otpAt(0)}`;
  assert.equal(await company.code(user, typed), 81);
  await company.addLdap(slapd, '--search-filter', '(&(uid={login})');
  assert.equal(await company.code(user, typed), 103);
  assert.deepEqual((await countsOf(company, user)).rows, [0, 0, 0]);
});

/** Asks again and again, for a minute at most. @returns the first answer that will do, or the last one */
async function until(ask: () => Promise<number>, willDo: (code: number) => boolean): Promise<number> {
  for (const endsAt = Date.now() + 60_000; ;) {
    const code = await ask();
    if (willDo(code) || Date.now() >= endsAt) return code;
    await delay(200);
  }
}

async function countsOf({ world }: Company, { login }: TestUser) {
  const row = await world.db
    .selectFrom('users')
    .selectAll()
    .where('login', '=', login)
    .executeTakeFirstOrThrow();
  return { rows: [row.otp_fail_count, row.static_fail_count, row.third_party_fail_count] };
}
