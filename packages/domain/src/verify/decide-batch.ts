import type { AuditDraft } from '../audit/audit-event.ts';
import { answerChallenge } from './answer-challenge.ts';
import { type Attempt, type DecideContext, addressOf, openAttempt } from './attempt.ts';
import { authenticateOtp, confirmActivation } from './authenticate-otp.ts';
import { authenticateUser } from './authenticate-user.ts';
import type { Outcome, VerifyJob } from './job.ts';
import { type BatchWrites, VerificationLedger, type VerificationSnapshot } from './ledger.ts';
import { assertNever, codeOfReason } from './outcome.ts';
import { proveStaticPassword } from './prove-static-password.ts';

export interface DecidedBatch {
  /** in the order of the jobs */
  readonly outcomes: readonly Outcome[];
  readonly writes: BatchWrites;
}

/**
 * Decides all jobs of one transaction, one after the other, on what the store found for them. Pure: the same snapshot, jobs and
 * instant give the same result, so a transaction that has to be repeated is simply decided again.
 */
export function decideBatch(
  jobs: readonly VerifyJob[],
  snapshot: VerificationSnapshot,
  context: DecideContext,
): DecidedBatch {
  const ledger = new VerificationLedger(snapshot);
  const outcomes = jobs.map((job) => decideJob(job, ledger, context));
  return { outcomes, writes: ledger.writes() };
}

function decideJob(job: VerifyJob, ledger: VerificationLedger, context: DecideContext): Outcome {
  const before = answerBefore(job, ledger);
  if (before !== undefined) return before;
  const attempt = openAttempt(job, ledger, context);
  const takeBack = isHashDue(attempt) ? ledger.mark() : undefined;
  const outcome = decide(attempt);
  if (outcome.kind === 'check-needed' || outcome.kind === 'answered-before') return outcome;
  if (outcome.kind === 'refused' && takeBack !== undefined) {
    takeBack();
    return { kind: 'check-needed', asOf: context.nowMs, check: 'hash-alone' };
  }
  const code = outcome.kind === 'accepted' ? 0 : codeOfReason(outcome.reason);
  const { idempotency } = job;
  if (idempotency !== undefined)
    ledger.saveAnswer(idempotency.scope, { requestHash: idempotency.requestHash, code }, context.nowMs);
  ledger.note({ ...auditOf(job, outcome, code, context.nowMs), ...aboutChallenge(job, ledger) });
  for (const event of attempt.notes) ledger.note(event);
  return outcome;
}

/** What was answered to the same request before: a retry. */
function answerBefore({ idempotency }: VerifyJob, ledger: VerificationLedger): Outcome | undefined {
  const answer = idempotency && ledger.findAnswer(idempotency.scope);
  if (idempotency === undefined || answer === undefined) return undefined;
  const isSame = answer.requestHash === idempotency.requestHash;
  return { kind: 'answered-before', code: isSame ? answer.code : undefined };
}

/**
 * Where a password is all that is asked for (at a change it always is), it is the time its hash takes that would tell who exists. It is spent before anything is
 * counted: a server too busy to hash says so to everybody alike, and nobody has failed.
 */
function isHashDue({ job, context }: Attempt): boolean {
  if (job.kind !== 'auth' && job.kind !== 'static-password') return false;
  if (job.checks?.staticPassword !== undefined || job.checks?.isHashSpent === true) return false;
  const { otpRequired, staticPasswordRequired } = context.policy;
  return job.kind === 'static-password' || (!otpRequired && staticPasswordRequired);
}

function decide({ job, ...rest }: Attempt): Outcome {
  switch (job.kind) {
    case 'auth':
      return authenticateUser({ job, ...rest });
    case 'otp':
    case 'sync':
      return authenticateOtp({ job, ...rest });
    case 'confirm':
      return confirmActivation({ job, ...rest });
    case 'answer':
      return answerChallenge({ job, ...rest });
    case 'static-password':
      return proveStaticPassword({ job, ...rest });
    default:
      return assertNever(job);
  }
}

// oxlint-disable-next-line max-params -- the four things an event is made of
function auditOf(
  job: VerifyJob,
  outcome: Extract<Outcome, { kind: 'accepted' | 'refused' }>,
  resultCode: number,
  at: number,
): AuditDraft {
  const { login, serial } = subjectOf(job, outcome);
  const method = outcome.kind === 'accepted' ? outcome.method : undefined;
  return {
    at,
    actorKind: job.requester.kind,
    actor: job.requester.name,
    action: actionOf(job),
    resultCode,
    hasSucceeded: outcome.kind === 'accepted',
    reason: outcome.kind === 'refused' ? outcome.reason : '',
    userLogin: login ?? '',
    serial: serial ?? '',
    source: addressOf(job),
    detail: {
      ...(method !== undefined && { method }),
      ...(job.clientAddress !== undefined && { agentAddress: job.requester.source }),
    },
  };
}

/** An answer names nobody: its challenge does. */
function aboutChallenge(
  job: VerifyJob,
  ledger: VerificationLedger,
): Partial<Pick<AuditDraft, 'action' | 'userLogin' | 'serial'>> {
  const challenge = job.kind === 'answer' ? ledger.findChallenge(job.challengeKey) : undefined;
  if (challenge === undefined) return {};
  const action = challenge.kind === 'signature' ? 'verify-signature' : 'auth-challenge';
  return { action, userLogin: challenge.login ?? '', serial: challenge.serial };
}

function subjectOf(
  job: VerifyJob,
  outcome: Outcome,
): { login?: string | undefined; serial?: string | undefined } {
  const login = 'login' in job ? job.login : undefined;
  const serial = 'serial' in job ? job.serial : undefined;
  if (outcome.kind !== 'accepted') return { login, serial };
  return { login: outcome.login ?? login, serial: outcome.serial === '' ? serial : outcome.serial };
}

function actionOf(job: VerifyJob): string {
  switch (job.kind) {
    case 'auth':
      return 'auth';
    case 'confirm':
      return 'token.activate';
    case 'answer':
      return 'auth-challenge';
    case 'static-password':
      return 'user.static-password-proof';
    case 'otp':
      return job.requester.kind === 'agent'
        ? job.login === undefined
          ? 'auth-token'
          : 'auth-otp'
        : 'token.test';
    case 'sync':
      return job.requester.kind === 'agent' ? 'sync' : 'token.sync';
    default:
      return assertNever(job);
  }
}
