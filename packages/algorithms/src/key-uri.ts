import { decodeBase32, encodeBase32 } from './encoding/base32.ts';
import { isSafeCount } from './hotp.ts';
import type { HmacHash } from './primitives.ts';
import { MAX_OTP_DIGITS, MIN_OTP_DIGITS } from './truncate.ts';

/** A token as third-party authenticator apps exchange it. SM3, SM4 and OCRA tokens have no place in this format. */
export interface KeyUri {
  readonly type: 'hotp' | 'totp';
  /** who the account is with; the parameter wins over the label's prefix */
  readonly issuer: string | undefined;
  readonly account: string;
  /** at least one byte */
  readonly seed: Uint8Array;
  readonly hash: HmacHash;
  /** 4 to 10; many apps know 6 alone, some 6 and 8 */
  readonly digits: number;
  /** next counter of `hotp`, undefined for `totp` */
  readonly counter: number | undefined;
  /** 1 to 86400 for `totp`, undefined for `hotp` */
  readonly periodSeconds: number | undefined;
}

/** A parsed URI, with the parameters that mean nothing to us (`image`, `color`, …). */
export interface ParsedKeyUri extends KeyUri {
  readonly otherParameters: ReadonlyMap<string, string>;
}

/** Which part of the URI is missing, malformed or not supported. */
export type KeyUriErrorCode =
  | 'scheme'
  | 'type'
  | 'label'
  | 'issuer'
  | 'account'
  | 'query'
  | 'duplicate-parameter'
  | 'secret'
  | 'algorithm'
  | 'digits'
  | 'counter'
  | 'period';

/** A key URI that cannot be read or written. The message never quotes the URI: it holds the seed. */
export class KeyUriError extends Error {
  override readonly name = 'KeyUriError';
  readonly code: KeyUriErrorCode;

  constructor(code: KeyUriErrorCode, why: string, options?: ErrorOptions) {
    super(`Cannot use the key URI: ${why}`, options);
    this.code = code;
  }
}

const KNOWN_PARAMETERS: ReadonlySet<string> = new Set([
  'secret',
  'issuer',
  'algorithm',
  'digits',
  'counter',
  'period',
]);
const MAX_PERIOD_SECONDS = 86_400;
const HASHES: Readonly<Record<string, HmacHash>> = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' };

/**
 * Writes a key URI, all parameters spelled out, since apps differ in their defaults.
 *
 * @returns e.g. `otpauth://totp/ACME:alice?secret=…&issuer=ACME&algorithm=SHA1&digits=6&period=30`
 * @throws {KeyUriError} `issuer` or `account` when empty or with a colon, `secret`, `digits`, `counter`, `period`
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 * Security: the URI holds the seed. Show it once, never log it.
 */
export function buildKeyUri(key: KeyUri): string {
  requireName('account', key.account);
  if (key.issuer !== undefined) requireName('issuer', key.issuer);
  if (key.seed.length === 0) throw new KeyUriError('secret', 'the secret is empty');
  requireDigits(key.digits);
  const label = [key.issuer, key.account].filter((name) => name !== undefined).map(encodeURIComponent);
  const parameters = [
    `secret=${encodeBase32(key.seed)}`,
    ...(key.issuer === undefined ? [] : [`issuer=${encodeURIComponent(key.issuer)}`]),
    `algorithm=${key.hash.toUpperCase()}`,
    `digits=${key.digits}`,
    key.type === 'hotp'
      ? `counter=${requireCounter(key.counter)}`
      : `period=${requirePeriod(key.periodSeconds)}`,
  ];
  return `otpauth://${key.type}/${label.join(':')}?${parameters.join('&')}`;
}

/** A colon would be read as the border between issuer and account; spaces at the ends would be lost. */
function requireName(code: 'issuer' | 'account', name: string): void {
  if (name === '' || name !== name.trim())
    throw new KeyUriError(code, `the ${code} is empty or has spaces around it`);
  if (name.includes(':') || !name.isWellFormed()) {
    throw new KeyUriError(code, `the ${code} has a colon or half a character in it`);
  }
}

