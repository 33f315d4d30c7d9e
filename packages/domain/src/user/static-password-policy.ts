import type { Settings } from '@lingpai/contract';
import { loginKey } from './login-key.ts';
import { passwordForm, passwordLength } from './password-form.ts';
import { lettersForDigits, wordStem } from './word-stem.ts';

/** 静态密码策略 */
export type StaticPasswordPolicy = Settings['staticPassword'];
/** Which rule a password breaks. */
export type StaticPasswordFault = 'length' | 'character-classes' | 'guessable' | 'used-before';

const RUN_LENGTH = 4;
/** Shorter logins may be part of a password by chance. */
const MIN_LOGIN_LENGTH = 3;
const KEYBOARD_ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm'];
/** What everybody tries first, without what they put before and behind it ("Password1!" is "password" here). */
const TRIED_FIRST = new Set(
  (
    'password passwort passwd passw pass admin administrator root test guest user demo login welcome letmein secret master changeme ' +
    'default company office iloveyou sunshine football monkey dragon ' +
    'woaini woaima mima wodemima nihao guanliyuan ceshi zhongguo lingpai gongsi ' +
    '密码 我的密码 管理员 你好 我爱你 中国 令牌'
  ).split(' '),
);
const NUMBERS_TRIED_FIRST = new Set(
  '5201314 1314520 520520 147258 147258369 159357 112233 778899 007007'.split(' '),
);

/**
 * Does a new static password keep to the policy? History aside, which takes hashes.
 *
 * @returns undefined when it does
 * @example
 * findStaticPasswordFault('1234', 'zhang', { ...policy, isGuessableRefused: true }); // 'guessable'
 */
export function findStaticPasswordFault(
  password: string,
  login: string,
  policy: StaticPasswordPolicy,
): Exclude<StaticPasswordFault, 'used-before'> | undefined {
  const length = passwordLength(password);
  if (length < policy.minLength || length > policy.maxLength) return 'length';
  if (countClasses(passwordForm(password)) < policy.minCharacterClasses) return 'character-classes';
  return policy.isGuessableRefused && isGuessable(loginKey(password), loginKey(login))
    ? 'guessable'
    : undefined;
}

function countClasses(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u].filter((one) => one.test(password))
    .length;
}

/** @param key without case and width, as logins are compared */
function isGuessable(key: string, login: string): boolean {
  return hasRun(key) || isRepetition(key) || namesLogin(key, login) || isTriedFirst(key);
}

/** aaaa, 1234, dcba, qwer, rewq */
function hasRun(key: string): boolean {
  const characters = Array.from(key);
  return characters.some((_, start) => {
    const part = characters.slice(start, start + RUN_LENGTH);
    return part.length === RUN_LENGTH && (isEvenlySpaced(part) || isOnOneRow(part));
  });
}

function isEvenlySpaced(part: readonly string[]): boolean {
  const points = part.map((character) => character.codePointAt(0)!);
  const step = points[1]! - points[0]!;
  return Math.abs(step) <= 1 && points.every((point, i) => i === 0 || point - points[i - 1]! === step);
}

function isOnOneRow(part: readonly string[]): boolean {
  const [text, reversed] = [part.join(''), part.toReversed().join('')];
  return KEYBOARD_ROWS.some((row) => row.includes(text) || row.includes(reversed));
}

/** One part and nothing else, over and over: 1212, abcabc. */
function isRepetition(key: string): boolean {
  return /^(.{1,4}?)\1+$/u.test(key);
}

function namesLogin(key: string, login: string): boolean {
  const reversed = Array.from(login).toReversed().join('');
  if (login.length < MIN_LOGIN_LENGTH) return key === login || key === reversed;
  return key.includes(login) || key.includes(reversed);
}

function isTriedFirst(key: string): boolean {
  if (NUMBERS_TRIED_FIRST.has(key)) return true;
  return TRIED_FIRST.has(lettersForDigits(wordStem(key)));
}
