import type { Settings } from '@lingpai/contract';
import { loginKey } from '../user/login-key.ts';
import type { AuthJob, ConfirmJob, OtpJob, Outcome, SyncJob } from './job.ts';
import type { VerificationLedger } from './ledger.ts';
import { countFailure, lockStateAt } from './lockout.ts';
import type { Reason } from './outcome.ts';
import { splitCredential } from './split-credential.ts';
import type { TokenState, UserState } from './state.ts';
import { showsOtp, tokenObstacle } from './token-gate.ts';
import { type TryContext, type TypedOtps, strongerRefusal, tryPending, tryToken } from './try-token.ts';

/** What deciding needs beside the ledger. */
export interface DecideContext extends TryContext {
  readonly lockout: Settings['lockout'];
}

type Refusal = Extract<Outcome, { kind: 'refused' }>;
/** Failures that count against the user or the token: a guess was made. */
const GUESSES: ReadonlySet<Reason> = new Set<Reason>([
  'no-match',
  'replayed',
  'malformed',
  'resync-needed',
  'resync-failed',
]);

/** `auth()`: who is it, is anything locked, is the static part right, does one of the tokens show this OTP. In this order. */
export function authenticateUser(job: AuthJob, ledger: VerificationLedger, context: DecideContext): Outcome {
  const user = ledger.findUser(loginKey(job.login));
  if (user === undefined) return refused('unknown-user');
  const obstacle = userObstacle(user, context.nowMs);
  if (obstacle !== undefined) return refused(obstacle);
  if (!asksStaticPassword(user, context)) {
    return tryUserTokens(user, ledger.tokensOf(user), {
      ledger,
      context,
      typedFor: (token) => typedOtp(job.password, token, undefined),
    });
  }
  const isStaticLocked = lockStateAt(user.staticLockedUntil, context.nowMs);
  if (isStaticLocked !== 'free')
    return refused(isStaticLocked === 'temporary' ? 'user-locked-temporary' : 'user-locked-permanent');
  return authenticateWithStatic(job, user, ledger, context);
}

function authenticateWithStatic(
  job: AuthJob,
  user: UserState,
  ledger: VerificationLedger,
  context: DecideContext,
): Outcome {
  if (user.staticHash === undefined) return refused('static-password-not-set');
  const tokens = ledger.tokensOf(user);
  if (tokens.length === 0) return refused('no-token');
  const split = tokens
    .map((token) => splitCredential(job.password, token.spec.digits, user.staticLength))
    .find((s) => s !== undefined);
  if (split === undefined) return refused(unsplitReason(job.password, tokens));
  if (job.staticCheck?.hash !== user.staticHash)
    return { kind: 'static-check-needed', hash: user.staticHash, staticPassword: split.staticPassword };
  if (!job.staticCheck.isRight) {
    const { failCount, lockedUntil } = countFailure(user.staticFailCount, context.nowMs, context.lockout);
    ledger.saveUser(loginKey(user.login), {
      ...user,
      staticFailCount: failCount,
      staticLockedUntil: lockedUntil,
    });
    return refused('static-password-wrong');
  }
  return tryUserTokens(user, tokens, {
    ledger,
    context,
    typedFor: (token) => typedOtp(job.password, token, user.staticLength),
  });
}

/** The OTP alone, by user, by serial or by both. */
export function authenticateOtp(
  job: OtpJob | SyncJob,
  ledger: VerificationLedger,
  context: DecideContext,
): Outcome {
  const typed: TypedOtps = job.kind === 'sync' ? { otp: job.otp, nextOtp: job.nextOtp } : { otp: job.otp };
  if (job.login === undefined) return tryTokenBySerial(job.serial ?? '', typed, ledger, context);
  const user = ledger.findUser(loginKey(job.login));
  if (user === undefined) return refused('unknown-user');
  const obstacle = userObstacle(user, context.nowMs);
  if (obstacle !== undefined) return refused(obstacle);
  const tokens = ledger
    .tokensOf(user)
    .filter((token) => job.serial === undefined || token.serial === job.serial);
  return tryUserTokens(user, tokens, { ledger, context, typedFor: () => typed });
}

/** The first OTP of a phone, against the seed it was given alone. */
export function confirmActivation(
  job: ConfirmJob,
  ledger: VerificationLedger,
  context: DecideContext,
): Outcome {
  const token = ledger.findTokenBySerial(job.serial);
  if (token?.pending === undefined || token.pending.distributionId !== job.distributionId)
    return refused('not-activated');
  if (token.status === 'revoked') return refused('token-revoked');
  if (context.nowMs >= token.pending.expiresAt) return refused('not-activated');
  const result = tryPending(token, token.pending, { otp: job.otp }, context);
  if (result.kind === 'refused') return refused(result.reason);
  ledger.saveToken(result.after);
  return { kind: 'accepted', serial: token.serial, login: undefined };
}

