import {
  type OcraSuite,
  equalOtp,
  mutualClientChallenge,
  ocraResponse,
  ocraTimeStep,
  parseOcraSuite,
} from '@lingpai/algorithms';
import { loginKey } from '../user/login-key.ts';
import { type Attempt, type DecideContext } from './attempt.ts';
import { acceptMatch, refused } from './authenticate-user.ts';
import type { AnswerJob, Outcome } from './job.ts';
import { type Reason } from './outcome.ts';
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
import { useObstacle } from './token-gate.ts';
import { lockObstacle, lockReason, placeObstacle, userObstacle } from './user-obstacle.ts';

/** Who answers: the user the challenge was made for, or the token alone. */
interface Answerer {
  readonly user: UserState | undefined;
  readonly token: TokenState;
}

/**
 * The answer to a challenge, or the signature of a transaction. The challenge is used up by the right answer; a wrong one counts as a wrong
 * OTP does, and leaves it.
 *
 * @see RFC 6287 §7
 */
export function answerChallenge(attempt: Attempt<AnswerJob>): Outcome {
  const { job, ledger, context } = attempt;
  const challenge = findOpenChallenge(attempt);
  if (typeof challenge === 'string') return refused(challenge);
  const answerer = findAnswerer(challenge, attempt);
  if (typeof answerer === 'string') return refused(answerer);
  const result = tryAnswer(job.response, { challenge, token: answerer.token, context });
  const lock = answerer.user === undefined ? 'free' : userLock(answerer.user, 'otp', attempt);
  const held = lock === 'free' ? undefined : lockReason('user', lock);
  if (typeof result === 'string') {
    if (result === 'no-match' || result === 'malformed') noteFailure(answerer, attempt);
    return refused(held ?? result);
  }
  ledger.saveChallenge({ ...challenge, usedAt: context.nowMs });
  return acceptAnswer(answerer, result, held, attempt);
}

function findOpenChallenge({ job, ledger, context }: Attempt<AnswerJob>): ChallengeState | Reason {
  const challenge = ledger.findChallenge(job.challengeKey);
  if (challenge === undefined || challenge.agentId !== job.agentId) return 'challenge-unknown';
  if (challenge.usedAt !== undefined) return 'challenge-used';
  return context.nowMs >= challenge.expiresAt ? 'challenge-expired' : challenge;
}

/** @param held what a source hears that has to be right twice */
// oxlint-disable-next-line max-params -- who answered, the token's next state, and the attempt
function acceptAnswer(
  { user, token }: Answerer,
  after: TokenState,
  held: Reason | undefined,
  attempt: Attempt<AnswerJob>,
): Outcome {
  if (user === undefined) {
    noteTokenSuccess(after, attempt);
    return { kind: 'accepted', serial: after.serial, login: undefined };
  }
  if (held !== undefined && !isSecondAnswer('user', user.id, token, attempt)) return refused(held);
  return acceptMatch(user, ['otp'], { kind: 'token', after, before: '' }, attempt);
}

