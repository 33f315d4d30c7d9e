/** Where a token comes from. Only tokens of this server follow its clock; `personal` ones came from an `otpauth://` QR code. */
export type TokenOrigin = 'online' | 'offline' | 'personal';

/**
 * How far a token's activation is: `unconfirmed` — seed stored, first OTP not yet accepted by the server; `lapsed` — the server
 * did not take it in time; `active` otherwise.
 */
export type ActivationState = 'active' | 'unconfirmed' | 'lapsed';

/** All of a token but its seed. Lies encrypted in the vault, one entry each. */
export interface TokenRecord {
  readonly serial: string;
  readonly origin: TokenOrigin;
  readonly issuer: string;
  readonly account: string;
  /** the owner's own name for it; empty: none */
  readonly label: string;
  readonly type: 'totp' | 'hotp' | 'ocra';
  readonly hash: 'sha1' | 'sha256' | 'sha512' | 'sm3' | 'sm4';
  /** 4 to 10 */
  readonly digits: number;
  /** time tokens only */
  readonly periodSeconds: number | null;
  /** RFC 6287 §6 suite of a challenge token */
  readonly ocraSuite: string | null;
  /** next counter of an event token */
  readonly counter: number;
  readonly state: ActivationState;
  readonly addedAtMs: number;
}

const TYPES = ['totp', 'hotp', 'ocra'] as const;
const HASHES = ['sha1', 'sha256', 'sha512', 'sm3', 'sm4'] as const;
const ORIGINS = ['online', 'offline', 'personal'] as const;
const STATES = ['active', 'unconfirmed', 'lapsed'] as const;

/** Version of the entries this program writes; it reads every version from 1 on. */
export const ENTRY_FORMAT_VERSION = 1;

export function encodeRecord(record: TokenRecord): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(record));
}

/**
 * Reads an entry, of this version or an older one.
 *
 * @throws {TypeError} when it is none; the caller shows the entry as damaged
 */
export function decodeRecord(bytes: Uint8Array, formatVersion: number): TokenRecord {
  if (formatVersion !== ENTRY_FORMAT_VERSION)
    throw new TypeError(`Cannot read entry format ${formatVersion}`);
  const raw = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
  const periodSeconds = raw['periodSeconds'] === null ? null : integerOf(raw['periodSeconds'], 1, 86_400);
  return {
    serial: textOf(raw['serial']),
    origin: oneOf(ORIGINS, raw['origin']),
    issuer: textOf(raw['issuer']),
    account: textOf(raw['account']),
    label: textOf(raw['label']),
    type: oneOf(TYPES, raw['type']),
    hash: oneOf(HASHES, raw['hash']),
    digits: integerOf(raw['digits'], 4, 10),
    periodSeconds,
    ocraSuite: raw['ocraSuite'] === null ? null : textOf(raw['ocraSuite']),
    counter: integerOf(raw['counter'], 0, Number.MAX_SAFE_INTEGER),
    state: oneOf(STATES, raw['state']),
    addedAtMs: integerOf(raw['addedAtMs'], 0, Number.MAX_SAFE_INTEGER),
  };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('Cannot read entry: text expected');
  return value;
}

function integerOf(value: unknown, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
    throw new TypeError('Cannot read entry: number out of range');
  return value as number;
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new TypeError('Cannot read entry: unknown kind');
  return found;
}

/** What the owner reads first: their own name for it, else the issuer, else the serial. */
export function titleOf(record: TokenRecord): string {
  return record.label || record.issuer || record.serial;
}

/** What a token shows: codes that change by themselves, one at each press, or none without a challenge. */
export type CodeKind = 'time' | 'event' | 'challenge';

export function codeKindOf(record: TokenRecord): CodeKind {
  if (record.type === 'hotp') return 'event';
  return record.periodSeconds === null ? 'challenge' : 'time';
}
