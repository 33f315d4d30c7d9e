import type { Requester } from '../verify/job.ts';
import type { AuditDraft } from './audit-event.ts';

/** What the audit log hears of a change people make. Never a password or key. */
export function changeAudit(change: {
  readonly action: string;
  readonly requester: Requester;
  readonly at: number;
  readonly userLogin?: string;
  readonly serial?: string;
  /** code of the refusal; left out when it succeeded */
  readonly reason?: string;
  readonly detail?: AuditDraft['detail'];
}): AuditDraft {
  const { requester } = change;
  return {
    at: change.at,
    actorKind: requester.kind,
    actor: requester.name,
    action: change.action,
    resultCode: undefined,
    hasSucceeded: change.reason === undefined,
    reason: change.reason ?? '',
    userLogin: change.userLogin ?? '',
    serial: change.serial ?? '',
    source: requester.source,
    detail: change.detail ?? {},
  };
}
