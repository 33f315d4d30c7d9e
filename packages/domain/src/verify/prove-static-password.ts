import { loginKey } from '../user/login-key.ts';
import type { Attempt } from './attempt.ts';
import { refused } from './authenticate-user.ts';
import type { Outcome, StaticPasswordJob } from './job.ts';
import { noteUserFailure, noteUserSuccess } from './subject-lock.ts';
import { noteUnknown } from './unknown-subject.ts';
import { lockObstacle, userObstacle } from './user-obstacle.ts';

/**
 * Is this the user's static password? Asked before it is changed. It needs no OTP, so wrong ones are counted apart: whoever guesses here locks
 * nobody out of logins.
 */
export function proveStaticPassword(attempt: Attempt<StaticPasswordJob>): Outcome {
  const { job, ledger, context } = attempt;
  const user = ledger.findUser(loginKey(job.login));
  if (user === undefined) {
    noteUnknown(attempt);
    return refused('unknown-user');
  }
  const obstacle = userObstacle(user, attempt) ?? lockObstacle(user, ['change'], attempt);
  if (obstacle !== undefined) return refused(obstacle);
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
