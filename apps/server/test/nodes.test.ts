import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type TestContext, after, test } from 'node:test';
import { OTPAgent } from '@lingpai/agent';
import { startPostgres } from '@lingpai/testing';
import { AgentWorld } from './agent-world.ts';

/** An application with the SDK, two servers over one store, and one of them dies in the middle of its calls. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const USERS = 24;
const CALLS_PER_USER = 6;

for (const [engine, serverUrl] of [
  ['sqlite', undefined],
  ['postgres', postgres?.url],
] as const) {
  if (engine === 'postgres' && serverUrl === undefined) continue;
  test(`the SDK goes over to the other server; each OTP is accepted once (${engine})`, async (t: TestContext) => {
    const world = await AgentWorld.open(t, serverUrl);
    const users = await world.addUsers(USERS);
    const servers = await Promise.all([world.serve({ node: 'node-1' }), world.serve({ node: 'node-2' })]);
    const file = join(world.place.dataDir, 'agent.acf');
    const config = {
      version: 1,
      agentId: world.agentId,
      key: world.agentKey,
      servers: servers.map((server) => server.url),
      timeoutMs: 10_000,
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    const agent = new OTPAgent();
    assert.equal(await agent.setConfig(file), 0);

    let answered = 0;
    const calls = users.map(async (user) => {
      const codes: number[] = [];
      for (let counter = 0; counter < CALLS_PER_USER; counter += 1) {
        codes.push(await agent.auth(user.login, user.otpAt(counter)));
        answered += 1;
      }
      return codes;
    });
    while (answered < USERS) await delay(1);
    await servers[0].kill();
    const codes = (await Promise.all(calls)).flat();
    // An OTP that the first server used up, and whose answer died with it, is 0 at the second: not "used before".
    assert.deepEqual(new Set(codes), new Set([0]));
    for (const user of users) assert.equal(await agent.auth(user.login, user.otpAt(CALLS_PER_USER - 1)), 22);

    const replaced = await world.serve({ node: 'node-1', port: servers[0].port });
    await servers[1].kill();
    for (const user of users) assert.equal(await agent.auth(user.login, user.otpAt(CALLS_PER_USER)), 0);
    await agent.unInit();
    const accepted = await world.acceptedCounts();
    for (const user of users) assert.equal(accepted.get(user.serial), CALLS_PER_USER + 1);
    assert.equal((await world.verifyChain()).brokenAt, null);
    await replaced.stop();
  });
}
