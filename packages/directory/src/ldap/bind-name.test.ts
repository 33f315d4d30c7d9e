import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindNameOf } from './bind-name.ts';

test('bindNameOf() escapes what has a meaning in a distinguished name', () => {
  const template = 'uid={login},ou=people,dc=example,dc=com';
  const cases: [string, string][] = [
    ['zhang', 'zhang'],
    ['张伟', '张伟'],
    ['a,ou=admins', String.raw`a\2cou\3dadmins`],
    ['a+cn=b', String.raw`a\2bcn\3db`],
    ['#1', String.raw`\231`],
    [' a ', String.raw`\20a\20`],
    ['a\\', String.raw`a\5c`],
    ['a"<>;', String.raw`a\22\3c\3e\3b`],
    ['$&', '$&'],
  ];
  for (const [login, escaped] of cases)
    assert.equal(bindNameOf(template, login), `uid=${escaped},ou=people,dc=example,dc=com`);
});

test('bindNameOf() leaves other forms of names as they are', () => {
  assert.equal(bindNameOf('{login}@corp.example.com', 'zhang wei'), 'zhang wei@corp.example.com');
  assert.equal(bindNameOf(String.raw`CORP\{login}`, 'zhang'), String.raw`CORP\zhang`);
});
