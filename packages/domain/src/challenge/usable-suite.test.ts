import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOcraSuite } from '@lingpai/algorithms';
import { aPolicy, aTokenState } from '@lingpai/testing';
import { challengeKey } from './challenge-key.ts';
import { findUsableSuite, inputObstacle, rememberedUntil } from './usable-suite.ts';

const DAY_MS = 86_400_000;

test('findUsableSuite() refuses what is no suite, and a counter that something else moves', () => {
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
    ['OCRA-1:HOTP-SHA256-8:QN08-PSHA1', token, true, true],
    ['OCRA-1:HOTP-SHA256-8:QN08-S064', token, true, true],
    ['OCRA-1:HOTP-SM3-8:QN08', token, false, false],
    ['', token, false, false],
  ] as const)
    assert.equal(findUsableSuite(suite, { token: subject, isMutual }) !== undefined, isUsable, suite);
});

test('inputObstacle() asks for the PIN and the session information that the suite names, and for no other', () => {
  const token = aTokenState();
  const withPin = aTokenState({ sealedPin: new Uint8Array(4) });
  const bytes = (count: number) => new Uint8Array(count);
  for (const [suite, subject, sessionInfo, obstacle] of [
    ['QN08', token, undefined, undefined],
    ['QN08', withPin, undefined, undefined],
    ['QN08', token, bytes(1), 'session-info-unfit'],
    ['QN08-PSHA1', token, undefined, 'pin-not-set'],
    ['QN08-PSHA1', withPin, undefined, undefined],
    ['QN08-PSHA1-S008', withPin, undefined, 'session-info-missing'],
    ['QN08-PSHA1-S008', withPin, bytes(8), undefined],
    ['QN08-S008', token, bytes(9), 'session-info-unfit'],
    ['QN08-S008', token, bytes(0), 'session-info-unfit'],
  ] as const) {
    const parsed = parseOcraSuite(`OCRA-1:HOTP-SHA256-8:${suite}`);
    assert.equal(inputObstacle(parsed, { token: subject, sessionInfo }), obstacle, suite);
  }
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
