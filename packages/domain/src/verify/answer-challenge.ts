import { parseOcraSuite } from '@lingpai/algorithms';
import { loginKey } from '../user/login-key.ts';
import type { Attempt } from './attempt.ts';
import { acceptMatch, refused } from './authenticate-user.ts';
import type { AnswerJob, Outcome } from './job.ts';
import { isGuess } from './match-otp.ts';
import { matchResponse } from './match-response.ts';
import type { Reason } from './outcome.ts';
import type { ChallengeState, TokenState, UserState } from './state.ts';
import {
  isClientLocked,
  noteTokenFailure,
  noteTokenSuccess,
  noteUserFailure,
  tokenLock,
  userLock,
} from './subject-lock.ts';
import { isLockedItself, isSecondAnswer, noteHeldTry } from './two-proofs.ts';
import { MIN_DIGITS_TO_UNLOCK, useObstacle } from './token-gate.ts';
import { lockObstacle, lockReason, placeObstacle, userObstacle } from './user-obstacle.ts';

/** Who answers: the user the challenge was made for, or the token alone. */
interface Answerer {
  readonly user: UserState | undefined;
  readonly token: TokenState;
}

/**
 * The answer to a challenge, or the signature of a transaction. The challenge is used up by the right answer, also by one whose counter is so
 * far ahead that another has to follow it; a wrong one counts as a wrong OTP does, and leaves it.
 *
 * @see RFC 6287 §7
 */
export function answerChallenge(attempt: Attempt<AnswerJob>): Outcome {
  const { job, context } = attempt;
  const challenge = findOpenChallenge(attempt);
  if (typeof challenge === 'string') return refused(challenge);
  const answerer = findAnswerer(challenge, attempt);
  if (typeof answerer === 'string') return refused(answerer);
  const held = answerer.user && heldReason(answerer.user, attempt);
  const result = matchResponse(job.response, { challenge, token: answerer.token, context });
  if (result.kind === 'refused') {
    // Where the answer is the lock's, nothing of an early one has to be remembered.
    const after = held === undefined ? result.after : undefined;
    if (after !== undefined) useUp(challenge, attempt);
    noteRefusal(answerer, { reason: result.reason, after }, attempt);
    return refused(held ?? result.reason);
  }
  useUp(challenge, attempt);
  const { hasCounter } = parseOcraSuite(challenge.suite);
  return acceptAnswer(answerer, { after: result.after, hasCounter }, held, attempt);
}

/** @returns what somebody hears who has to be right twice; that try is noted */
function heldReason(user: UserState, attempt: Attempt<AnswerJob>): Reason | undefined {
  const lock = userLock(user, 'otp', attempt);
  if (lock === 'free') return undefined;
  noteHeldTry('user', user, attempt);
  return lockReason('user', lock);
}

function useUp(challenge: ChallengeState, { ledger, context }: Attempt<AnswerJob>): void {
  ledger.saveChallenge({ ...challenge, usedAt: context.nowMs });
}

function findOpenChallenge({ job, ledger, context }: Attempt<AnswerJob>): ChallengeState | Reason {
  const challenge = ledger.findChallenge(job.challengeKey);
  if (challenge === undefined || challenge.agentId !== job.agentId) return 'challenge-unknown';
  if (challenge.usedAt !== undefined) return 'challenge-used';
  return context.nowMs >= challenge.expiresAt ? 'challenge-expired' : challenge;
}

/** @param held what a source hears that has to be right twice */
// oxlint-disable-next-line max-params -- who answered, what, and the attempt
function acceptAnswer(
  { user }: Answerer,
  { after, hasCounter }: { readonly after: TokenState; readonly hasCounter: boolean },
  held: Reason | undefined,
  attempt: Attempt<AnswerJob>,
): Outcome {
  if (user === undefined) {
    noteTokenSuccess(after, attempt);
    return { kind: 'accepted', serial: after.serial, login: undefined };
  }
  if (held !== undefined && !isSecondAnswer(user.id, after, hasCounter, attempt)) return refused(held);
  return acceptMatch(user, ['otp'], { kind: 'token', after, before: '' }, attempt);
}

function findAnswerer(challenge: ChallengeState, attempt: Attempt<AnswerJob>): Answerer | Reason {
  const token = attempt.ledger.findTokenBySerial(challenge.serial);
  if (token === undefined) return 'unknown-token';
  return challenge.login === undefined
    ? theTokenAlone(token, attempt)
    : theUser(challenge.login, token, { mayProve: isProof(challenge), attempt });
}

function theTokenAlone(token: TokenState, attempt: Attempt<AnswerJob>): Answerer | Reason {
  const { nowMs } = attempt.context;
  const obstacle = useObstacle({ ...token, lockedUntil: 0 }, { nowMs, isKnown: false });
  if (obstacle !== undefined) return obstacle;
  const misplaced = placeObstacle(attempt);
  if (misplaced !== undefined) return misplaced;
  if (isClientLocked('token', token.id, attempt)) return 'client-locked';
  const lock = tokenLock(token, attempt);
  return lock === 'free' ? { user: undefined, token } : lockReason('token', lock);
}

/** Two answers lead past a lock, where they cannot be guessed. */
function isProof({ suite }: ChallengeState): boolean {
  const { digits } = parseOcraSuite(suite);
  // 0: the whole HMAC.
  return digits === 0 || digits >= MIN_DIGITS_TO_UNLOCK;
}

function theUser(
  login: string,
  token: TokenState,
  { mayProve, attempt }: { readonly mayProve: boolean; readonly attempt: Attempt<AnswerJob> },
): Answerer | Reason {
  const user = attempt.ledger.findUser(loginKey(login));
  if (user === undefined) return 'unknown-user';
  const obstacle =
    userObstacle(user, attempt) ??
    lockObstacle(user, ['otp'], attempt, mayProve) ??
    useObstacle(token, { nowMs: attempt.context.nowMs, isKnown: true });
  if (obstacle !== undefined) return obstacle;
  const isBound = attempt.ledger.tokensOf(user).some(({ id }) => id === token.id);
  return isBound ? { user, token } : 'no-token';
}

function noteRefusal(
  { user, token }: Answerer,
  { reason, after }: { readonly reason: Reason; readonly after: TokenState | undefined },
  attempt: Attempt<AnswerJob>,
): void {
  if (after !== undefined) attempt.ledger.saveToken(after);
  if (!isGuess(reason)) return;
  if (user === undefined) noteTokenFailure(after ?? token, attempt);
  else if (!isLockedItself('user', user.id, attempt)) noteUserFailure(user, 'otp', attempt);
}
