import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordStrength } from './password-strength.ts';

test('passwordStrength() calls nothing none', () => {
  assert.equal(passwordStrength(''), 'none');
});

test('passwordStrength() calls short, common and repeated passwords weak', () => {
  for (const password of [
    'abc',
    'Password1!',
    '12345678',
    'aaaaaaaaaaaaaaaa',
    'abababababababab',
    'admin2024',
  ]) {
    assert.equal(passwordStrength(password), 'weak', password);
  }
});

test('passwordStrength() calls a long phrase good or better, in Chinese too', () => {
  for (const password of ['correct horse battery staple', '床前明月光疑是地上霜举头']) {
    assert.ok(['good', 'strong'].includes(passwordStrength(password)), password);
  }
});
