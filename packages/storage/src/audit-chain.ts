import { type KeyObject, createHmac } from 'node:crypto';
import type { AuditDraft } from '@lingpai/domain';
import { storableText } from './storable-text.ts';

/** What the chain of a node starts from. */
export const CHAIN_START = new Uint8Array(32);

/** An audit row with its place in the chain. */
export interface ChainedEvent {
  /** its texts as they are stored */
  readonly draft: AuditDraft;
  /** `detail` as it is stored */
  readonly detail: string;
  readonly hash: Uint8Array;
}

/**
 * The hash of an audit row: HMAC-SHA-256 over the hash before it and all that the row says. Keyed, so that who can write to the
 * database, but has not the key, cannot make a chain that fits.
 */
export function chainHash(link: {
  key: KeyObject;
  node: string;
  previous: Uint8Array;
  draft: AuditDraft;
  detail: string;
}): Uint8Array {
  const { draft } = link;
  const said = JSON.stringify([
    link.node,
    draft.at,
    draft.actorKind,
    draft.actor,
    draft.action,
    draft.resultCode ?? null,
    draft.hasSucceeded,
    draft.reason,
    draft.userLogin,
    draft.serial,
    draft.source,
    link.detail,
  ]);
  return createHmac('sha256', link.key).update(link.previous).update(said).digest();
}

/** Puts events behind `previous`, one after the other. */
export function chainEvents(
  drafts: readonly AuditDraft[],
  chain: { key: KeyObject; node: string; previous: Uint8Array },
): ChainedEvent[] {
  let previous = chain.previous;
  return drafts.map((given) => {
    const draft = storableDraft(given);
    const detail = JSON.stringify(draft.detail);
    const hash = chainHash({ ...chain, previous, draft, detail });
    previous = hash;
    return { draft, detail, hash };
  });
}

/** Callers decide what stands in an audit row (a login that does not exist): it must not break the chain. */
function storableDraft(draft: AuditDraft): AuditDraft {
  return {
    ...draft,
    actor: storableText(draft.actor),
    userLogin: storableText(draft.userLogin),
    serial: storableText(draft.serial),
    source: storableText(draft.source),
  };
}
