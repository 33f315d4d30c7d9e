import type { AuditDraft, Requester } from '@lingpai/domain';

/** What the audit log hears of somebody who runs the system. */
export function operationAudit(
  action: string,
  requester: Requester,
  at: number,
  detail: AuditDraft['detail'],
): AuditDraft {
  return {
    at,
    actorKind: requester.kind,
    actor: requester.name,
    action,
    resultCode: undefined,
    hasSucceeded: true,
    reason: '',
    userLogin: '',
    serial: '',
    source: requester.source,
    detail,
  };
}
