import type { AuditDraft } from '@lingpai/domain';
import type { Selectable } from 'kysely';
import type { KeyObject } from 'node:crypto';
import { type ChainForm, chainHash } from '../audit-chain.ts';
import type { AuditEventsTable } from '../schema.ts';

export type EventRow = Selectable<AuditEventsTable>;

/**
 * In which of these forms the hash of a row fits what it says and the hash before it.
 *
 * @returns undefined: in none
 */
export function fittingForm(
  row: EventRow,
  previous: Uint8Array,
  { key, forms }: { readonly key: KeyObject; readonly forms: readonly ChainForm[] },
): ChainForm | undefined {
  const draft = toDraft(row);
  const link = { key, node: row.node, previous, draft, detail: row.detail };
  return forms.find((form) => equalBytes(chainHash({ ...link, form }), row.hash));
}

function toDraft(row: EventRow): AuditDraft {
  return {
    at: row.at,
    actorKind: row.actor_kind as AuditDraft['actorKind'],
    actor: row.actor,
    action: row.action,
    resultCode: row.result_code ?? undefined,
    hasSucceeded: row.succeeded === 1,
    reason: row.reason,
    userLogin: row.user_login,
    serial: row.serial,
    source: row.source,
    detail: {},
  };
}

/** Nothing secret is compared here. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