/**
 * Reads a key URI. Strict on everything an OTP depends on; kind to what apps write differently: a secret in lower case or
 * with spaces and dashes, `+` for a space in parameters, an issuer in label, parameter or both (the parameter wins),
 * parameters nobody knows (kept). A label is decoded once, so that `%2520` stays the `%20` someone wrote.
 *
 * @throws {KeyUriError} with the part that is wrong
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function parseKeyUri(uri: string): ParsedKeyUri {
  const { type, label, query } = splitKeyUri(uri);
  const names = parseLabel(label);
  const parameters = parseParameters(query);
  return {
    type,
    issuer: parameters.get('issuer')?.trim() || names.issuer,
    account: names.account,
    seed: parseSecret(parameters.get('secret')),
    hash: parseHash(parameters.get('algorithm')),
    digits: parseDigits(parameters.get('digits')),
    counter: type === 'hotp' ? requireCounter(parseWhole(parameters.get('counter'))) : undefined,
    periodSeconds: type === 'totp' ? requirePeriod(parseWhole(parameters.get('period') ?? '30')) : undefined,
    otherParameters: new Map([...parameters].filter(([name]) => !KNOWN_PARAMETERS.has(name))),
  };
}

function splitKeyUri(uri: string): { type: KeyUri['type']; label: string; query: string } {
  const rest = /^otpauth:\/\/(.*)$/is.exec(uri)?.[1];
  if (rest === undefined) throw new KeyUriError('scheme', 'it does not start with otpauth://');
  const [, typeText, label, query] = /^([^/?#]*)\/([^?#]*)\?([^#]*)$/s.exec(rest) ?? [];
  if (typeText === undefined || label === undefined || query === undefined) {
    throw new KeyUriError('query', 'it is not otpauth://type/label?parameters');
  }
  const type = typeText.toLowerCase();
  if (type !== 'hotp' && type !== 'totp') throw new KeyUriError('type', 'the type is neither hotp nor totp');
  return { type, label, query };
}

/** `issuer:account` or `account`; the colon may be encoded, and blanks may follow it. */
function parseLabel(encoded: string): { issuer: string | undefined; account: string } {
  const label = decodeComponent('label', encoded);
  const colonAt = label.indexOf(':');
  const account = label.slice(colonAt + 1).trim();
  if (account === '') throw new KeyUriError('label', 'the label names no account');
  return { issuer: (colonAt === -1 ? '' : label.slice(0, colonAt).trim()) || undefined, account };
}

function parseParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&').filter((piece) => piece !== '')) {
    const equalsAt = pair.indexOf('=');
    if (equalsAt < 1) throw new KeyUriError('query', 'a parameter has no name or no value');
    const decode = (text: string): string => decodeComponent('query', text.replaceAll('+', ' '));
    const name = decode(pair.slice(0, equalsAt));
    if (parameters.has(name)) throw new KeyUriError('duplicate-parameter', 'a parameter is there twice');
    parameters.set(name, decode(pair.slice(equalsAt + 1)));
  }
  return parameters;
}

function decodeComponent(code: 'label' | 'query', text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new KeyUriError(code, `the percent-encoding of the ${code} is broken`);
  }
}

function parseSecret(text: string | undefined): Uint8Array {
  if (!text) throw new KeyUriError('secret', 'the secret is missing');
  try {
    const seed = decodeBase32(text, { lenient: true });
    if (seed.length > 0) return seed;
  } catch (cause) {
    throw new KeyUriError('secret', 'the secret is no base32', { cause });
  }
  throw new KeyUriError('secret', 'the secret is empty');
}

function parseHash(text = 'SHA1'): HmacHash {
  const name = text.toUpperCase();
  const hash = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
  if (hash === undefined)
    throw new KeyUriError('algorithm', 'the algorithm is none of SHA1, SHA256 and SHA512');
  return hash;
}

function parseDigits(text = '6'): number {
  const digits = parseWhole(text) ?? 0;
  requireDigits(digits);
  return digits;
}

/** Decimal digits alone, without sign, point or exponent. */
function parseWhole(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,16}$/.test(text) ? Number(text) : undefined;
}

function requireDigits(digits: number): void {
  if (!Number.isInteger(digits) || digits < MIN_OTP_DIGITS || digits > MAX_OTP_DIGITS) {
    throw new KeyUriError('digits', `digits must be ${MIN_OTP_DIGITS} to ${MAX_OTP_DIGITS}`);
  }
}

function requireCounter(counter: number | undefined): number {
  if (counter === undefined || !isSafeCount(counter)) {
    throw new KeyUriError('counter', 'an event token needs a counter, a whole number from 0');
  }
  return counter;
}

function requirePeriod(periodSeconds: number | undefined): number {
  const isPeriod = periodSeconds !== undefined && isSafeCount(periodSeconds);
  if (!isPeriod || periodSeconds < 1 || periodSeconds > MAX_PERIOD_SECONDS) {
    throw new KeyUriError('period', `the period must be 1 to ${MAX_PERIOD_SECONDS} seconds`);
  }
  return periodSeconds;
}
