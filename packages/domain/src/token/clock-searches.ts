import { NO_FACTOR } from '../verify/state.ts';
import type { ClockQuestion } from './infer-clock.ts';
import { TOKEN_HASHES, type TokenSpec } from './token-spec.ts';

const DAY_SECONDS = 86_400;
/** How far a clock may be off: what three OTPs can tell from chance, two may not. */
const NEAR_SECONDS = DAY_SECONDS;
const FAR_SECONDS = 7 * DAY_SECONDS;
/** How far an event token may be ahead. */
const NEAR_COUNTERS = 10_000;
const FAR_COUNTERS = 100_000;
/** GM/T 0021 writes its counter in four bytes. */
const MAX_GMT_COUNTER = 0xffff_ffff;
/** Time steps that are sold, the usual ones first. */
const USUAL_PERIODS = [30, 60];
const RARE_PERIODS = [10, 15, 20, 90, 120];

/** One spec and where its first OTP may lie, both ends inclusive. */
export interface ClockSearch {
  readonly spec: TokenSpec;
  readonly isPresentSpec: boolean;
  readonly from: number;
  readonly to: number;
}

export interface ClockPlan {
  readonly searches: readonly ClockSearch[];
  readonly isSpecFixed: boolean;
}

/**
 * What is to be searched, the most plausible first: the present spec as far as it goes; then, where another one may be adopted, each near
 * by, and at last each far off.
 */
export function planClockSearches(question: ClockQuestion): ClockPlan {
  const { spec, lastFactor, otps } = question;
  const digits = otps[0]!.length;
  const isSpecFixed = lastFactor !== NO_FACTOR || spec.type === 'ocra';
  if (isSpecFixed && digits !== spec.digits) return { searches: [], isSpecFixed };
  const present = { ...spec, digits, ...(spec.type === 'hotp' && { periodSeconds: undefined }) };
  const others = isSpecFixed ? [] : otherSpecs(present);
  const isSame = digits === spec.digits;
  const searches = [
    ...near(present, question).map((range) => ({ spec: present, isPresentSpec: isSame, ...range })),
    ...far(present, question).map((range) => ({ spec: present, isPresentSpec: isSame, ...range })),
    ...others.flatMap((other) => toSearches(other, near(other, question))),
    ...others.flatMap((other) => toSearches(other, far(other, question))),
  ];
  return { searches, isSpecFixed };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function toSearches(spec: TokenSpec, ranges: readonly Range[]): ClockSearch[] {
  return ranges.map((range) => ({ spec, isPresentSpec: false, ...range }));
}

function near(spec: TokenSpec, question: ClockQuestion): Range[] {
  if (spec.periodSeconds === undefined)
    return within({ from: question.lastFactor + 1, to: question.lastFactor + NEAR_COUNTERS }, spec, question);
  const { centre, steps } = reach(spec.periodSeconds, NEAR_SECONDS, question);
  return within({ from: centre - steps, to: centre + steps }, spec, question);
}

function far(spec: TokenSpec, question: ClockQuestion): Range[] {
  const { lastFactor, otps } = question;
  if (spec.periodSeconds === undefined)
    return within({ from: lastFactor + NEAR_COUNTERS + 1, to: lastFactor + FAR_COUNTERS }, spec, question);
  if (otps.length < 3) return [];
  const { centre, steps: inner } = reach(spec.periodSeconds, NEAR_SECONDS, question);
  const { steps: outer } = reach(spec.periodSeconds, FAR_SECONDS, question);
  return [
    ...within({ from: centre - outer, to: centre - inner - 1 }, spec, question),
    ...within({ from: centre + inner + 1, to: centre + outer }, spec, question),
  ];
}

/** Around the time the token is believed to have. */
function reach(
  periodSeconds: number,
  seconds: number,
  { readAt, spec, driftSteps }: ClockQuestion,
): { centre: number; steps: number } {
  const believedMs = readAt + driftSteps * (spec.periodSeconds ?? 0) * 1000;
  return {
    centre: Math.floor(believedMs / (periodSeconds * 1000)),
    steps: Math.ceil(seconds / periodSeconds),
  };
}

/** Nothing at or below the last accepted factor, and nothing a token of this spec cannot count to. */
function within(range: Range, spec: TokenSpec, { lastFactor, otps }: ClockQuestion): Range[] {
  const isShort = (spec.hash === 'sm3' || spec.hash === 'sm4') && spec.periodSeconds === undefined;
  const highest = (isShort ? MAX_GMT_COUNTER : Number.MAX_SAFE_INTEGER) - otps.length;
  const from = Math.max(0, lastFactor + 1, range.from);
  const to = Math.min(highest, range.to);
  return to < from ? [] : [{ from, to }];
}

/** All specs but the present one: another step is the likeliest mistake, then another type, another hash, and two things at once. */
function otherSpecs(present: TokenSpec): TokenSpec[] {
  const periods = [...new Set([present.periodSeconds ?? 30, ...USUAL_PERIODS, ...RARE_PERIODS])];
  return TOKEN_HASHES.flatMap((hash) => [
    { ...present, type: 'hotp' as const, hash, periodSeconds: undefined },
    ...periods.map((periodSeconds) => ({ ...present, type: 'totp' as const, hash, periodSeconds })),
  ])
    .filter((spec) => differenceOf(spec, present) > 0)
    .sort((a, b) => differenceOf(a, present) - differenceOf(b, present));
}

function differenceOf(spec: TokenSpec, present: TokenSpec): number {
  const ofType = spec.type === present.type ? 0 : 3;
  const ofHash = spec.hash === present.hash ? 0 : 4;
  const { periodSeconds } = spec;
  if (periodSeconds === undefined || periodSeconds === present.periodSeconds) return ofType + ofHash;
  return ofType + ofHash + (USUAL_PERIODS.includes(periodSeconds) ? 1 : 2);
}
