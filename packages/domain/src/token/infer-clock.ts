import { type Primitives, equalOtp, prepareOtp } from '@lingpai/algorithms';
import { type ClockSearch, planClockSearches } from './clock-searches.ts';
import type { TokenSpec } from './token-spec.ts';

/**
 * What is offered has been met by chance with less than this probability. Four digits twice reach it soon, six never do: then a third OTP
 * settles it.
 */
export const MAX_EXPECTED_ACCIDENTS = 0.001;
/** OTPs between two rests: three milliseconds with the slowest algorithm. */
const CHUNK_OTPS = 250;
/** Dynamic truncation leaves 31 bits (RFC 4226 §5.3), so ten digits are no more than that. */
const MAX_OTP_VALUES = 2 ** 31;

/** What of a token its clock is inferred from. */
export interface ClockQuestion {
  /** as the token is enrolled */
  readonly spec: TokenSpec;
  /** last accepted counter or time step; NO_FACTOR: none, and then the spec may be another one */
  readonly lastFactor: number;
  readonly driftSteps: number;
  /** the open seed */
  readonly seed: Uint8Array;
  /** two or three, each the next one shown; all of one length, digits alone */
  readonly otps: readonly string[];
  /** epoch ms, when the last of them was read off the token */
  readonly readAt: number;
  readonly primitives: Primitives;
}

/** A way in which a token shows these OTPs. */
export interface ClockCandidate {
  readonly spec: TokenSpec;
  /** counter or time step of the first OTP; always beyond the last accepted one */
  readonly factor: number;
  /** of the last OTP */
  readonly lastFactor: number;
  /** how far the clock is ahead, signed; 0 for event tokens */
  readonly driftSteps: number;
  /** false: it is enrolled otherwise */
  readonly isPresentSpec: boolean;
  /** how many matches chance alone lets expect in everything that was searched up to this one */
  readonly expectedAccidents: number;
}

export interface ClockFindings {
  /** the most plausible first */
  readonly candidates: readonly ClockCandidate[];
  /** false: the search ended early, because with so few digits a match would mean little */
  readonly isComplete: boolean;
  /** the token was accepted before: only its present spec was looked at */
  readonly isSpecFixed: boolean;
}

/**
 * Finds the type, hash, time step and drift that explain OTPs read off a token. The present spec is looked at first; of a token that
 * was never accepted, others follow in the order of plausibility, and the first that fits ends the search: what fits later could only
 * be less plausible. Never answers with a factor at or below the last accepted one.
 *
 * A generator, because it may compute a million OTPs: it rests every few milliseconds.
 *
 * @see RFC 4226 §7.4 and appendix E.4; RFC 6238 §6
 */
export function* searchClock(question: ClockQuestion): Generator<void, ClockFindings> {
  const plan = planClockSearches(question);
  const { isSpecFixed } = plan;
  const otpValues = Math.min(10 ** question.otps[0]!.length, MAX_OTP_VALUES);
  const chance = otpValues ** -question.otps.length;
  let positions = 0;
  for (const search of plan.searches) {
    positions += search.to - search.from + 1;
    const expectedAccidents = positions * chance;
    if (expectedAccidents > MAX_EXPECTED_ACCIDENTS) return { candidates: [], isComplete: false, isSpecFixed };
    const factors = yield* scan(search, question);
    if (factors.length === 0) continue;
    const candidates = factors.map((factor) => ({
      ...candidateAt(factor, search, question),
      expectedAccidents,
    }));
    return { candidates: candidates.sort(byDistance), isComplete: true, isSpecFixed };
  }
  return { candidates: [], isComplete: true, isSpecFixed };
}

/** As `searchClock`, without rests. */
export function inferClock(question: ClockQuestion): ClockFindings {
  const search = searchClock(question);
  for (;;) {
    const step = search.next();
    if (step.done === true) return step.value;
  }
}

/** The factors of one search at which all OTPs follow each other. */
function* scan({ spec, from, to }: ClockSearch, question: ClockQuestion): Generator<void, number[]> {
  const { primitives, seed, otps } = question;
  const otpAt = prepareOtp({ primitives, spec, seed });
  const found: number[] = [];
  for (let factor = from; factor <= to; factor += 1) {
    if (otps.every((otp, index) => equalOtp(otpAt(factor + index), otp))) found.push(factor);
    if ((factor - from) % CHUNK_OTPS === CHUNK_OTPS - 1) yield;
  }
  return found;
}

function candidateAt(
  factor: number,
  { spec, isPresentSpec }: ClockSearch,
  { otps, readAt }: ClockQuestion,
): Omit<ClockCandidate, 'expectedAccidents'> {
  const lastFactor = factor + otps.length - 1;
  const { periodSeconds } = spec;
  const driftSteps =
    periodSeconds === undefined ? 0 : lastFactor - Math.floor(readAt / (periodSeconds * 1000));
  return { spec, factor, lastFactor, driftSteps, isPresentSpec };
}

function byDistance(a: ClockCandidate, b: ClockCandidate): number {
  return Math.abs(a.driftSteps) - Math.abs(b.driftSteps) || a.factor - b.factor;
}
