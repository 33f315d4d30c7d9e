import { loginKey } from '../user/login-key.ts';
import { passwordLength } from '../user/password-form.ts';
import type { ThirdPartyVerdict } from '../ports/third-party.ts';
import type { Attempt } from './attempt.ts';
import type { AuthJob, NeededCheck, Outcome } from './job.ts';
import { type OtpMatch, type TypedCredential, matchOtp } from './match-otp.ts';
import type { Reason } from './outcome.ts';
import type { CountedName, FactorName, TokenState, UserState } from './state.ts';
import { noteUserFailure, noteUserSuccess } from './subject-lock.ts';
import { noteUnknown } from './unknown-subject.ts';
import { type PrefixRule, splitPrefix, typedInOneField } from './typed-credential.ts';
import { askedFactors, lockObstacle, userObstacle } from './user-obstacle.ts';

const DAY_MS = 86_400_000;

/** A login, once it is known whose. */
export interface Login {
  readonly user: UserState;
  readonly asked: ReadonlySet<FactorName>;
  readonly rule: PrefixRule;
  readonly attempt: Attempt<AuthJob>;
}

/**
 * `auth()`: who is it, is anything locked, then each factor the policy asks for, the cheapest first: the OTP (here), the static password (a
 * hash), the third-party password (a back-end). Nothing is used up until all of them are right, and each that is wrong counts for itself.
 */
export function authenticateUser(attempt: Attempt<AuthJob>): Outcome {
  const { job, ledger, context } = attempt;
  const user = ledger.findUser(loginKey(job.login));
  if (user === undefined) {
    return refused(noteUnknown('unknown-user', attempt));
  }
  const asked = askedFactors(user, context);
  const obstacle = userObstacle(user, attempt) ?? lockObstacle(user, [...asked], attempt, true);
  if (obstacle !== undefined) return refused(obstacle);
  if (asked.has('static') && user.staticHash === undefined) return refused('static-password-not-set');
  const rule = {
    staticLength: asked.has('static') ? user.staticLength : undefined,
    hasThirdParty: asked.has('thirdParty'),
  };
  return authenticate({ user, asked, rule, attempt });
}

/** What is typed, once nothing is in the way. */
export function authenticate(login: Login): Outcome {
  const { user, asked, rule, attempt } = login;
  const { job, ledger } = attempt;
  const typed = typedInOneField(job.password, rule);
  if (!asked.has('otp')) return checkPasswords(login, job.password, undefined);
  const tokens = ledger.tokensOf(user);
  if (asked.has('static') && isOtpAlone(Array.from(job.password).length, tokens, typed))
    return refused('static-password-missing');
  const match = matchOtp({ user, tokens, typed }, attempt);
  return match.kind === 'none' ? refused(match.reason) : checkPasswords(login, match.before, match);
}

/** As long as an OTP, and not as long as a static password and an OTP of another token. */
function isOtpAlone(length: number, tokens: readonly TokenState[], typed: TypedCredential): boolean {
  return (
    tokens.some(({ spec }) => spec.digits === length) && !tokens.some(({ spec }) => typed.fits(spec.digits))
  );
}

/** @param before what was typed but the OTP */
function checkPasswords(
  login: Login,
  before: string,
  match: Exclude<OtpMatch, { kind: 'none' }> | undefined,
): Outcome {
  const { thirdParty, staticPassword } = splitPrefix(before, login.rule);
  const wanted =
    (staticPassword === undefined ? undefined : checkStatic(login, staticPassword)) ??
    (thirdParty === undefined ? undefined : checkThirdParty(login, thirdParty));
  if (wanted !== undefined) return wanted;
  const { user, asked, attempt } = login;
  if (!asked.has('static')) return acceptMatch(user, [...asked], match, attempt);
  // Whoever logs in may change the password, however many have tried to.
  const factors = [...asked, 'change'] as const;
  const stale = staleness(user, attempt);
  if (stale === undefined) return acceptMatch(user, factors, match, attempt);
  noteUserSuccess(user, { factors, isLogin: true }, attempt);
  return refused(stale);
}

/** @returns undefined when it is right */
function checkStatic({ user, rule, attempt }: Login, password: string): Outcome | undefined {
  if (password === '') return refused('static-password-missing');
  const check = attempt.job.checks?.staticPassword;
  const hash = user.staticHash ?? '';
  if (check?.hash !== hash) return needs(attempt, { check: 'static-password', hash, password });
  if (check.isRight && passwordLength(password) === rule.staticLength) return undefined;
  noteUserFailure(user, 'static', attempt);
  return refused('static-password-wrong');
}

const THIRD_PARTY_REASONS: Readonly<Record<Exclude<ThirdPartyVerdict, 'right'>, Reason>> = {
  wrong: 'third-party-password-wrong',
  unavailable: 'backend-unavailable',
  'not-configured': 'backend-not-configured',
  'filter-wrong': 'backend-filter-wrong',
};

/** @returns undefined when it is right */
function checkThirdParty({ user, attempt }: Login, password: string): Outcome | undefined {
  // Many directories take an empty password for "nobody in particular" and say yes (RFC 4513 §5.1.2).
  if (password === '') return refused('third-party-password-missing');
  const check = attempt.job.checks?.thirdParty;
  const { backendId, login } = user;
  if (check?.backendId !== backendId)
    return needs(attempt, { check: 'third-party', backendId, login, password });
  if (check.verdict === 'right') return undefined;
  // A back-end that says nothing is nobody's failure.
  if (check.verdict === 'wrong') noteUserFailure(user, 'thirdParty', attempt);
  return refused(THIRD_PARTY_REASONS[check.verdict]);
}

function staleness(user: UserState, { context }: Attempt): Reason | undefined {
  const { maxAgeDays } = context.staticPassword;
  if (user.staticMustChange) return 'static-password-initial';
  const isOld = maxAgeDays > 0 && context.nowMs - (user.staticSetAt ?? 0) >= maxAgeDays * DAY_MS;
  return isOld ? 'static-password-expired' : undefined;
}

/** All is right: the OTP (or a use of the emergency password) is used up, and these factors' failures are forgotten. */
// oxlint-disable-next-line max-params -- whose, what was right, and the attempt
export function acceptMatch(
  user: UserState,
  factors: readonly CountedName[],
  match: Exclude<OtpMatch, { kind: 'none' }> | undefined,
  attempt: Attempt,
): Outcome {
  if (match?.kind === 'token') attempt.ledger.saveToken(match.after);
  const change = match?.kind === 'emergency' ? lessOneUse(match.emergency) : {};
  noteUserSuccess(user, { factors, isLogin: true, change }, attempt);
  const serial = match?.kind === 'token' ? match.after.serial : '';
  const method = match?.kind === 'emergency' ? ({ method: 'emergency-password' } as const) : {};
  return { kind: 'accepted', serial, login: user.login, ...method };
}

function lessOneUse(emergency: NonNullable<UserState['emergency']>): Partial<UserState> {
  return emergency.usesLeft === undefined
    ? {}
    : { emergency: { ...emergency, usesLeft: emergency.usesLeft - 1 } };
}

function needs({ job, context }: Attempt<AuthJob>, check: NeededCheck): Outcome {
  return { kind: 'check-needed', asOf: job.checks?.asOf ?? context.nowMs, ...check };
}

export function refused(reason: Reason): Extract<Outcome, { kind: 'refused' }> {
  return { kind: 'refused', reason };
}
