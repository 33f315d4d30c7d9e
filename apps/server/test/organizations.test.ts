import assert from 'node:assert/strict';
import {
  createOrganization,
  createTokens,
  createUser,
  deleteOrganization,
  ensureOrganizationPath,
  renameOrganization,
} from '@lingpai/domain';
import { ADMIN, actionsIn, refusalOf } from './management.ts';
import { testOnEveryEngine } from './system.ts';

const requester = ADMIN;

testOnEveryEngine(
  'ensureOrganizationPath() adds what is missing of a path, and only that',
  async ({ context, database }) => {
    const first = await ensureOrganizationPath({ path: '总公司/研发/一组', requester }, context);
    assert.deepEqual([first.addedCount, first.organization.path], [2, '总公司/研发/一组']);
    const again = await ensureOrganizationPath({ path: '总公司/研发/一组', requester }, context);
    assert.deepEqual([again.addedCount, again.organization.id], [0, first.organization.id]);
    assert.deepEqual(await actionsIn(database), ['organization.create', 'organization.create']);
    for (const path of ['', '总公司//x', '/x', 'x/'])
      assert.equal(
        await refusalOf(ensureOrganizationPath({ path, requester }, context)),
        'organization.name-invalid',
      );
  },
);

testOnEveryEngine(
  'createOrganization() makes of parallel calls with one name exactly one',
  async ({ context, organizationId }) => {
    const calls = Array.from({ length: 8 }, () =>
      refusalOf(createOrganization({ parentId: organizationId, name: '研发', requester }, context)),
    );
    const codes = await Promise.all(calls);
    assert.deepEqual(
      codes.toSorted(),
      ['none', ...Array.from({ length: 7 }, () => 'organization.name-taken')].toSorted(),
    );
    assert.equal(
      await refusalOf(createOrganization({ parentId: 999, name: 'x', requester }, context)),
      'organization.not-found',
    );
  },
);

testOnEveryEngine(
  'renameOrganization() gives all below it their new paths, and nobody else',
  async ({ context }) => {
    const paths = async () => (await context.store.read.organizations.list()).map((o) => o.path);
    for (const path of ['总公司/研发/一组/甲', '总公司/研发/二组', '总公司/研发部'])
      await ensureOrganizationPath({ path, requester }, context);
    const { organization } = await ensureOrganizationPath({ path: '总公司/研发', requester }, context);
    const renamed = await renameOrganization({ id: organization.id, name: ' R&D ', requester }, context);
    assert.deepEqual([renamed.name, renamed.path, renamed.childCount], ['R&D', '总公司/R&D', 2]);
    assert.deepEqual(
      (await paths()).toSorted(),
      [
        '总公司',
        '总公司/R&D',
        '总公司/R&D/一组',
        '总公司/R&D/一组/甲',
        '总公司/R&D/二组',
        '总公司/研发部',
      ].toSorted(),
    );
    assert.equal(
      await refusalOf(renameOrganization({ id: organization.id, name: '研发部', requester }, context)),
      'organization.name-taken',
    );
    assert.equal(
      await refusalOf(renameOrganization({ id: organization.id, name: 'a/b', requester }, context)),
      'organization.name-invalid',
    );
    const top = (await context.store.read.organizations.list())[0]!;
    await renameOrganization({ id: top.id, name: '集团', requester }, context);
    assert.ok((await paths()).every((path) => path.startsWith('集团')));
  },
);

testOnEveryEngine(
  'deleteOrganization() deletes an empty one, and no other',
  async ({ context, database, organizationId }) => {
    const remove = (id: number) => refusalOf(deleteOrganization({ id, requester }, context));
    const make = (name: string) => createOrganization({ parentId: organizationId, name, requester }, context);
    const [empty, withUser, withToken, withImport] = [
      await make('a'),
      await make('b'),
      await make('c'),
      await make('d'),
    ];
    await createUser({ login: 'alice', organizationId: withUser.id, requester }, context);
    await createTokens({ organizationId: withToken.id, count: 1, requester }, context);
    await database.read
      .insertInto('imports')
      .values({
        file_name: '',
        organization_id: withImport.id,
        state: 'writing',
        created_by: '',
        created_at: 0,
        finished_at: null,
        owner: '',
        heartbeat_at: 0,
      })
      .execute();
    assert.equal(await remove(organizationId), 'organization.not-empty');
    for (const { id } of [withUser, withToken, withImport])
      assert.equal(await remove(id), 'organization.not-empty');
    assert.equal(await remove(empty.id), 'none');
    assert.equal(await remove(empty.id), 'organization.not-found');
    await database.read.updateTable('imports').set({ state: 'done' }).execute();
    assert.equal(await remove(withImport.id), 'none');
  },
);
