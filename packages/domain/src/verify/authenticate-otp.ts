import { loginKey } from '../user/login-key.ts';
import type { Attempt } from './attempt.ts';
import { acceptMatch, refused } from './authenticate-user.ts';
import type { ConfirmJob, OtpJob, Outcome, SyncJob } from './job.ts';
import { type LockState, lockStateAt } from './lockout.ts';
import { isGuess, matchOtp } from './match-otp.ts';
import { isAnswerToChallenge } from './match-response.ts';
import type { Reason } from './outcome.ts';
import type { TokenState, UserState } from './state.ts';
import { isClientLocked, noteTokenFailure, noteTokenSuccess, tokenLock, userLock } from './subject-lock.ts';
import { isGuarded, isLockedItself, isSecondProof, noteHeldTry } from './two-proofs.ts';
import { noteUnknown } from './unknown-subject.ts';
import { MIN_DIGITS_TO_UNLOCK, tokenObstacle } from './token-gate.ts';
import { tryPending, tryToken } from './try-token.ts';
import { typedAlone } from './typed-credential.ts';
import { lockObstacle, lockReason, placeObstacle, userObstacle } from './user-obstacle.ts';

type OtpAttempt = Attempt<OtpJob | SyncJob>;

/** The OTP alone, or two consecutive ones, by user, by serial or by both. */
export function authenticateOtp(attempt: OtpAttempt): Outcome {
  const { job, ledger } = attempt;
  if (job.login === undefined) return authenticateToken(job.serial ?? '', attempt);
  const user = ledger.findUser(loginKey(job.login));
  if (user === undefined) {
    return refused(noteUnknown('unknown-user', attempt));
  }
  const obstacle = userObstacle(user, attempt);
  if (obstacle !== undefined) return refused(obstacle);
  const locked = lockObstacle(user, ['otp'], attempt, job.kind === 'otp');
  const tokens = ledger
    .tokensOf(user)
    .filter((token) => job.serial === undefined || token.serial === job.serial);
  if (locked !== undefined) return unlockUser(user, tokens, locked, attempt);
  if (userLock(user, 'otp', attempt) === 'free' && answersChallenge(tokens, attempt))
    return refused('wrong-method');
  const match = matchOtp({ user, tokens, typed: typedAlone(job) }, attempt);
  return match.kind === 'none' ? refused(match.reason) : acceptMatch(user, ['otp'], match, attempt);
}

/**
 * Two consecutive right OTPs end a lock of a user: whoever holds the token shows it, and an outsider cannot. What is wrong changes
 * nothing, and the answer is the lock's.
 */
// oxlint-disable-next-line max-params -- whose lock, what may end it, and the attempt
function unlockUser(
  user: UserState,
  tokens: readonly TokenState[],
  locked: Reason,
  attempt: OtpAttempt,
): Outcome {
  if (
    !mayUnlock(userLock(user, 'otp', attempt), user.otpLockedUntil, attempt) ||
    isClientLocked('user', user.id, attempt)
  )
    return refused(locked);
  const { job, context } = attempt;
  const typed = typedAlone(job).split(0)!;
  for (const token of tokens) {
    if (token.spec.digits < MIN_DIGITS_TO_UNLOCK) continue;
    if (tokenObstacle(token, { nowMs: context.nowMs, isKnown: true }) !== undefined) continue;
    const result = tryToken(token, typed, context);
    if (result.kind === 'accepted')
      return acceptMatch(user, ['otp'], { kind: 'token', after: result.after, before: '' }, attempt);
  }
  return refused(locked);
}

/** Only two OTPs. Failures of all sources together never lock for good: where they do, an administrator has, or a restore. */
function mayUnlock(lock: LockState, sharedLockedUntil: number, { job, context }: OtpAttempt): boolean {
  if (job.kind !== 'sync' || !context.lockout.isUnlockedByTwoOtps || lock === 'free') return false;
  return lockStateAt(sharedLockedUntil, context.nowMs) !== 'permanent';
}

function authenticateToken(serial: string, attempt: OtpAttempt): Outcome {
  const token = attempt.ledger.findTokenBySerial(serial);
  if (token === undefined) {
    return refused(noteUnknown('unknown-token', attempt));
  }
  const obstacle = obstacleBySerial(token, attempt);
  if (obstacle !== undefined) return refused(obstacle);
  if (tokenLock(token, attempt) === 'free' && answersChallenge([token], attempt))
    return refused('wrong-method');
  return tryBySerial(token, attempt);
}

