import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areOnOneBranch, childPath, parseOrganizationName } from './organization-name.ts';

test('areOnOneBranch() is true for the same, for above and for below, and for no neighbour', () => {
  assert.equal(areOnOneBranch('总公司', '总公司'), true);
  assert.equal(areOnOneBranch('总公司/研发', '总公司'), true);
  assert.equal(areOnOneBranch('总公司', '总公司/研发/一组'), true);
  assert.equal(areOnOneBranch('总公司/研发', '总公司/财务'), false);
  assert.equal(areOnOneBranch('总公司/研发', '总公司/研发二部'), false);
});

test('parseOrganizationName() cleans what people type, and refuses what is no name', () => {
  assert.equal(parseOrganizationName('  研发 '), '研发');
  assert.equal(parseOrganizationName('Cafe\u0301'), 'Café');
  for (const name of ['', '  ', 'a/b', 'a\u0000b', 'a\u200bb', 'x'.repeat(129)])
    assert.throws(() => parseOrganizationName(name), { code: 'organization.name-invalid' });
});

test('childPath() refuses a path that no index takes', () => {
  assert.throws(() => childPath('x'.repeat(500), 'y'.repeat(100)), { code: 'organization.name-invalid' });
});
