import { Refusal } from '../refusal.ts';
import { loginKey } from '../user/login-key.ts';
import { lettersForDigits, wordStem } from '../user/word-stem.ts';

/** Least length of an administrator's password, in code points. */
export const MIN_ADMIN_PASSWORD_LENGTH = 10;
/** Shorter logins may be part of a password by chance. */
const MIN_LOGIN_LENGTH = 3;

/**
 * What people think of first, without what they put behind it ("Woaini2024!" is "woaini" here): words of well-known lists of leaked
 * passwords, pinyin and keyboard walks among them.
 */
const COMMON_STEMS = new Set(
  (
    'password passwort passw0rd admin administrator root test guest user welcome letmein login master secret system server default ' +
    'changeme iloveyou sunshine princess football baseball superman dragon monkey shadow michael hello freedom whatever trustno ' +
    'qwerty qwertyuiop qwertyui asdfghjkl asdfgh asdf zxcvbnm zxcvbn qazwsx qazwsxedc qazwsxedcrfv qweasdzxc qweasd qwe asdqwe zaq xsw ' +
    'abc abcd abcdef abcdefg abcdefgh abcdefghij abcdefghijk aa aaa aaaa aaaaaa aaaaaaaa aaaaaaaaaa a zz ' +
    'woaini woainima woaini wobuzhidao woshishui nihao nihaoma mima guanliyuan xitong ceshi zhongguo beijing shanghai baobei qingtian ' +
    'woshini aini laopo laogong wang li zhang caonima tamade wodemima lingpai yanzheng huanying gongsi jisuanji diannao ' +
    '我爱你 密码 管理员 我的密码 你好 中国 令牌'
  ).split(' '),
);
const SEQUENCES = [
  '01234567890123456789',
  '98765432109876543210',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
];
/** Fewer different characters than this are no password. */
const MIN_DIFFERENT_CHARACTERS = 5;
const MIN_DIGITS_ONLY_LENGTH = 16;
/** With more than this around it, a common word does no harm. */
const MAX_COMMON_REST = 8;

/**
 * Is this strong enough for an administrator: long enough, not a common password, and without the login?
 *
 * @throws {Refusal} password.too-weak
 */
export function checkAdminPassword(password: string, login: string, field = 'password'): void {
  if (isWeak(password, login))
    throw new Refusal('password.too-weak', { min: MIN_ADMIN_PASSWORD_LENGTH }, field);
}

function isWeak(password: string, login: string): boolean {
  const characters = Array.from(password);
  if (characters.length < MIN_ADMIN_PASSWORD_LENGTH) return true;
  if (new Set(characters).size < MIN_DIFFERENT_CHARACTERS) return true;
  const key = loginKey(password);
  const name = loginKey(login);
  if (name.length >= MIN_LOGIN_LENGTH && key.includes(name)) return true;
  return isCommon(key);
}

/** Numbers and signs before and behind a common word make it little better; nor does writing it twice, or digits for letters. */
function isCommon(key: string): boolean {
  if (SEQUENCES.some((sequence) => sequence.includes(key))) return true;
  // Dates and telephone numbers.
  if (/^\d+$/.test(key)) return key.length < MIN_DIGITS_ONLY_LENGTH;
  const stem = wordStem(key);
  if (key.length - stem.length > MAX_COMMON_REST) return false;
  return [stem, halfOf(stem), lettersForDigits(stem)].some((text) => COMMON_STEMS.has(text));
}

function halfOf(text: string): string {
  const half = text.slice(0, text.length / 2);
  return half + half === text ? half : text;
}