function findAnswerer(challenge: ChallengeState, attempt: Attempt<AnswerJob>): Answerer | Reason {
  const token = attempt.ledger.findTokenBySerial(challenge.serial);
  if (token === undefined) return 'unknown-token';
  return challenge.login === undefined
    ? theTokenAlone(token, attempt)
    : theUser(challenge.login, token, attempt);
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

function theUser(login: string, token: TokenState, attempt: Attempt<AnswerJob>): Answerer | Reason {
  const user = attempt.ledger.findUser(loginKey(login));
  if (user === undefined) return 'unknown-user';
  const obstacle =
    userObstacle(user, attempt) ??
    lockObstacle(user, ['otp'], attempt, true) ??
    useObstacle(token, { nowMs: attempt.context.nowMs, isKnown: true });
  if (obstacle !== undefined) return obstacle;
  const isBound = attempt.ledger.tokensOf(user).some(({ id }) => id === token.id);
  return isBound ? { user, token } : 'no-token';
}

function noteFailure({ user, token }: Answerer, attempt: Attempt<AnswerJob>): void {
  if (user === undefined) noteTokenFailure(token, attempt);
  else if (isLockedItself('user', user.id, attempt)) noteHeldTry('user', user.id, attempt);
  else noteUserFailure(user, 'otp', attempt);
}

/** An answer, and what it is measured by. */
export interface AnswerQuestion {
  readonly challenge: ChallengeState;
  readonly token: TokenState;
  readonly context: DecideContext;
}

/** Is this what the token answers to the challenge? Changes nothing. */
export function isAnswerToChallenge(response: string, question: AnswerQuestion): boolean {
  return typeof tryAnswer(response, question) !== 'string';
}

/** @returns the token's next state, or why not */
function tryAnswer(response: string, question: AnswerQuestion): TokenState | Reason {
  const { challenge, token, context } = question;
  const suite = parseOcraSuite(challenge.suite);
  if (!hasResponseForm(response, suite)) return 'malformed';
  let seed: Uint8Array;
  try {
    seed = context.openSeed(token.serial, token.sealedSeed ?? new Uint8Array(0));
  } catch {
    // The vault says no more than this; the store's `doctor` names the records.
    return 'seed-unreadable';
  }
  const typed = suite.digits === 0 ? response.toLowerCase() : response;
  let found: Candidate | undefined;
  // Every candidate is computed, so that the time taken does not tell which matched.
  for (const candidate of candidatesOf(suite, question)) {
    const isMatch = equalOtp(responseTo(challenge, suite, { seed, context, candidate }), typed);
    if (isMatch) found ??= candidate;
  }
  return found === undefined ? 'no-match' : afterAnswer(token, found, context.nowMs);
}

/** One moment, one counter. */
interface Candidate {
  readonly counter?: number;
  readonly timeStep?: number;
}

function candidatesOf(suite: OcraSuite, { token, context }: AnswerQuestion): Candidate[] {
  const { policy, nowMs } = context;
  const counters = suite.hasCounter
    ? Array.from({ length: policy.lookAheadCounters }, (_, ahead) => ({
        counter: token.lastFactor + 1 + ahead,
      }))
    : [{}];
  if (suite.periodSeconds === undefined) return counters;
  const present = ocraTimeStep(suite, tokenTimeMs(token, nowMs));
  const width = policy.verifyWindowSteps;
  const steps = Array.from({ length: 2 * width + 1 }, (_, index) => Math.max(0, present - width + index));
  return counters.flatMap((counter) => steps.map((timeStep) => ({ ...counter, timeStep })));
}

/** Server time as the token's clock has it, as far as its time OTPs have told. */
export function tokenTimeMs({ spec, driftSteps }: TokenState, nowMs: number): number {
  return Math.max(0, nowMs + driftSteps * (spec.periodSeconds ?? 0) * 1000);
}

function responseTo(
  challenge: ChallengeState,
  suite: OcraSuite,
  { seed, context, candidate }: { seed: Uint8Array; context: DecideContext; candidate: Candidate },
): string {
  const { question, clientQuestion } = challenge;
  return ocraResponse({
    primitives: context.primitives,
    seed,
    suite,
    challenge: clientQuestion === undefined ? question : mutualClientChallenge(clientQuestion, question),
    ...candidate,
  });
}

function hasResponseForm(response: string, { digits }: OcraSuite): boolean {
  return digits === 0
    ? /^[0-9a-f]{40,128}$/i.test(response)
    : response.length === digits && /^\d+$/.test(response);
}

function afterAnswer(token: TokenState, { counter }: Candidate, nowMs: number): TokenState {
  const next = { ...token, lastAcceptedAt: nowMs };
  return counter === undefined ? next : { ...next, lastFactor: counter };
}
