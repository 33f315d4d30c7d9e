import { type Primitives, prepareOtp } from '@lingpai/algorithms';
import { searchWindow } from './search-window.ts';
import {
  type FactorRange,
  type TokenClock,
  type VerificationPolicy,
  acceptWindow,
  replayWindow,
  resyncWindow,
  serverStep,
  shownOf,
} from './windows.ts';

/** Why an OTP was not accepted. The caller outside hears no difference between the last two. */
export type OtpRejection = 'malformed' | 'no-match' | 'replayed';

export type OtpVerdict =
  | { readonly kind: 'accepted'; readonly factor: number; readonly driftSteps: number }
  /** `factor`: where it lies in the synchronisation window */
  | { readonly kind: 'resync-needed'; readonly factor: number }
  | { readonly kind: 'rejected'; readonly reason: OtpRejection };

export interface OtpQuestion {
  readonly token: TokenClock;
  /** the open seed of the token */
  readonly seed: Uint8Array;
  readonly otp: string;
  /** epoch ms */
  readonly nowMs: number;
  readonly policy: VerificationPolicy;
  readonly primitives: Primitives;
}

/**
 * The verification rule: does this token show this OTP now? Pure: reads nothing but its argument, changes nothing. Whoever acts on
 * `accepted` has to store `factor` as the last accepted one, on condition that the stored one is lower, before answering.
 *
 * @returns `accepted` with the factor to store; `resync-needed` when the OTP lies in the synchronisation window only; else `rejected`
 * @see RFC 4226 §7.2, §7.4; RFC 6238 §5.2, §6
 * Security: every candidate of the accept window is computed and compared in constant time. A factor at or below the last accepted
 * one is in no window that leads to `accepted`.
 */
export function verifyOtp(question: OtpQuestion): OtpVerdict {
  const { token, otp, nowMs, policy } = question;
  if (!hasOtpForm(otp, token.spec.digits)) return { kind: 'rejected', reason: 'malformed' };
  const factor = search(question, acceptWindow(token, nowMs, policy));
  if (factor !== undefined) return { kind: 'accepted', factor, driftSteps: driftAt(token, factor, nowMs) };
  const far = search(question, resyncWindow(token, nowMs, policy));
  if (far !== undefined) return { kind: 'resync-needed', factor: far };
  const used = search(question, replayWindow(token, nowMs, policy));
  return { kind: 'rejected', reason: used === undefined ? 'no-match' : 'replayed' };
}

/**
 * Synchronisation: finds two consecutive OTPs in the wide window. The second is used up by it.
 *
 * @returns `accepted` with the factor of the second OTP; never one at or below the last accepted
 * @see RFC 4226 §7.4 and appendix E.4; RFC 6238 §6
 */
export function resyncOtp(question: OtpQuestion & { readonly nextOtp: string }): OtpVerdict {
  const { token, otp, nextOtp, nowMs, policy } = question;
  if (!hasOtpForm(otp, token.spec.digits) || !hasOtpForm(nextOtp, token.spec.digits))
    return { kind: 'rejected', reason: 'malformed' };
  const range = shownOf(token.spec, resyncWindow(token, nowMs, policy));
  const otpAt = otpReader(question);
  // One OTP may stand at several factors of a wide window by chance: only the place where the second follows counts.
  for (let from = range.from; from <= range.to;) {
    const first = searchWindow({ from, to: range.to, otp, otpAt });
    if (first === undefined) break;
    const next = shownOf(token.spec, { from: first + 1, to: first + 1 });
    if (searchWindow({ ...next, otp: nextOtp, otpAt }) !== undefined) {
      return { kind: 'accepted', factor: first + 1, driftSteps: driftAt(token, first + 1, nowMs) };
    }
    from = first + 1;
  }
  return { kind: 'rejected', reason: 'no-match' };
}

/**
 * Does the token show this OTP at one of these factors?
 *
 * @returns undefined when it does not
 */
export function verifyAt(question: OtpQuestion, range: FactorRange): OtpVerdict | undefined {
  const { token, nowMs } = question;
  const factor = search(question, { ...range, from: Math.max(range.from, token.lastFactor + 1) });
  return factor === undefined
    ? undefined
    : { kind: 'accepted', factor, driftSteps: driftAt(token, factor, nowMs) };
}

/** Is it as many digits as the token shows? Checked before any comparison, which wants equal lengths. */
export function hasOtpForm(otp: string, digits: number): boolean {
  return otp.length === digits && /^[0-9]+$/.test(otp);
}

function search(question: OtpQuestion, range: FactorRange): number | undefined {
  const { otp, token } = question;
  return searchWindow({ ...shownOf(token.spec, range), otp, otpAt: otpReader(question) });
}

function otpReader({ token, seed, primitives }: OtpQuestion): (factor: number) => string {
  return prepareOtp({ primitives, spec: token.spec, seed });
}

function driftAt(token: TokenClock, factor: number, nowMs: number): number {
  const step = serverStep(token, nowMs);
  return step === undefined ? 0 : factor - step;
}
