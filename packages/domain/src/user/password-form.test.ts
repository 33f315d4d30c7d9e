import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { passwordForm, passwordLength, splitAtPassword } from './password-form.ts';

const PASSWORDS = [
  'plain-1',
  'Caf\u00e9-pass',
  'Cafe\u0301-pass',
  'e\u0335\u0323\u0301x',
  '密码令牌',
  '１２３４',
  '\ufb01sh',
  '㎏㎏',
  '한글암호',
  '한글암호'.normalize('NFD'),
  'ㅎㅏㄴㄱㅡㄹ',
  'ガギ'.normalize('NFD'),
  'ｶﾞｷﾞ',
  'ｶ\u0301ﾞx',
  '😀😀',
  'नमस्ते',
];
const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

test('passwordLength() is one for all forms of a text', () => {
  for (const password of PASSWORDS)
    for (const form of FORMS)
      assert.equal(passwordLength(password.normalize(form)), passwordLength(password), `${password} ${form}`);
  assert.equal(passwordLength('Cafe\u0301'), 4);
  assert.equal(passwordLength('\ufb01sh'), 4);
});

test('splitAtPassword() takes a password off in whatever form it was typed, and leaves what stands before it as it was', () => {
  for (const password of PASSWORDS)
    for (const before of [
      '',
      'secret',
      'se\u0301cret',
      'Ünïcode１',
      '密码',
      '\ufb01',
      'e\u0301',
      'ㅎ-',
      '😀',
    ])
      for (const form of FORMS) {
        const typed = password.normalize(form);
        const split = splitAtPassword(before + typed, passwordLength(password));
        assert.deepEqual(split, { before, password: typed }, `${before}|${password} ${form}`);
      }
});

test('splitAtPassword() never cuts between what composes, and says when no end is as long', () => {
  assert.equal(splitAtPassword('abc', 4), undefined);
  assert.equal(splitAtPassword('ab\ufb01', 1), undefined, 'half a ligature');
  // A password that begins with a mark: the mark is that of the letter before it.
  assert.deepEqual(splitAtPassword('abe\u0301xy', 3), { before: 'ab', password: 'e\u0301xy' });
  assert.deepEqual(splitAtPassword('abc', 0), { before: 'abc', password: '' });
});

test('splitAtPassword() of any text gives two parts that say the same as the text, the second as long as asked', () => {
  const character = fc.oneof(
    fc.constantFrom(
      ...Array.from('ae1１ﬁ㎏ㅎㅏㄴ한ｶﾞﾟ'),
      '\u0301',
      '\u0323',
      '\u0335',
      '\u3099',
      '\u1112',
      '\u1161',
      '\u11ab',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(12), (typed, length) => {
      const split = splitAtPassword(typed, length);
      if (split === undefined) return;
      assert.equal(split.before + split.password, typed);
      assert.equal(passwordLength(split.password), length);
      assert.equal(passwordForm(split.before) + passwordForm(split.password), passwordForm(typed));
    }),
    { numRuns: 3000 },
  );
});
