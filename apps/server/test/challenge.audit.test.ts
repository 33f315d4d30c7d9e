import assert from 'node:assert/strict';
import { type TestContext, after, test } from 'node:test';
import { mutualServerChallenge } from '@lingpai/algorithms';
import { startPostgres } from '@lingpai/testing';
import { AgentWorld, openSession } from './agent-world.ts';
import { QN08, TIME, addOcraUser } from './ocra-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** What the audit log says of questions that were asked of tokens, before anybody answers them. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const SIGNATURES = '/agent/v1/signatures';

for (const [engine, url] of [['sqlite', undefined] as const, ['postgres', postgres?.url] as const])
  if (engine === 'sqlite' || url !== undefined)
    test(`each question asked of a token is in the audit log, never its answer (${engine})`, (t) =>
      run(t, url));

async function run(t: TestContext, url: string | undefined): Promise<void> {
  const world = await AgentWorld.open(t, url);
  const server = await world.serve();
  const connection = await RawConnection.open(server.port);
  t.after(() => connection.drop());
  const key = world.agentKey;
  const post = async (path: string, body: object, idempotencyKey?: string) => {
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    return JSON.parse((await connection.exchange(requestBytes({ path, key, body, headers }))).body);
  };
  const rows = async () => {
    const found = await world.db
      .selectFrom('audit_events')
      .selectAll()
      .where('action', 'in', ['ask-challenge', 'ask-signature'])
      .orderBy('id')
      .execute();
    return found.map((row) => ({
      asked: [row.action, row.actor, row.user_login, row.serial, row.result_code, row.reason].join(),
      source: row.source,
      detail: JSON.parse(row.detail) as Record<string, unknown>,
    }));
  };
  const user = await addOcraUser(world, QN08);
  const path = await openSession(connection, key, { login: user.login });
  const { challenge } = await post(`${path}/challenge`, {});
  await post(`${path}/auth`, { response: user.respond({ suite: QN08, challenge }) });
  const [first] = await rows();
  assert.deepEqual(first, {
    asked: `ask-challenge,bank,${user.login},${user.serial},0,`,
    source: '127.0.0.1',
    detail: { suite: QN08, challenge },
  });

  const mutual = await addOcraUser(world, TIME);
  const other = await openSession(connection, key, { serial: mutual.serial });
  const clientChallenge = '31415926';
  const made = await post(`${other}/challenge`, { clientChallenge });
  const answer = mutual.respond({
    suite: TIME,
    challenge: mutualServerChallenge(clientChallenge, made.challenge),
  });
  assert.equal(made.serverResponse, answer);
  await post(`${await openSession(connection, key, { login: 'nobody' })}/challenge`, {});

  const fields = [{ label: 'account', value: '6222020200012345678' }];
  const clientAddress = '192.0.2.7';
  const request = { userId: user.login, fields, clientAddress };
  const signature = await post(SIGNATURES, request, 'once');
  assert.deepEqual(await post(SIGNATURES, request, 'once'), signature);
  await post(SIGNATURES, { ...request, form: 'typed' });
  const [, second, third, ...rest] = await rows();
  assert.deepEqual(second?.detail, { suite: TIME, challenge: made.challenge, isMutual: true });
  assert.equal(third?.asked, 'ask-challenge,bank,nobody,,27,unknown-user');
  assert.deepEqual(rest, [
    {
      asked: `ask-signature,bank,${user.login},${user.serial},0,`,
      source: clientAddress,
      detail: {
        suite: QN08,
        form: 'digest',
        fieldCount: 1,
        challenge: signature.challenge,
        agentAddress: '127.0.0.1',
      },
    },
    {
      asked: `ask-signature,bank,${user.login},,51,suite-unusable`,
      source: clientAddress,
      detail: { form: 'typed', fieldCount: 1, agentAddress: '127.0.0.1' },
    },
  ]);
  const all = JSON.stringify(await world.db.selectFrom('audit_events').selectAll().execute());
  for (const secret of [answer, fields[0]!.value]) assert.equal(all.includes(secret), false);
  assert.equal((await world.verifyChain()).brokenAt, null);
}
