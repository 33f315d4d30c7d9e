import { concatBytes, encodeUint64 } from './encoding/bytes.ts';
import { decodeHex, encodeHex } from './encoding/hex.ts';
import { encodeUtf8 } from './encoding/utf8.ts';
import { encodeCounter, isSafeCount, requireSeed } from './hotp.ts';
import { AlgorithmInputError } from './input-error.ts';
import { formatOcraSuite } from './ocra-suite.ts';
import type { OcraChallengeFormat, OcraSuite } from './ocra-suite.ts';
import type { HmacHash, Primitives } from './primitives.ts';
import { timeStepAt } from './totp.ts';
import { decimalOtp, dynamicTruncate } from './truncate.ts';

/**
 * What is asked. A text for one-way authentication and plain signature (RFC 6287 §7.1, §7.3); for mutual authentication and
 * signature with server authentication (§7.2, §7.4) the two parties' texts in the order they are computed over, as
 * {@link mutualServerChallenge} and {@link mutualClientChallenge} put them.
 */
export type OcraChallenge = string | readonly [first: string, second: string];

/** The inputs of OCRA beside the seed. What the suite names must be given, what it does not name must not. */
export interface OcraInputs {
  readonly suite: OcraSuite;
  /** C; 0 to 2^53 - 1, as a bigint to 2^64 - 1 */
  readonly counter?: number | bigint | undefined;
  /** Q; each text 4 characters at least and as many as the suite says at most */
  readonly challenge: OcraChallenge;
  /** P as the user types it, hashed here; give this or `pinHash` */
  readonly pin?: string | undefined;
  /** P hashed already, as long as the suite's PIN hash; for a server that keeps no PIN */
  readonly pinHash?: Uint8Array | undefined;
  /** S; as many bytes as the suite says at most */
  readonly sessionInfo?: Uint8Array | undefined;
  /** T, see {@link ocraTimeStep} */
  readonly timeStep?: number | undefined;
}

/** What an OCRA response is computed from. */
export interface OcraResponseInput extends OcraInputs {
  readonly primitives: Pick<Primitives, 'hmac' | 'hash'>;
  /** K, at least one byte */
  readonly seed: Uint8Array;
}

const CHALLENGE_BYTES = 128;
const MIN_CHALLENGE_LENGTH = 4;
const HASH_BYTES: Readonly<Record<HmacHash, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/**
 * Computes the response to a challenge, or the signature of data: one function for all modes of RFC 6287 §7.
 *
 * @returns as many decimal digits as the suite says; for 0 digits the whole HMAC in lower-case hex
 * @throws {AlgorithmInputError} `seed`, or any code of {@link ocraDataInput}
 * @see RFC 6287 §5.2
 */
export function ocraResponse({ primitives, seed, ...inputs }: OcraResponseInput): string {
  requireSeed(seed);
  const mac = primitives.hmac(inputs.suite.hash, seed, ocraDataInput(primitives, inputs));
  return inputs.suite.digits === 0 ? encodeHex(mac) : decimalOtp(dynamicTruncate(mac), inputs.suite.digits);
}

/**
 * The bytes that go under the MAC: suite, a zero byte, then C, Q, P, S and T as far as the suite names them.
 *
 * @param primitives for the PIN's hash alone
 * @throws {AlgorithmInputError} `counter`, `challenge`, `pin`, `session-info`, `time-step` for a value that does not fit,
 *   `…-missing` for one the suite names, `…-unexpected` for one it does not name
 * @see RFC 6287 §5.1
 */
export function ocraDataInput(
  primitives: Pick<Primitives, 'hash'>,
  inputs: OcraInputs,
): Uint8Array<ArrayBuffer> {
  const { suite } = inputs;
  return concatBytes(
    encodeUtf8(formatOcraSuite(suite)),
    Uint8Array.of(0),
    counterField(suite, inputs.counter),
    challengeField(suite, inputs.challenge),
    pinField(primitives, inputs),
    sessionField(suite, inputs.sessionInfo),
    timeField(suite, inputs.timeStep),
  );
}

const NOTHING = new Uint8Array(0);

/** @returns the value when suite and caller agree that it is there, undefined when they agree that it is not */
function agreedInput<T>(
  input: 'counter' | 'pin' | 'session-info' | 'time-step',
  isNamed: boolean,
  value: T | undefined,
): T | undefined {
  if (isNamed && value === undefined) {
    throw new AlgorithmInputError(`${input}-missing`, `Cannot compute OCRA: the suite wants the ${input}`);
  }
  // Dropping it silently would let a PIN that was typed count for nothing.
  if (!isNamed && value !== undefined) {
    throw new AlgorithmInputError(`${input}-unexpected`, `Cannot compute OCRA: the suite has no ${input}`);
  }
  return value;
}

/** C, 8 bytes */
function counterField(suite: OcraSuite, given: number | bigint | undefined): Uint8Array {
  const counter = agreedInput('counter', suite.hasCounter, given);
  return counter === undefined ? NOTHING : encodeCounter(counter);
}

/** Q, 128 bytes, filled up with zeros on the right */
function challengeField(suite: OcraSuite, challenge: OcraChallenge): Uint8Array {
  const parts = typeof challenge === 'string' ? [challenge] : challenge;
  for (const part of parts) requireChallenge(suite, part);
  const field = new Uint8Array(CHALLENGE_BYTES);
  field.set(CHALLENGE_BYTES_OF[suite.challenge.format](parts.join('')));
  return field;
}

