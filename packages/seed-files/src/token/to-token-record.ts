import {
  MAX_DIGITS,
  MAX_PERIOD_SECONDS,
  MAX_SEED_BYTES,
  MIN_DIGITS,
  MIN_PERIOD_SECONDS,
  MIN_SEED_BYTES,
} from '@lingpai/domain';
import type { TokenHash, TokenRecord, TokenSpec } from '@lingpai/domain';
import { RowRefusal, showValue } from '../seed-file-error.ts';
import type { SeedFileDefaults } from '../seed-file-event.ts';
import { parseDate } from './parse-date.ts';
import { checkOcraSuite } from './ocra-suite.ts';
import { parseHash, parseType } from './token-type.ts';
import type { NamedType } from './token-type.ts';

/** What a row or key package says, still as text; a member that is missing or empty was not said. */
export interface RawToken {
  readonly serial: string;
  readonly seed: Uint8Array;
  readonly type?: string | undefined;
  readonly hash?: string | undefined;
  readonly digits?: string | undefined;
  readonly period?: string | undefined;
  readonly counter?: string | undefined;
  readonly drift?: string | undefined;
  readonly suite?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly model?: string | undefined;
  readonly start?: string | undefined;
  readonly expiry?: string | undefined;
  readonly user?: string | undefined;
}

/** RFC 6030 §4.3.1 and the OATH CSV name none; both vendors and peers take these. */
const DEFAULT_DIGITS = 6;
const DEFAULT_PERIOD_SECONDS = 30;
const MAX_TEXT_CHARACTERS = 255;
const MAX_DRIFT_STEPS = 100_000;
const SERIAL = /^[A-Za-z0-9._:/-]{1,64}$/;
const SCIENTIFIC = /^\d+(?:[.,]\d+)?E\+\d+$/i;

/**
 * Checks everything a row says and makes it a token. Nothing unknown is ever replaced by a default.
 *
 * @throws {RowRefusal} the first thing that is wrong
 */
export function toTokenRecord(raw: RawToken, defaults: SeedFileDefaults): TokenRecord {
  const serial = checkSerial(raw.serial);
  checkSeed(raw.seed);
  const spec = readSpec(raw, defaults);
  return {
    serial,
    spec,
    seed: raw.seed,
    counter: said(raw.counter) ? readCounter(raw.counter, spec) : 0,
    driftSteps: said(raw.drift) ? readDrift(raw.drift, spec) : 0,
    manufacturer: readText(raw.manufacturer),
    model: readText(raw.model),
    startsAt: said(raw.start) ? parseDate(raw.start, 'start') : undefined,
    expiresAt: said(raw.expiry) ? parseDate(raw.expiry, 'end') : undefined,
    userLogin: readText(raw.user),
  };
}

/** @throws {RowRefusal} serial-missing, serial-number-format, serial-malformed */
export function checkSerial(serial: string): string {
  if (serial === '') throw new RowRefusal('serial-missing');
  if (!SERIAL.test(serial)) {
    throw new RowRefusal(SCIENTIFIC.test(serial) ? 'serial-number-format' : 'serial-malformed');
  }
  return serial;
}

/** Did a spreadsheet turn a long number into `3.009E+12`? */
export function isScientific(text: string): boolean {
  return SCIENTIFIC.test(text);
}

function checkSeed(seed: Uint8Array): void {
  const bytes = seed.length;
  if (bytes < MIN_SEED_BYTES) throw new RowRefusal('seed-too-short', { bytes, minBytes: MIN_SEED_BYTES });
  if (bytes > MAX_SEED_BYTES) throw new RowRefusal('seed-too-long', { bytes, maxBytes: MAX_SEED_BYTES });
}

function said(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function readSpec(raw: RawToken, defaults: SeedFileDefaults): TokenSpec {
  const { type, hash: typeHash } = readType(raw.type, defaults);
  const namedHash = agree(typeHash, said(raw.hash) ? parseHash(raw.hash) : undefined);
  if (type === 'ocra') return readOcraSpec(raw, namedHash);
  const { hash = 'sha1', digits = DEFAULT_DIGITS, periodSeconds = DEFAULT_PERIOD_SECONDS } = defaults;
  return {
    type,
    hash: namedHash ?? hash,
    digits: said(raw.digits) ? readDigits(raw.digits) : digits,
    periodSeconds: type === 'totp' ? readPeriod(raw.period, periodSeconds) : undefined,
    ocraSuite: undefined,
  };
}

function readType(text: string | undefined, defaults: SeedFileDefaults): NamedType {
  if (said(text)) return parseType(text);
  if (defaults.type === undefined) throw new RowRefusal('type-missing');
  return { type: defaults.type, hash: undefined };
}

function agree(first: TokenHash | undefined, second: TokenHash | undefined): TokenHash | undefined {
  if (first !== undefined && second !== undefined && first !== second) {
    throw new RowRefusal('hash-mismatch', { first, second });
  }
  return first ?? second;
}

function readOcraSpec(raw: RawToken, namedHash: TokenHash | undefined): TokenSpec {
  if (!said(raw.suite)) throw new RowRefusal('suite-missing');
  const suite = checkOcraSuite(raw.suite);
  const hash = agree(namedHash, suite.hash) ?? suite.hash;
  const digits = said(raw.digits) ? readDigits(raw.digits) : suite.digits;
  if (digits !== suite.digits) throw new RowRefusal('digits-mismatch', { digits, suiteDigits: suite.digits });
  const periodSeconds = said(raw.period) ? readPeriod(raw.period, DEFAULT_PERIOD_SECONDS) : undefined;
  return { type: 'ocra', hash, digits, periodSeconds, ocraSuite: suite.text };
}

function readDigits(text: string): number {
  const digits = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  if (!(digits >= MIN_DIGITS && digits <= MAX_DIGITS)) {
    throw new RowRefusal('digits-malformed', { digits: showValue(text), min: MIN_DIGITS, max: MAX_DIGITS });
  }
  return digits;
}

function readPeriod(text: string | undefined, fallback: number): number {
  if (!said(text)) return fallback;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(seconds >= MIN_PERIOD_SECONDS && seconds <= MAX_PERIOD_SECONDS)) {
    const limits = { min: MIN_PERIOD_SECONDS, max: MAX_PERIOD_SECONDS };
    throw new RowRefusal('period-malformed', { period: showValue(text), ...limits });
  }
  return seconds;
}

function readCounter(text: string, spec: TokenSpec): number {
  if (!/^\d{1,20}$/.test(text)) throw new RowRefusal('counter-malformed');
  const counter = Number(text);
  if (counter > Number.MAX_SAFE_INTEGER) {
    throw new RowRefusal('counter-too-large', { max: Number.MAX_SAFE_INTEGER });
  }
  return spec.type === 'totp' ? 0 : counter;
}

function readDrift(text: string, spec: TokenSpec): number {
  const steps = /^[+-]?\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(Math.abs(steps) <= MAX_DRIFT_STEPS)) throw new RowRefusal('drift-malformed');
  return spec.type === 'totp' ? steps : 0;
}

function readText(text: string | undefined): string | undefined {
  if (!said(text)) return undefined;
  const plain = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (plain.length > MAX_TEXT_CHARACTERS) {
    throw new RowRefusal('field-too-long', { maxCharacters: MAX_TEXT_CHARACTERS });
  }
  return plain === '' ? undefined : plain;
}
