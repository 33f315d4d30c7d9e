import type { AuditDraft } from '../audit/audit-event.ts';
import type { Requester } from '../verify/job.ts';

/** What the audit log hears of a step of distribution and activation. Never a ticket, code or password. */
export function activationAudit(step: {
  readonly action: string;
  readonly serial: string;
  readonly requester: Requester;
  readonly at: number;
  /** code of the refusal; left out when it succeeded */
  readonly reason?: string;
  readonly detail?: AuditDraft['detail'];
}): AuditDraft {
  const { requester } = step;
  return {
    at: step.at,
    actorKind: requester.kind,
    actor: requester.name,
    action: step.action,
    resultCode: undefined,
    hasSucceeded: step.reason === undefined,
    reason: step.reason ?? '',
    userLogin: '',
    serial: step.serial,
    source: requester.source,
    detail: step.detail ?? {},
  };
}
