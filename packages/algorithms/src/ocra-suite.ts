import type { HmacHash } from './primitives.ts';

/** `A` alphanumeric, `N` decimal digits, `H` hexadecimal digits. */
export type OcraChallengeFormat = 'A' | 'N' | 'H';

/** One mode of OCRA, as its suite string names it. RFC 6287 §6 */
export interface OcraSuite {
  /** of the HMAC, §6.1 */
  readonly hash: HmacHash;
  /** 4 to 10, or 0 for the whole HMAC, §6.2 */
  readonly digits: number;
  /** C: an event counter goes in */
  readonly hasCounter: boolean;
  /** QFxx, always there; maxLength 4 to 64 characters */
  readonly challenge: { readonly format: OcraChallengeFormat; readonly maxLength: number };
  /** PH: a PIN goes in, hashed with this; undefined without */
  readonly pinHash: HmacHash | undefined;
  /** Snnn: session information of up to this many bytes goes in, 1 to 512; undefined without */
  readonly sessionBytes: number | undefined;
  /** TG: the time goes in, in steps this long, 1 second to 48 hours; undefined without */
  readonly periodSeconds: number | undefined;
}

/**
 * - `algorithm`: does not start with `OCRA-1`
 * - `structure`: not three parts, a part missing, twice, unknown or in the wrong order
 * - `crypto-function`, `hash`, `digits`: in the second part
 * - `challenge`, `pin`, `session`, `time`: in the third part
 */
export type OcraSuiteErrorCode =
  | 'algorithm'
  | 'structure'
  | 'crypto-function'
  | 'hash'
  | 'digits'
  | 'challenge'
  | 'pin'
  | 'session'
  | 'time';

/** A suite that RFC 6287 §6 does not know. */
export class OcraSuiteError extends Error {
  override readonly name = 'OcraSuiteError';
  readonly code: OcraSuiteErrorCode;
  /** index of the first character of the part that is wrong */
  readonly position: number;

  constructor(code: OcraSuiteErrorCode, position: number, message: string) {
    super(message);
    this.code = code;
    this.position = position;
  }
}

const HASHES: Readonly<Record<string, HmacHash>> = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' };
const MIN_CHALLENGE_LENGTH = 4;
const MAX_CHALLENGE_LENGTH = 64;
/** The grammar has room for any three digits; 512 bytes is the longest the RFC names (§6.3). */
const MAX_SESSION_BYTES = 512;

/** A piece of the suite and where it starts. */
interface Part {
  readonly text: string;
  readonly position: number;
}

/** Cuts a part at every separator, keeping the positions. */
function splitPart({ text, position }: Part, separator: string): Part[] {
  let next = position;
  return text.split(separator).map((piece) => {
    const part = { text: piece, position: next };
    next += piece.length + separator.length;
    return part;
  });
}

function refuse(code: OcraSuiteErrorCode, part: Part, why: string): never {
  throw new OcraSuiteError(code, part.position, `Cannot read the OCRA suite: ${why}`);
}

/**
 * Reads a suite such as `OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1`. Exact: upper case, every part in its place, no defaults. The
 * suite string goes under the MAC, so two spellings would be two algorithms.
 *
 * @throws {OcraSuiteError} with the position of the part that is wrong
 * @see RFC 6287 §6
 */
export function parseOcraSuite(text: string): OcraSuite {
  const [algorithm, cryptoFunction, dataInput, ...more] = splitPart({ text, position: 0 }, ':');
  if (algorithm?.text !== 'OCRA-1')
    refuse('algorithm', { text, position: 0 }, 'it must start with "OCRA-1:"');
  if (cryptoFunction === undefined || dataInput === undefined || more.length > 0) {
    refuse('structure', { text, position: text.length }, 'it must have three parts, separated by ":"');
  }
  return { ...parseCryptoFunction(cryptoFunction), ...parseDataInput(dataInput) };
}

/** `HOTP-SHA1-6`, §6.1 and §6.2 */
function parseCryptoFunction(part: Part): Pick<OcraSuite, 'hash' | 'digits'> {
  const [name, hashPart, digitsPart, ...more] = splitPart(part, '-');
  if (name?.text !== 'HOTP' || hashPart === undefined || digitsPart === undefined || more.length > 0) {
    refuse('crypto-function', part, 'the second part must be HOTP-<hash>-<digits>');
  }
  const hash =
    hashNamed(hashPart.text) ?? refuse('hash', hashPart, 'the hash must be SHA1, SHA256 or SHA512');
  if (!/^(?:0|[4-9]|10)$/.test(digitsPart.text))
    refuse('digits', digitsPart, 'the digits must be 0 or 4 to 10');
  return { hash, digits: Number(digitsPart.text) };
}

