import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { type ServerProcess, startServer } from '@lingpai/testing';
import { AgentWorld, PATHS, type TestUser } from './agent-world.ts';
import { wrongOtpOf } from './kill-load.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

const FAKETIME = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/usr/local/lib']
  .map((directory) => `${directory}/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));
if (FAKETIME === undefined && process.env['CI'] !== undefined)
  throw new Error('Cannot move the clock: install the Debian package faketime');
const skip = FAKETIME === undefined && 'the Debian package faketime is not installed';

const MINUTE_MS = 60_000;
const stepAt = (offsetMs: number) => Math.floor((Date.now() + offsetMs) / 30_000);

/** The server over the same data, with its clock set to so many minutes off. */
async function serveAt(world: AgentWorld, minutes: number): Promise<ServerProcess> {
  const sign = minutes < 0 ? '-' : '+';
  return startServer({
    ...world.place,
    env: {
      ...world.place.env,
      LD_PRELOAD: FAKETIME!,
      FAKETIME: `${sign}${Math.abs(minutes)}m`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  });
}

async function codesAt(
  world: AgentWorld,
  minutes: number,
  ask: (auth: (user: TestUser, otp: string) => Promise<number>) => Promise<void>,
): Promise<void> {
  const server = await serveAt(world, minutes);
  try {
    const connection = await RawConnection.open(server.port);
    await ask(async ({ login }, otp) => {
      const body = { userId: login, password: otp };
      return (await connection.exchange(requestBytes({ path: PATHS.auth, key: world.agentKey, body }))).code;
    });
    connection.drop();
  } finally {
    await server.stop();
  }
}

test('a server whose clock is moved lets no used OTP in, and counts no step twice', { skip }, async (t) => {
  const world = await AgentWorld.open(t);
  const [timed, counted] = [...(await world.addUsers(1, 'totp')), ...(await world.addUsers(1, 'hotp'))] as [
    TestUser,
    TestUser,
  ];
  await world.detach();
  const ahead = 10 * MINUTE_MS;
  let used = '';
  await codesAt(world, 10, async (auth) => {
    used = timed.otpAt(stepAt(ahead));
    assert.equal(await auth(timed, used), 0);
    assert.equal(await auth(counted, counted.otpAt(0)), 0);
    assert.equal(await auth(timed, timed.otpAt(stepAt(0))), 22, 'an OTP of ten minutes ago');
  });
  await codesAt(world, 0, async (auth) => {
    assert.equal(await auth(timed, used), 22, 'used, though it is of the future now');
    assert.equal(await auth(timed, timed.otpAt(stepAt(0))), 22, 'below what was accepted');
    assert.equal(await auth(counted, counted.otpAt(0)), 22);
    assert.equal(await auth(counted, counted.otpAt(1)), 0, 'a counter has no clock');
  });
  await codesAt(world, 12, async (auth) => {
    assert.equal(await auth(timed, used), 22);
    assert.equal(await auth(timed, timed.otpAt(stepAt(12 * MINUTE_MS))), 0, 'time has come to it again');
  });
});

test('a lock ends by the clock, and one that is put back does not end it', { skip }, async (t) => {
  const world = await AgentWorld.open(t);
  const [user] = await world.addUsers(1);
  await world.detach();
  await codesAt(world, 0, async (auth) => {
    for (let tries = 0; tries < 10; tries += 1) assert.equal(await auth(user!, wrongOtpOf(user!)), 22);
    assert.equal(await auth(user!, user!.otpAt(0)), 54);
  });
  await codesAt(world, -30, async (auth) => assert.equal(await auth(user!, user!.otpAt(0)), 54));
  await codesAt(world, 2, async (auth) => assert.equal(await auth(user!, user!.otpAt(0)), 0));
});
