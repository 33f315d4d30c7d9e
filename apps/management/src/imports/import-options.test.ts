import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CSV_TEMPLATE, isSecretNeeded, toImportOptions } from './import-options.ts';

const VALUES = { organizationId: 3, enable: true, format: '', isEncrypted: false, key: '00', password: 'x' };

test('toImportOptions() leaves out what was left empty, and secrets of a file that is not encrypted', () => {
  assert.deepEqual(toImportOptions(VALUES), { organizationId: 3, enable: true });
});

test('toImportOptions() strips blanks and colons from a key', () => {
  const options = toImportOptions({ ...VALUES, isEncrypted: true, key: '00:11 22', format: 'pskc' });
  assert.deepEqual(options, {
    organizationId: 3,
    enable: true,
    format: 'pskc',
    key: '001122',
    password: 'x',
  });
});

test('isSecretNeeded() knows the failures that a key or password mends', () => {
  const problem = { message: '', line: null, column: null };
  assert.equal(isSecretNeeded({ ...problem, code: 'seed-file.key-needed' }), true);
  assert.equal(isSecretNeeded({ ...problem, code: 'seed-file.wrong-key' }), true);
  assert.equal(isSecretNeeded({ ...problem, code: 'seed-file.no-tokens' }), false);
  assert.equal(isSecretNeeded(null), false);
});

test('CSV_TEMPLATE has no row that could be imported', () => {
  const [header = '', ...rows] = CSV_TEMPLATE.trim().split('\n');
  assert.match(header, /serial,seed,/);
  assert.ok(rows.every((row) => row.startsWith('#')));
});