/** §6.3. For A the RFC says alphanumeric; amounts and names are signed in practice, so all printable ASCII is allowed. */
const CHALLENGE_PATTERNS: Readonly<Record<OcraChallengeFormat, RegExp>> = {
  A: /^[\x20-\x7e]*$/,
  N: /^[0-9]*$/,
  H: /^[0-9A-Fa-f]*$/,
};

/**
 * Whether a text may be a challenge of a suite, e.g. while a user types it.
 *
 * @param suite RFC 6287 §6.3: format, and 4 to `maxLength` characters
 */
export function isOcraChallenge(suite: OcraSuite, text: string): boolean {
  const { format, maxLength } = suite.challenge;
  return (
    text.length >= MIN_CHALLENGE_LENGTH && text.length <= maxLength && CHALLENGE_PATTERNS[format].test(text)
  );
}

function requireChallenge(suite: OcraSuite, text: string): void {
  if (isOcraChallenge(suite, text)) return;
  const { format, maxLength } = suite.challenge;
  throw new AlgorithmInputError(
    'challenge',
    `Cannot compute OCRA: the challenge must have ${MIN_CHALLENGE_LENGTH} to ${maxLength} characters of format ${format}`,
  );
}

/** How each format becomes bytes, as the reference implementation (RFC 6287 Appendix A) does it. */
const CHALLENGE_BYTES_OF: Readonly<Record<OcraChallengeFormat, (text: string) => Uint8Array>> = {
  A: encodeUtf8,
  N: (digits) => hexDigitsToBytes(BigInt(digits).toString(16)),
  H: hexDigitsToBytes,
};

/** An odd number of digits gets its zero on the right: 0x1A2 becomes 1A 20, not 01 A2. */
function hexDigitsToBytes(digits: string): Uint8Array {
  return decodeHex(digits.length % 2 === 0 ? digits : `${digits}0`);
}

/** P, as long as its hash */
function pinField(primitives: Pick<Primitives, 'hash'>, { suite, pin, pinHash }: OcraInputs): Uint8Array {
  if (pin !== undefined && pinHash !== undefined) {
    throw new AlgorithmInputError('pin', 'Cannot compute OCRA: give the PIN or its hash, not both');
  }
  const given = agreedInput('pin', suite.pinHash !== undefined, pin ?? pinHash);
  if (given === undefined || suite.pinHash === undefined) return NOTHING;
  const digest = typeof given === 'string' ? primitives.hash(suite.pinHash, encodeUtf8(given)) : given;
  if (digest.length !== HASH_BYTES[suite.pinHash]) {
    throw new AlgorithmInputError('pin', `Cannot compute OCRA: the PIN's hash has ${digest.length} bytes`);
  }
  return digest;
}

/**
 * S, as long as the suite says, filled up with zeros on the LEFT: the opposite of Q. The RFC's text does not say; its
 * reference implementation (Appendix A) and the peers that follow it do so.
 */
function sessionField(suite: OcraSuite, given: Uint8Array | undefined): Uint8Array {
  const sessionInfo = agreedInput('session-info', suite.sessionBytes !== undefined, given);
  if (sessionInfo === undefined || suite.sessionBytes === undefined) return NOTHING;
  if (sessionInfo.length > suite.sessionBytes) {
    throw new AlgorithmInputError(
      'session-info',
      `Cannot compute OCRA: the session information has more than ${suite.sessionBytes} bytes`,
    );
  }
  const field = new Uint8Array(suite.sessionBytes);
  field.set(sessionInfo, suite.sessionBytes - sessionInfo.length);
  return field;
}

/** T, 8 bytes */
function timeField(suite: OcraSuite, given: number | undefined): Uint8Array {
  const timeStep = agreedInput('time-step', suite.periodSeconds !== undefined, given);
  if (timeStep === undefined) return NOTHING;
  if (!isSafeCount(timeStep)) {
    throw new AlgorithmInputError('time-step', `Cannot compute OCRA at time step ${timeStep}`);
  }
  return encodeUint64(timeStep);
}

/**
 * T of a suite at a moment: steps of the suite's length since 1970.
 *
 * @param atMs epoch milliseconds, a whole number from 0
 * @throws {AlgorithmInputError} `time-step-unexpected` when the suite has no T, `time` as {@link timeStepAt}
 * @see RFC 6287 §6.3
 */
export function ocraTimeStep(suite: OcraSuite, atMs: number): number {
  if (suite.periodSeconds === undefined) {
    throw new AlgorithmInputError(
      'time-step-unexpected',
      'Cannot count OCRA time steps: the suite has no time step',
    );
  }
  return timeStepAt({ atMs, periodSeconds: suite.periodSeconds });
}

/**
 * What the server answers over, so that the client can tell it is the right one: QC, then QS.
 *
 * @param clientChallenge QC, the client's
 * @param serverChallenge QS, the server's; for a signature with server authentication the data to be signed
 * @see RFC 6287 §7.2, §7.4
 */
export function mutualServerChallenge(
  clientChallenge: string,
  serverChallenge: string,
): readonly [first: string, second: string] {
  return [clientChallenge, serverChallenge];
}

/**
 * What the client answers, or signs, over: QS, then QC; the other order, so that neither answer can be sent back as the other.
 *
 * @param clientChallenge QC, the client's
 * @param serverChallenge QS, the server's; for a signature with server authentication the data to be signed
 * @see RFC 6287 §7.2, §7.4
 */
export function mutualClientChallenge(
  clientChallenge: string,
  serverChallenge: string,
): readonly [first: string, second: string] {
  return [serverChallenge, clientChallenge];
}