function tryBySerial(named: TokenState, attempt: OtpAttempt): Outcome {
  const trial = trialOf(named, attempt);
  const token = trial.isHeld ? noteHeldTry('token', named, attempt) : named;
  const result = tryToken(token, typedAlone(attempt.job).split(token.spec.digits)!, attempt.context);
  if (result.kind === 'accepted') return acceptBySerial(result.after, trial, attempt);
  // Where the answer is the lock's, nothing of an early OTP has to be remembered.
  const after = trial.isHeld ? undefined : result.after;
  if (isGuess(result.reason) && trial.isCounted) noteTokenFailure(after ?? token, attempt);
  return refused(trial.lockReason ?? result.reason);
}

/** How a try by serial is looked at. */
interface Trial {
  /** what everything is answered with that is not enough; undefined: nothing is locked */
  readonly lockReason: Reason | undefined;
  /** two OTPs are asked for, one after the other */
  readonly isHeld: boolean;
  /** a wrong one counts; two OTPs that were to end a lock change nothing when they are wrong */
  readonly isCounted: boolean;
}

function trialOf(token: TokenState, attempt: OtpAttempt): Trial {
  const lock = tokenLock(token, attempt);
  if (lock === 'free') return { lockReason: undefined, isHeld: false, isCounted: true };
  const isHeld = isHeldBack(token, attempt);
  const isCounted = isHeld && !isLockedItself('token', token.id, attempt);
  return { lockReason: lockReason('token', lock), isHeld, isCounted };
}

function acceptBySerial(
  after: TokenState,
  { isHeld, lockReason: locked }: Trial,
  attempt: OtpAttempt,
): Outcome {
  if (isHeld && locked !== undefined && !isSecondProof('token', after.id, after, attempt))
    return refused(locked);
  noteTokenSuccess(after, attempt);
  return { kind: 'accepted', serial: after.serial, login: undefined };
}

/** Kept out, and let in by two OTPs, one after the other. */
function isHeldBack(token: TokenState, attempt: OtpAttempt): boolean {
  return attempt.job.kind === 'otp' && isGuarded('token', token, attempt);
}

/** The token's own lock is asked with what this source did to it. Two OTPs may pass it. */
function obstacleBySerial(token: TokenState, attempt: OtpAttempt): Reason | undefined {
  const { nowMs } = attempt.context;
  const lock = tokenLock(token, attempt);
  const mayPass =
    token.spec.digits >= MIN_DIGITS_TO_UNLOCK &&
    (isHeldBack(token, attempt) || mayUnlock(lock, token.lockedUntil, attempt));
  const obstacle = tokenObstacle({ ...token, lockedUntil: 0 }, { nowMs, isKnown: false });
  // A status is told before a lock, a lock before what comes of dates and seeds.
  if (lock !== 'free' && !mayPass && !isStatus(obstacle)) return lockReason('token', lock);
  return (
    obstacle ??
    placeObstacle(attempt) ??
    (isClientLocked('token', token.id, attempt) ? 'client-locked' : undefined)
  );
}

function isStatus(obstacle: Reason | undefined): boolean {
  return ['token-disabled', 'token-lost', 'token-revoked'].includes(obstacle ?? '');
}

/**
 * The response to the session's challenge is no OTP (guide, 2.4.2.2): it belongs to `sessionAuth`, and is not used up here. Looked at only
 * where a wrong guess is counted, so that nobody can find a response out this way.
 */
function answersChallenge(tokens: readonly TokenState[], attempt: OtpAttempt): boolean {
  const { job, ledger, context } = attempt;
  if (job.kind !== 'otp' || job.challengeKey === undefined) return false;
  const challenge = ledger.findChallenge(job.challengeKey);
  const token = tokens.find(({ serial }) => serial === challenge?.serial);
  if (challenge === undefined || token === undefined) return false;
  if (tokenObstacle(token, { nowMs: context.nowMs, isKnown: false }) !== undefined) return false;
  return isAnswerToChallenge(job.otp, { challenge, token, context });
}

/** The first OTP of a phone, against the seed it was given alone. */
export function confirmActivation({ job, ledger, context }: Attempt<ConfirmJob>): Outcome {
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
