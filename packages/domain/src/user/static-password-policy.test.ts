import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StaticPasswordPolicy, findStaticPasswordFault } from './static-password-policy.ts';

const POLICY: StaticPasswordPolicy = {
  minLength: 4,
  maxLength: 64,
  minCharacterClasses: 1,
  isGuessableRefused: false,
  historyCount: 3,
  maxAgeDays: 0,
  isInitialChangeRequired: false,
};
const faultOf = (password: string, change: Partial<StaticPasswordPolicy> = {}, login = 'zhang.san') =>
  findStaticPasswordFault(password, login, { ...POLICY, ...change });

test('findStaticPasswordFault() by default asks for four characters and nothing else', () => {
  for (const password of ['1234', 'aaaa', 'zhang.san', '密码令牌', '😀😀😀😀'])
    assert.equal(faultOf(password), undefined, password);
});

test('findStaticPasswordFault() counts the length in code points', () => {
  assert.equal(faultOf('密码😀'), 'length');
  assert.equal(faultOf('密码😀1'), undefined);
  assert.equal(faultOf('😀'.repeat(64)), undefined);
  assert.equal(faultOf('😀'.repeat(65)), 'length');
});

test('findStaticPasswordFault() counts kinds of characters', () => {
  const three = { minCharacterClasses: 3 };
  assert.equal(faultOf('abcdefgh', three), 'character-classes');
  assert.equal(faultOf('abcdEFGH', three), 'character-classes');
  for (const password of ['abcEFG12', 'abc123密码', 'ABC-123x', 'Éé９9'])
    assert.equal(faultOf(password, three), undefined, password);
  assert.equal(faultOf('aB3-', { minCharacterClasses: 4 }), undefined);
});

test('findStaticPasswordFault() refuses what is easy to guess', () => {
  const strict = { isGuessableRefused: true };
  const guessable = [
    '1234',
    '98765',
    'xx1234yy',
    'k9-aaaa-7',
    'qwer',
    'REWQ',
    '1qaz',
    'hgfdsa',
    'abcd',
    '１２３４',
    '121212',
    'abcabc',
    'zhang.san',
    'my-ZHANG.SAN-7',
    'nas.gnahz',
    'Password1!',
    'p@ssw0rd',
    'woaini520',
    '密码888',
    '5201314',
  ];
  for (const password of guessable) assert.equal(faultOf(password, strict), 'guessable', password);
  for (const password of ['plum-Tram-4471', '7391', '青山不改绿水', 'passage', 'zhang-7k'])
    assert.equal(faultOf(password, strict), undefined, password);
});

test('findStaticPasswordFault() takes a short login as the whole password only', () => {
  const strict = { isGuessableRefused: true, minLength: 4 };
  assert.equal(faultOf('plum-li-44', strict, 'li'), undefined);
  assert.equal(faultOf('ab', { isGuessableRefused: true, minLength: 2 }, 'ba'), 'guessable');
});