interface UserTry {
  readonly ledger: VerificationLedger;
  readonly context: DecideContext;
  readonly typedFor: (token: TokenState) => TypedOtps | undefined;
}

/** Tries each bound token that may be used; only one that matches moves. A failure counts once, for the user. */
function tryUserTokens(
  user: UserState,
  tokens: readonly TokenState[],
  { ledger, context, typedFor }: UserTry,
): Outcome {
  if (tokens.length === 0) return refused('no-token');
  const usable = tokens.filter((token) => tokenObstacle(token, context.nowMs) === undefined);
  if (usable.length === 0) return refused(mostTellingObstacle(tokens, context.nowMs));
  let best: Refusal | undefined;
  for (const token of usable) {
    const typed = typedFor(token);
    if (typed === undefined) continue;
    const result = tryToken(token, typed, context);
    if (result.kind === 'accepted') {
      ledger.saveToken(result.after);
      resetFailures(user, ledger);
      return { kind: 'accepted', serial: token.serial, login: user.login };
    }
    best = best === undefined ? refused(result.reason) : strongerRefusal(best, refused(result.reason));
  }
  best ??= refused('malformed');
  if (GUESSES.has(best.reason)) {
    const { failCount, lockedUntil } = countFailure(user.otpFailCount, context.nowMs, context.lockout);
    ledger.saveUser(loginKey(user.login), { ...user, otpFailCount: failCount, otpLockedUntil: lockedUntil });
  }
  return best;
}

function tryTokenBySerial(
  serial: string,
  typed: TypedOtps,
  ledger: VerificationLedger,
  context: DecideContext,
): Outcome {
  const token = ledger.findTokenBySerial(serial);
  if (token === undefined) return refused('unknown-token');
  const obstacle = tokenObstacle(token, context.nowMs);
  if (obstacle !== undefined) return refused(obstacle);
  const result = tryToken(token, typed, context);
  if (result.kind === 'accepted') {
    ledger.saveToken(result.after);
    return { kind: 'accepted', serial, login: undefined };
  }
  if (GUESSES.has(result.reason))
    ledger.saveToken({ ...token, ...countFailure(token.failCount, context.nowMs, context.lockout) });
  return refused(result.reason);
}

function userObstacle(user: UserState, nowMs: number): Reason | undefined {
  if (!user.isEnabled) return 'user-disabled';
  const lock = lockStateAt(user.otpLockedUntil, nowMs);
  if (lock === 'free') return undefined;
  return lock === 'temporary' ? 'user-locked-temporary' : 'user-locked-permanent';
}

function asksStaticPassword(user: UserState, context: DecideContext): boolean {
  return user.staticPasswordRule === null
    ? context.policy.staticPasswordRequired
    : user.staticPasswordRule === 'required';
}

function resetFailures(user: UserState, ledger: VerificationLedger): void {
  if (user.otpFailCount + user.staticFailCount + user.otpLockedUntil + user.staticLockedUntil === 0) return;
  ledger.saveUser(loginKey(user.login), {
    ...user,
    otpFailCount: 0,
    otpLockedUntil: 0,
    staticFailCount: 0,
    staticLockedUntil: 0,
  });
}

function typedOtp(
  password: string,
  token: TokenState,
  staticLength: number | undefined,
): TypedOtps | undefined {
  const split = splitCredential(password, token.spec.digits, staticLength);
  return split === undefined ? undefined : { otp: split.otp };
}

function unsplitReason(password: string, tokens: readonly TokenState[]): Reason {
  const length = Array.from(password).length;
  return tokens.some((token) => token.spec.digits === length) ? 'static-password-missing' : 'malformed';
}

/** A token that could be used again tells the user more than one that never will. */
const OBSTACLES: readonly Reason[] = [
  'token-locked-temporary',
  'token-locked-permanent',
  'token-lost',
  'token-disabled',
  'not-activated',
  'token-not-started',
  'token-expired',
  'wrong-method',
  'token-revoked',
];
function mostTellingObstacle(tokens: readonly TokenState[], nowMs: number): Reason {
  const found = tokens.map((token) => tokenObstacle(token, nowMs));
  return (
    OBSTACLES.find((reason) => found.includes(reason)) ??
    (tokens.some(showsOtp) ? 'not-activated' : 'wrong-method')
  );
}

function refused(reason: Reason): Refusal {
  return { kind: 'refused', reason };
}
