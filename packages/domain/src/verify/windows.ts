import type { Settings } from '@lingpai/contract';
import { NO_FACTOR, type TokenState } from './state.ts';

export type VerificationPolicy = Settings['verification'];
const DAY_MS = 86_400_000;

/** A range of moving factors, both ends inclusive; empty when `to < from`. */
export interface FactorRange {
  readonly from: number;
  readonly to: number;
}

/** The counter of GM/T 0021 has four bytes; that of RFC 4226 has eight, of which a number holds so many. */
const LARGEST_GMT_COUNTER = 0xffff_ffff;

/** What of a range a token of this kind can show: a counter that has come to its end shows nothing more. */
export function shownOf({ hash, type }: TokenState['spec'], { from, to }: FactorRange): FactorRange {
  const isGmtCounter = type === 'hotp' && (hash === 'sm3' || hash === 'sm4');
  return { from, to: Math.min(to, isGmtCounter ? LARGEST_GMT_COUNTER : Number.MAX_SAFE_INTEGER) };
}

/** What of a token its windows depend on. */
export type TokenClock = Pick<
  TokenState,
  'spec' | 'lastFactor' | 'driftSteps' | 'lastAcceptedAt' | 'createdAt'
>;

/** The present time step of the server, in the token's own step; undefined for event tokens. */
export function serverStep(token: TokenClock, nowMs: number): number | undefined {
  if (token.spec.type === 'hotp' || token.spec.periodSeconds === undefined) return undefined;
  return Math.floor(nowMs / (token.spec.periodSeconds * 1000));
}

/**
 * Where an OTP is accepted. Event tokens look forward only (RFC 4226 §7.4); time tokens to both sides of server time + drift
 * (RFC 6238 §5.2, §6), wider by policy the longer the token was not seen. Nothing at or below the last accepted factor is in it.
 */
export function acceptWindow(token: TokenClock, nowMs: number, policy: VerificationPolicy): FactorRange {
  const step = serverStep(token, nowMs);
  if (step === undefined)
    return { from: token.lastFactor + 1, to: token.lastFactor + policy.lookAheadCounters };
  const width = policy.verifyWindowSteps + grownSteps(token, nowMs, policy);
  // A fleet that lay in a drawer for years: nobody knows yet how far each clock is off.
  const first = token.lastFactor === NO_FACTOR ? policy.firstUseWindowSteps : 0;
  return around(token, step, Math.min(Math.max(width, first), policy.resyncWindowSteps));
}

/** Where synchronisation searches for the first of two consecutive OTPs. */
export function resyncWindow(token: TokenClock, nowMs: number, policy: VerificationPolicy): FactorRange {
  const step = serverStep(token, nowMs);
  if (step === undefined) return { from: token.lastFactor + 1, to: token.lastFactor + policy.resyncCounters };
  return around(token, step, policy.resyncWindowSteps);
}

/** Where a used OTP may be recognised as such: for the audit log alone, the answer is the same as for a wrong one. */
export function replayWindow(token: TokenClock, nowMs: number, policy: VerificationPolicy): FactorRange {
  if (token.lastFactor === NO_FACTOR) return { from: 0, to: -1 };
  const step = serverStep(token, nowMs);
  if (step === undefined) return { from: token.lastFactor, to: token.lastFactor };
  const centre = step + token.driftSteps;
  return {
    from: Math.max(0, centre - policy.verifyWindowSteps - 1),
    to: Math.min(token.lastFactor, centre + policy.verifyWindowSteps),
  };
}

/** How long an OTP is remembered that another has to follow. */
const MEMORY_MS = 10 * 60_000;
/** Time goes by between two logins: the second OTP of a time token need not be the very next one. */
const GAP_STEPS = 3;
const GAP_COUNTERS = 1;

/**
 * Where the OTP lies that follows one that was typed before.
 *
 * @returns undefined when that is too long ago
 */
export function rangeAfter(
  token: TokenClock,
  earlier: { readonly factor: number; readonly at: number },
  nowMs: number,
): FactorRange | undefined {
  if (nowMs - earlier.at > MEMORY_MS) return undefined;
  const gap = serverStep(token, nowMs) === undefined ? GAP_COUNTERS : GAP_STEPS;
  return { from: earlier.factor + 1, to: earlier.factor + gap };
}

function around(token: TokenClock, step: number, widthSteps: number): FactorRange {
  const centre = step + token.driftSteps;
  return { from: Math.max(token.lastFactor + 1, centre - widthSteps, 0), to: centre + widthSteps };
}

function grownSteps(token: TokenClock, nowMs: number, policy: VerificationPolicy): number {
  if (policy.windowGrowthDays === 0) return 0;
  const unseenDays = (nowMs - (token.lastAcceptedAt ?? token.createdAt)) / DAY_MS;
  return Math.min(policy.windowGrowthMaxSteps, Math.max(0, Math.floor(unseenDays / policy.windowGrowthDays)));
}
