import type { EventFilter } from '@lingpai/contract';
import type { AuditDraft } from '../audit/audit-event.ts';

/** What the audit log hears of a choice: who is no longer told of what is worth knowing afterwards. */
export function describeFilter({ actions, outcome, reasons }: EventFilter): AuditDraft['detail'] {
  return {
    actions: actions.join(', '),
    outcome,
    ...(reasons.length > 0 && { reasons: reasons.join(', ') }),
  };
}
