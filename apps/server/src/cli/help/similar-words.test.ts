import assert from 'node:assert/strict';
import { test } from 'node:test';
import { similarWords } from './similar-words.ts';

test('similarWords() finds what was probably meant', () => {
  const known = ['--org', '--format', '--password-file', '--json', '--data', '--help'];
  assert.deepEqual(similarWords('--ogr', known), ['--org']);
  assert.deepEqual(similarWords('--fromat', known), ['--format']);
  assert.deepEqual(similarWords('--passwordfile', known), ['--password-file']);
  assert.deepEqual(similarWords('lits', ['list', 'lost', 'show']), ['list']);
  assert.deepEqual(similarWords('enbale', ['enable', 'disable']), ['enable']);
});

test('similarWords() names all that are as near, and none that is far', () => {
  assert.deepEqual(similarWords('lst', ['list', 'lost', 'show']), ['list', 'lost']);
  assert.deepEqual(similarWords('--xyzzy', ['--org', '--json']), []);
  assert.deepEqual(similarWords('x', ['add']), []);
  assert.deepEqual(similarWords('', ['add']), []);
});
