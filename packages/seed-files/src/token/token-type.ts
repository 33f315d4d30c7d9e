import type { TokenHash, TokenType } from '@lingpai/domain';
import { RowRefusal, showValue } from '../seed-file-error.ts';

const TYPE_NAMES: Readonly<Record<string, TokenType>> = {
  hotp: 'hotp',
  hmac: 'hotp',
  event: 'hotp',
  c100: 'hotp',
  事件: 'hotp',
  事件型: 'hotp',
  事件令牌: 'hotp',
  totp: 'totp',
  time: 'totp',
  c200: 'totp',
  时间: 'totp',
  时间型: 'totp',
  时间令牌: 'totp',
  ocra: 'ocra',
  c300: 'ocra',
  c400: 'ocra',
  挑战: 'ocra',
  挑战型: 'ocra',
  挑战应答: 'ocra',
  挑战令牌: 'ocra',
};

const HASH_NAMES: Readonly<Record<string, TokenHash>> = {
  sha1: 'sha1',
  sha160: 'sha1',
  '1': 'sha1',
  sha256: 'sha256',
  '256': 'sha256',
  sha512: 'sha512',
  '512': 'sha512',
  sm3: 'sm3',
  sm4: 'sm4',
};

/** `HMAC-SHA-256`, `hmacSHA256`, `sha_256` → `sha256` */
function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_\s]/g, '');
}

/** The hash a file names, in any of the usual spellings; undefined when it is none we know. */
export function findHash(name: string): TokenHash | undefined {
  return HASH_NAMES[plainName(name).replace(/^hmac(?=.)/, '')];
}

/** @throws {RowRefusal} hash-unknown */
export function parseHash(name: string): TokenHash {
  const hash = findHash(name);
  if (hash === undefined) throw new RowRefusal('hash-unknown', { hash: showValue(name) });
  return hash;
}

export interface NamedType {
  readonly type: TokenType;
  /** of names like `TOTP256` */
  readonly hash: TokenHash | undefined;
}

const SUFFIXED_TYPE = /^(?:oath)?(hotp|totp)(?:hmac)?(sha1|sha256|sha512|256|512|1|sm3|sm4)$/;

/** The token type a file names: `totp`, `OATH-TOTP`, `TOTP256`, `totp-sm3`, `C200`, `时间`; undefined when it is none we know. */
export function findType(name: string): NamedType | undefined {
  const plain = plainName(name);
  const type = TYPE_NAMES[plain.replace(/^oath(?=.)/, '')];
  if (type !== undefined) return { type, hash: undefined };
  const [, base, hash] = SUFFIXED_TYPE.exec(plain) ?? [];
  if (base === undefined || hash === undefined) return undefined;
  return { type: base === 'hotp' ? 'hotp' : 'totp', hash: HASH_NAMES[hash] };
}

/** @throws {RowRefusal} type-unknown */
export function parseType(name: string): NamedType {
  const named = findType(name);
  if (named === undefined) throw new RowRefusal('type-unknown', { type: showValue(name.trim()) });
  return named;
}
