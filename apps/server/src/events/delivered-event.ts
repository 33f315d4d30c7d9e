import type { AuditEvent } from '@lingpai/contract';

/** An event as receivers get it. The audit log holds no secrets, so neither does this. */
export interface DeliveredEvent {
  /** number in the audit log: who gets an event twice knows it by this; 0: a test */
  readonly id: number;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly node: string;
  readonly action: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly succeeded: boolean;
  readonly resultCode: number | null;
  readonly reason: string;
  readonly userLogin: string;
  readonly serial: string;
  readonly source: string;
}

export function toDeliveredEvent(event: AuditEvent): DeliveredEvent {
  const { id, at, node, action, actorKind, actor, succeeded, resultCode, reason } = event;
  const { userLogin, serial, source } = event;
  return {
    id,
    at: new Date(at).toISOString(),
    node,
    action,
    actor: { kind: actorKind, name: actor },
    succeeded,
    resultCode,
    reason,
    userLogin,
    serial,
    source,
  };
}
