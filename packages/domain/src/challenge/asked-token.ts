import { loginKey } from '../user/login-key.ts';
import type { Attempt } from '../verify/attempt.ts';
import type { OtpJob } from '../verify/job.ts';
import type { Reason } from '../verify/outcome.ts';
import type { ChallengeState, TokenState } from '../verify/state.ts';
import { isClientLocked, tokenLock } from '../verify/subject-lock.ts';
import { mostTellingObstacle, useObstacle } from '../verify/token-gate.ts';
import { lockObstacle, lockReason, userObstacle } from '../verify/user-obstacle.ts';

/** The token that is to answer, and the suite it answers in. */
export interface AskedToken {
  readonly token: TokenState;
  readonly suite: string;
}

interface Question {
  readonly kind: ChallengeState['kind'];
  /** by serial */
  readonly signatureSuites: ReadonlyMap<string, string>;
}

/** Finds the one token that can answer; where none or several can, says why. The same things are asked again when the answer comes. */
export function findAskedToken(question: Question, attempt: Attempt<OtpJob>): AskedToken | Reason {
  const { job, ledger, context } = attempt;
  if (job.login === undefined) return findBySerial(job.serial ?? '', question, attempt);
  const user = ledger.findUser(loginKey(job.login));
  if (user === undefined) return 'unknown-user';
  const barred = userObstacle(user, attempt) ?? lockObstacle(user, ['otp'], attempt, true);
  if (barred !== undefined) return barred;
  const bound = ledger
    .tokensOf(user)
    .filter(({ serial }) => job.serial === undefined || serial === job.serial);
  return bound.length === 0 ? 'no-token' : findOne(bound, question, context.nowMs);
}

function findOne(bound: readonly TokenState[], question: Question, nowMs: number): AskedToken | Reason {
  const answering = bound.filter((token) => suiteOf(token, question) !== undefined);
  if (answering.length === 0) return 'wrong-method';
  const gate = { nowMs, isKnown: true };
  const [token, ...others] = answering.filter((candidate) => useObstacle(candidate, gate) === undefined);
  if (token === undefined) return mostTellingObstacle(answering, gate) ?? 'no-token';
  return others.length > 0 ? 'several-tokens' : { token, suite: suiteOf(token, question)! };
}

function findBySerial(serial: string, question: Question, attempt: Attempt<OtpJob>): AskedToken | Reason {
  const token = attempt.ledger.findTokenBySerial(serial);
  if (token === undefined) return 'unknown-token';
  const gate = { nowMs: attempt.context.nowMs, isKnown: false };
  // Its own lock is asked below, with what this source did to it.
  const obstacle = useObstacle({ ...token, lockedUntil: 0 }, gate);
  if (obstacle !== undefined) return obstacle;
  if (isClientLocked('token', token.id, attempt)) return 'client-locked';
  const lock = tokenLock(token, attempt);
  if (lock !== 'free') return lockReason('token', lock);
  const suite = suiteOf(token, question);
  return suite === undefined ? 'wrong-method' : { token, suite };
}

function suiteOf({ spec, serial }: TokenState, { kind, signatureSuites }: Question): string | undefined {
  if (spec.type !== 'ocra') return undefined;
  const own = kind === 'signature' ? signatureSuites.get(serial) : undefined;
  return own ?? spec.ocraSuite;
}
