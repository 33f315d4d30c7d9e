import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOcraSuite } from '@lingpai/algorithms';
import { aPolicy, aTokenState } from '@lingpai/testing';
import { challengeKey } from './challenge-key.ts';
import { findUsableSuite, rememberedUntil } from './usable-suite.ts';

const DAY_MS = 86_400_000;

test('findUsableSuite() refuses what this side cannot compute, and a counter that something else moves', () => {
  const plain = aTokenState();
  const token = { ...plain, spec: { ...plain.spec, type: 'ocra' as const, periodSeconds: undefined } };
  const withOtp = { ...token, spec: { ...token.spec, periodSeconds: 30 } };
  for (const [suite, subject, isMutual, isUsable] of [
    ['OCRA-1:HOTP-SHA1-6:QN08', withOtp, true, true],
    ['OCRA-1:HOTP-SHA512-8:QN08-T1M', withOtp, true, true],
    ['OCRA-1:HOTP-SHA256-8:C-QN08', token, false, true],
    ['OCRA-1:HOTP-SHA256-8:C-QN08-T1M', token, false, true],
    ['OCRA-1:HOTP-SHA256-8:C-QN08', token, true, false],
    ['OCRA-1:HOTP-SHA256-8:C-QN08', withOtp, false, false],
    ['OCRA-1:HOTP-SHA256-8:QN08-PSHA1', token, false, false],
    ['OCRA-1:HOTP-SHA256-8:QN08-S064', token, false, false],
    ['OCRA-1:HOTP-SM3-8:QN08', token, false, false],
    ['', token, false, false],
  ] as const)
    assert.equal(findUsableSuite(suite, { token: subject, isMutual }) !== undefined, isUsable, suite);
});

test('rememberedUntil() outlives every response that could still be accepted', () => {
  const policy = aPolicy({ verifyWindowSteps: 2 });
  const timed = parseOcraSuite('OCRA-1:HOTP-SHA512-8:QN08-T1M');
  assert.equal(rememberedUntil(timed, { expiresAt: 1000, policy }), 1000 + 5 * 60_000);
  const plain = parseOcraSuite('OCRA-1:HOTP-SHA1-6:QN08');
  assert.equal(rememberedUntil(plain, { expiresAt: 1000, policy }), 1000 + 30 * DAY_MS);
});

test("challengeKey() makes a session's id useless as a signature's", () => {
  assert.notEqual(challengeKey('challenge', 'x'), challengeKey('signature', 'x'));
  assert.match(challengeKey('challenge', 'x'), /^[\w-]{43}$/);
});
