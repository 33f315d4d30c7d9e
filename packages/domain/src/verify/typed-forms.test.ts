import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  NEW_YEAR_MS,
  RuleWorld,
  TEST_AGENT,
  TOTP_SPEC,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import { passwordForm, passwordLength } from '../user/password-form.ts';
import { toHalfWidth } from './half-width.ts';
import type { AuthJob, Outcome } from './job.ts';
import { codeOfReason } from './outcome.ts';

/** The same text, typed in another form: composed or decomposed, in full or half width. */
const STEP = NEW_YEAR_MS / 30_000;
const otpAt = (step: number) => otpOf(TOTP_SPEC, step);
const toFullWidth = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const codeOf = (outcome: Outcome) =>
  outcome.kind === 'accepted' ? 0 : outcome.kind === 'refused' ? codeOfReason(outcome.reason) : -1;

/** A login of whom every factor is asked, and what the directory was asked about. */
function login(staticPassword: string, password: string): { code: number; directoryHeard: string[] } {
  const user = aUserState({
    otpRule: 'required',
    staticPasswordRule: 'required',
    thirdPartyRule: 'required',
    staticHash: 'h',
    staticLength: passwordLength(staticPassword),
  });
  const world = new RuleWorld(user, [aTokenState()]);
  const directoryHeard: string[] = [];
  let job: AuthJob = { kind: 'auth', login: 'alice', password, requester: TEST_AGENT };
  for (;;) {
    const outcome = world.decide(job);
    if (outcome.kind !== 'check-needed' || outcome.check === 'hash-alone')
      return { code: codeOf(outcome), directoryHeard };
    const isRight = passwordForm(outcome.password) === passwordForm(staticPassword);
    if (outcome.check === 'third-party') directoryHeard.push(outcome.password);
    const found =
      outcome.check === 'static-password'
        ? { staticPassword: { hash: outcome.hash, isRight } }
        : { thirdParty: { backendId: outcome.backendId, verdict: 'right' as const } };
    job = { ...job, checks: { ...job.checks, asOf: outcome.asOf, ...found } };
  }
}

test('a static password is right in every form, and the directory gets its part as it was typed', () => {
  for (const password of ['Café-pass', 'ﬁsh-pass', '한글암호', '１２３４', 'ガギグ', '密码4'])
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const)
      for (const third of ['dire\u0301ctory', 'dir１', 'ﬁ', '한'.normalize('NFD')]) {
        const found = login(password, third + password.normalize(form) + otpAt(STEP));
        assert.deepEqual(found, { code: 0, directoryHeard: [third] }, `${third} ${password} ${form}`);
      }
});

test('a static password that is wrong, too short or too long in the form that counts is refused', () => {
  for (const typed of ['Cafe-pass', 'Caf\u00e9-pas', 'Caf\u00e9-passx'])
    assert.equal(login('Café-pass', `dir${typed}${otpAt(STEP)}`).code, 14, typed);
});

test('an OTP in full width is the same OTP: accepted once, whatever it is typed as', () => {
  const user = aUserState();
  for (const [first, second] of [
    [toFullWidth(otpAt(STEP)), otpAt(STEP)],
    [otpAt(STEP), toFullWidth(otpAt(STEP))],
  ] as const) {
    const world = new RuleWorld(user, [aTokenState()]);
    const typed = { kind: 'otp', login: 'alice', requester: TEST_AGENT } as const;
    const auth = (password: string) =>
      codeOf(world.decide({ kind: 'auth', login: 'alice', password, requester: TEST_AGENT }));
    assert.equal(auth(first), 0);
    assert.deepEqual([auth(second), codeOf(world.decide({ ...typed, otp: second }))], [22, 22]);
  }
});

test('OTPs in full width synchronise, by user and by serial, and are used up', () => {
  for (const who of [{ login: 'alice' }, { serial: aTokenState().serial }]) {
    const world = new RuleWorld(aUserState(), [aTokenState()]);
    const [otp, nextOtp] = [toFullWidth(otpAt(STEP)), toFullWidth(otpAt(STEP + 1))];
    assert.equal(codeOf(world.decide({ kind: 'sync', ...who, otp, nextOtp, requester: TEST_AGENT })), 0);
    assert.equal(codeOf(world.decide({ kind: 'otp', ...who, otp: nextOtp, requester: TEST_AGENT })), 22);
  }
});

test('toHalfWidth() changes full-width ASCII, one character for one, and nothing else', () => {
  assert.equal(toHalfWidth('１２３４５６'), '123456');
  assert.equal(toHalfWidth('ａＺ～！'), 'aZ~!');
  for (const text of ['', '①', '㎏', '٣', '密码', '😀', '\u3000', '123456'])
    assert.equal(toHalfWidth(text), text);
});
