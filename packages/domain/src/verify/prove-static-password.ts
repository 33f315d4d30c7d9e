import { loginKey } from '../user/login-key.ts';
import type { Attempt } from './attempt.ts';
import { authenticate, refused } from './authenticate-user.ts';
import type { Outcome, StaticPasswordJob } from './job.ts';
import type { Reason } from './outcome.ts';
import type { UserState } from './state.ts';
import { noteUserFailure, noteUserSuccess } from './subject-lock.ts';
import { typedInOneField } from './typed-credential.ts';
import { noteUnknown } from './unknown-subject.ts';
import { lockObstacle, userObstacle } from './user-obstacle.ts';
import { hasOtpForm } from './verify-otp.ts';

/**
 * Is this the user's static password? Asked before it is changed. It needs no OTP, so wrong ones are counted apart: whoever guesses here locks
 * nobody out of logins. Nor out of the change: where it is locked, the old password and an OTP in one field, as at a login, lead past it.
 */
export function proveStaticPassword(attempt: Attempt<StaticPasswordJob>): Outcome {
  const { job, ledger, context } = attempt;
  const user = ledger.findUser(loginKey(job.login));
  if (user === undefined) {
    return refused(noteUnknown('unknown-user', attempt));
  }
  const obstacle = userObstacle(user, attempt);
  if (obstacle !== undefined) return refused(obstacle);
  const locked = lockObstacle(user, ['change'], attempt);
  if (locked !== undefined) return proveAtLock(user, locked, attempt);
  if (user.staticHash === undefined) return refused('static-password-not-set');
  const check = job.checks?.staticPassword;
  if (check?.hash !== user.staticHash)
    return {
      kind: 'check-needed',
      asOf: context.nowMs,
      check: 'static-password',
      hash: user.staticHash,
      password: job.password,
    };
  if (!check.isRight) {
    noteUserFailure(user, 'change', attempt);
    return refused('old-password-wrong');
  }
  noteUserSuccess(user, { factors: ['change'], isLogin: false }, attempt);
  return { kind: 'accepted', serial: '', login: user.login };
}

/** Decided, counted and locked as a login. What is no password with an OTP behind it is not looked at. */
function proveAtLock(user: UserState, locked: Reason, attempt: Attempt<StaticPasswordJob>): Outcome {
  const { job, ledger } = attempt;
  const rule = { staticLength: user.staticLength, hasThirdParty: false };
  const typed = typedInOneField(job.password, rule);
  const isLogin = ledger
    .tokensOf(user)
    .some(({ spec: { digits } }) => typed.fits(digits) && hasOtpForm(typed.split(digits)?.otp ?? '', digits));
  if (user.staticHash === undefined || !isLogin) return refused(locked);
  const asked = new Set(['otp', 'static'] as const);
  const obstacle = lockObstacle(user, [...asked], attempt, true);
  if (obstacle !== undefined) return refused(obstacle);
  const outcome = authenticate({ user, asked, rule, attempt: { ...attempt, job: { ...job, kind: 'auth' } } });
  if (outcome.kind !== 'refused') return outcome;
  switch (outcome.reason) {
    // All was right: it is due, and this is how it is done.
    case 'static-password-initial':
    case 'static-password-expired':
      return { kind: 'accepted', serial: '', login: user.login };
    case 'static-password-wrong':
      return refused('old-password-wrong');
    default:
      return outcome;
  }
}
