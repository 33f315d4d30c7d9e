import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgres } from '@lingpai/testing';
import { AgentWorld, type Ending, PATHS } from './agent-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** Who may write to the database erases what they did: `lingpai audit verify` and `doctor` say so, also when the server went on. */
const postgres = await startPostgres();
after(() => postgres?.stop());

async function logIn(world: AgentWorld, passwords: readonly string[]): Promise<void> {
  const server = await world.serve({ node: 'front' });
  const connection = await RawConnection.open(server.port);
  for (const password of passwords)
    await connection.exchange(
      requestBytes({ path: PATHS.auth, key: world.agentKey, body: { userId: 'user-1', password } }),
    );
  connection.drop();
  await server.stop();
}

async function findingOf(world: AgentWorld): Promise<string> {
  const { exitCode, stderr } = await world.run('audit', 'verify');
  assert.equal(exitCode, 1);
  return stderr;
}

async function eraseTail({ db }: AgentWorld): Promise<void> {
  const rows = await db
    .selectFrom('audit_events')
    .select(['id', 'hash'])
    .where('node', '=', 'front')
    .orderBy('id')
    .execute();
  const kept = rows[1]!;
  await db.deleteFrom('audit_subjects').where('event_id', '>', kept.id).execute();
  await db.deleteFrom('audit_events').where('node', '=', 'front').where('id', '>', kept.id).execute();
  await db
    .updateTable('audit_chains')
    .set({ event_count: 2, head_id: kept.id, head_hash: kept.hash })
    .where('node', '=', 'front')
    .execute();
}

async function eraseNode({ db }: AgentWorld): Promise<void> {
  await db.deleteFrom('audit_subjects').execute();
  await db.deleteFrom('audit_events').where('node', '=', 'front').execute();
  await db.deleteFrom('audit_chains').where('node', '=', 'front').execute();
}

async function checkErased(
  t: Ending,
  serverUrl: string | undefined,
  { erase, says }: { erase: (world: AgentWorld) => Promise<void>; says: RegExp },
): Promise<void> {
  const world = await AgentWorld.open(t, serverUrl);
  const [user] = await world.addUsers(1);
  await logIn(world, ['000000', '000000', '000000', user!.otpAt(0)]);
  assert.equal((await world.run('audit', 'verify')).exitCode, 0);
  await erase(world);
  assert.match(await findingOf(world), says);
  const doctor = await world.run('doctor');
  assert.equal(doctor.exitCode, 1);
  assert.match(doctor.stdout, says);
  await logIn(world, [user!.otpAt(1)]);
  assert.match(await findingOf(world), /front/);
  const { exitCode, stdout } = await world.run('audit', 'verify', '--json');
  assert.deepEqual(
    [exitCode, (JSON.parse(stdout) as { brokenAt: { node: string } }).brokenAt.node],
    [1, 'front'],
  );
}

const ERASED = {
  'the newest events': { erase: eraseTail, says: /the end of the chain was altered/ },
  'all events of a node': { erase: eraseNode, says: /node front\): all events of this node are missing/ },
} as const;
for (const [what, how] of Object.entries(ERASED)) {
  test(`audit verify finds that ${what} were erased (sqlite)`, (t) => checkErased(t, undefined, how));
  if (postgres !== undefined)
    test(`audit verify finds that ${what} were erased (postgres)`, (t) => checkErased(t, postgres.url, how));
}
