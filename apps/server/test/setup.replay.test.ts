import assert from 'node:assert/strict';
import { completeSetup, issueSetupTicket } from '@lingpai/domain';
import { Browser, PASSWORD, openManagement, refusalOf, signedIn } from './management.ts';
import { testOnEveryEngine } from './system.ts';

testOnEveryEngine(
  'completeSetup() makes of many calls with one ticket exactly one administrator',
  async (system) => {
    const { context, database } = system;
    const ticket = (await issueSetupTicket(context))!;
    const codes = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        refusalOf(
          completeSetup(
            { ticket, login: `boss${n}`, password: PASSWORD, organizationName: '总公司', source: '' },
            context,
          ),
        ),
      ),
    );
    assert.deepEqual(codes.toSorted(), ['none', ...Array.from({ length: 5 }, () => 'setup.done-already')]);
    assert.equal((await database.read.selectFrom('admins').selectAll().execute()).length, 1);
    assert.equal((await database.read.selectFrom('setup_tickets').selectAll().execute()).length, 0);
  },
);

testOnEveryEngine(
  'POST /setup answers setup.done-already once there is an administrator, whatever the ticket',
  async (system, t) => {
    const management = await openManagement(system, t);
    await signedIn(management);
    const stranger = new Browser(management);
    const body = { ticket: 'x'.repeat(22), login: 'eve', password: PASSWORD, organizationName: 'x' };
    assert.equal(await stranger.errorOf('POST', '/setup', body), 'setup.done-already');
  },
);

testOnEveryEngine('the store never has the ticket itself', async ({ context, database }) => {
  const ticket = (await issueSetupTicket(context))!;
  assert.match(ticket, /^[A-Za-z0-9_-]{22}$/);
  const [row] = await database.read.selectFrom('setup_tickets').selectAll().execute();
  assert.equal(row?.ticket_hash.length, 32);
  assert.ok(!Buffer.from(row!.ticket_hash).toString('latin1').includes(ticket));
});
