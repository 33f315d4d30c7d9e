import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../refusal.ts';
import { checkAdminPassword } from './password-strength.ts';

const isWeak = (password: string, login = 'boss') => {
  try {
    checkAdminPassword(password, login);
    return false;
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'password.too-weak');
    return true;
  }
};

test('checkAdminPassword() refuses what is short, common, a walk over the keyboard, pinyin, or holds the login', () => {
  const weak = [
    'short-9ch',
    '短短短短短短短短短',
    'password123',
    'P@ssw0rd2024',
    'Admin@12345',
    'adminadmin',
    'woaini1314520',
    'Woaini@2024',
    '1qaz2wsx3edc',
    'qwertyuiop123',
    'abcdefghij1',
    '1234567890',
    '13800138000',
    '19900101199',
    'aaaaaaaaaaaa',
    'abababababab',
    '123!!!abcd',
    'my-boss-is-great',
    'MY-BOSS-2024x',
  ];
  for (const password of weak) assert.equal(isWeak(password), true, password);
});

test('checkAdminPassword() takes what nobody thinks of first', () => {
  const strong = [
    'correct horse battery',
    'vT7#kq29Lm',
    '我家的猫叫咪咪和花花呀',
    'xK93-plum-tram',
    '4815162342081523',
  ];
  for (const password of strong) assert.equal(isWeak(password), false, password);
  assert.equal(isWeak('qx-li-7731-zo', 'li'), false, 'a login of two letters may be part of it by chance');
});

test('checkAdminPassword() counts characters, not UTF-16 units', () => {
  assert.equal(isWeak('😀😁😂🤣😃'), true);
  assert.equal(isWeak('😀😁😂🤣😃😄😅😆😉😊'), false);
});
