import type { AuditDraft } from '../audit/audit-event.ts';
import {
  type DecideContext,
  authenticateOtp,
  authenticateUser,
  confirmActivation,
} from './authenticate-user.ts';
import type { Outcome, VerifyJob } from './job.ts';
import { type BatchWrites, VerificationLedger, type VerificationSnapshot } from './ledger.ts';
import { assertNever, codeOfReason } from './outcome.ts';

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
  const { idempotency } = job;
  if (idempotency !== undefined) {
    const answer = ledger.findAnswer(idempotency.scope);
    if (answer !== undefined)
      return {
        kind: 'answered-before',
        code: answer.requestHash === idempotency.requestHash ? answer.code : undefined,
      };
  }
  const outcome = decide(job, ledger, context);
  if (outcome.kind === 'static-check-needed' || outcome.kind === 'answered-before') return outcome;
  const code = outcome.kind === 'accepted' ? 0 : codeOfReason(outcome.reason);
  if (idempotency !== undefined)
    ledger.saveAnswer(idempotency.scope, { requestHash: idempotency.requestHash, code }, context.nowMs);
  ledger.note(auditOf(job, outcome, code, context.nowMs));
  return outcome;
}

function decide(job: VerifyJob, ledger: VerificationLedger, context: DecideContext): Outcome {
  switch (job.kind) {
    case 'auth':
      return authenticateUser(job, ledger, context);
    case 'otp':
    case 'sync':
      return authenticateOtp(job, ledger, context);
    case 'confirm':
      return confirmActivation(job, ledger, context);
    default:
      return assertNever(job);
  }
}

function auditOf(
  job: VerifyJob,
  outcome: Extract<Outcome, { kind: 'accepted' | 'refused' }>,
  resultCode: number,
  at: number,
): AuditDraft {
  const login = 'login' in job ? job.login : undefined;
  const serial = 'serial' in job ? job.serial : undefined;
  return {
    at,
    actorKind: job.requester.kind,
    actor: job.requester.name,
    action: actionOf(job),
    resultCode,
    hasSucceeded: outcome.kind === 'accepted',
    reason: outcome.kind === 'refused' ? outcome.reason : '',
    userLogin: (outcome.kind === 'accepted' ? outcome.login : undefined) ?? login ?? '',
    serial: (outcome.kind === 'accepted' ? outcome.serial : undefined) ?? serial ?? '',
    source: job.requester.source,
    detail: {},
  };
}

function actionOf(job: VerifyJob): string {
  switch (job.kind) {
    case 'auth':
      return 'auth';
    case 'confirm':
      return 'token.activate';
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