function hashNamed(name: string): HmacHash | undefined {
  return Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
}

/** `[C-]QFxx[-PH][-Snnn][-TG]`, §6.3: what comes is taken off the front, so the order is checked on the way. */
function parseDataInput(part: Part): Omit<OcraSuite, 'hash' | 'digits'> {
  const parts = splitPart(part, '-');
  const takeIf = (matches: (text: string) => boolean): Part | undefined =>
    parts[0] !== undefined && matches(parts[0].text) ? parts.shift() : undefined;
  const counter = takeIf((text) => text === 'C');
  const challenge = takeIf((text) => text.startsWith('Q'));
  if (challenge === undefined)
    refuse('structure', parts[0] ?? part, 'the challenge (Q) is missing or out of order');
  const pin = takeIf((text) => text.startsWith('P'));
  const session = takeIf((text) => text.startsWith('S'));
  const clock = takeIf((text) => text.startsWith('T'));
  if (parts[0] !== undefined) {
    refuse('structure', parts[0], 'it names an input that is unknown, repeated or out of order');
  }
  return {
    hasCounter: counter !== undefined,
    challenge: parseChallengeFormat(challenge),
    pinHash: pin && parsePinHash(pin),
    sessionBytes: session && parseSessionBytes(session),
    periodSeconds: clock && parsePeriod(clock),
  };
}

function parseChallengeFormat(part: Part): OcraSuite['challenge'] {
  const [, format, length] = /^Q([ANH])(\d\d)$/.exec(part.text) ?? [];
  const maxLength = Number(length);
  if (format === undefined || maxLength < MIN_CHALLENGE_LENGTH || maxLength > MAX_CHALLENGE_LENGTH) {
    refuse('challenge', part, 'the challenge must be QA, QN or QH with a length from 04 to 64');
  }
  return { format: format as OcraChallengeFormat, maxLength };
}

function parsePinHash(part: Part): HmacHash {
  return hashNamed(part.text.slice(1)) ?? refuse('pin', part, 'the PIN must be PSHA1, PSHA256 or PSHA512');
}

function parseSessionBytes(part: Part): number {
  const bytes = /^S\d{3}$/.test(part.text) ? Number(part.text.slice(1)) : 0;
  if (bytes < 1 || bytes > MAX_SESSION_BYTES) {
    refuse('session', part, 'the session information must be S001 to S512');
  }
  return bytes;
}

const TIME_UNITS = {
  S: { seconds: 1, most: 59 },
  M: { seconds: 60, most: 59 },
  H: { seconds: 3600, most: 48 },
};

/** TG, §6.3. The table there has 0 to 48 hours; a step of no length counts nothing, so T0H is refused. */
function parsePeriod(part: Part): number {
  const [, count, letter] = /^T([1-9]\d?)([SMH])$/.exec(part.text) ?? [];
  const unit = letter === undefined ? undefined : TIME_UNITS[letter as keyof typeof TIME_UNITS];
  if (unit === undefined || Number(count) > unit.most) {
    refuse('time', part, 'the time step must be T1S to T59S, T1M to T59M or T1H to T48H');
  }
  return Number(count) * unit.seconds;
}

/**
 * Writes a suite. Every suite has exactly one spelling: `formatOcraSuite(parseOcraSuite(text)) === text`.
 *
 * @throws {OcraSuiteError} when a field is out of the range RFC 6287 §6 gives it
 */
export function formatOcraSuite(suite: OcraSuite): string {
  const { challenge, pinHash, sessionBytes, periodSeconds } = suite;
  const dataInput = [
    suite.hasCounter ? 'C' : undefined,
    `Q${challenge.format}${String(challenge.maxLength).padStart(2, '0')}`,
    pinHash && `P${pinHash.toUpperCase()}`,
    sessionBytes === undefined ? undefined : `S${String(sessionBytes).padStart(3, '0')}`,
    periodSeconds === undefined ? undefined : `T${formatPeriod(periodSeconds)}`,
  ];
  const inputs = dataInput.filter((input) => input !== undefined).join('-');
  const text = `OCRA-1:HOTP-${suite.hash.toUpperCase()}-${suite.digits}:${inputs}`;
  parseOcraSuite(text); // refuses what a caller put together wrongly
  return text;
}

function formatPeriod(periodSeconds: number): string {
  if (periodSeconds < 60) return `${periodSeconds}S`;
  return periodSeconds < 3600 ? `${periodSeconds / 60}M` : `${periodSeconds / 3600}H`;
}
