import { type KeyObject, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
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

/** `unsealed`: written by a release whose heads had no MAC. A row says by its hash that its chain has to have one. */
export type ChainForm = 'unsealed' | 'sealed';

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
  form: ChainForm;
}): Uint8Array {
  const { draft } = link;
  const said = JSON.stringify([
    ...(link.form === 'sealed' ? ['sealed'] : []),
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
    const hash = chainHash({ ...chain, previous, draft, detail, form: 'sealed' });
    previous = hash;
    return { draft, detail, hash };
  });
}

/** Where a chain ends, as it lies in the store. */
export interface ChainHead {
  event_count: number;
  head_id: number;
  head_hash: Uint8Array;
  /** null: a release wrote it that had none, or somebody removed it */
  head_mac: Uint8Array | null;
}

/** Whose head it is. */
interface HeadOwner {
  readonly key: KeyObject;
  readonly node: string;
}

/** Where a chain of which nothing is written begins, or ends. */
export function firstHead(owner: HeadOwner): ChainHead {
  const head = { event_count: 0, head_id: 0, head_hash: CHAIN_START };
  return { ...head, head_mac: headMac(owner, head) };
}

/** Keyed as the rows are: whoever takes the last rows away cannot say that the chain ended before them. */
export function headMac({ key, node }: HeadOwner, head: Omit<ChainHead, 'head_mac'>): Uint8Array {
  const hash = Buffer.from(head.head_hash).toString('hex');
  return sealMac(key, ['head', node, head.event_count, head.head_id, hash]);
}

/** Did one of ours write this head? */
export function isHeadGenuine(owner: HeadOwner, { head_mac: mac, ...head }: ChainHead): boolean {
  return mac !== null && isSameMac(mac, headMac(owner, head));
}

/**
 * A chain's head once `events` lie behind it. A head that nobody of ours wrote is never made good by what comes after it: its MAC stays as
 * it was, and does not fit.
 *
 * @param headId id of the last one
 */
export function movedHead(
  owner: HeadOwner,
  from: ChainHead,
  { events, headId }: { readonly events: readonly ChainedEvent[]; readonly headId: number },
): ChainHead {
  const head = {
    event_count: from.event_count + events.length,
    head_id: headId,
    head_hash: events.at(-1)?.hash ?? from.head_hash,
  };
  return { ...head, head_mac: isHeadGenuine(owner, from) ? headMac(owner, head) : from.head_mac };
}

/** MAC over the names of all nodes that have a chain. */
export function nodesMac(key: KeyObject, nodes: readonly string[]): Uint8Array {
  return sealMac(key, ['nodes', ...nodes]);
}

export function isSameMac(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Made once for each key. */
const SEAL_KEYS = new WeakMap<KeyObject, KeyObject>();
/** Shorter than any row's hash is computed over, so that no row's hash is ever this key. */
const SEAL_LABEL = 'lingpai audit seal v1';

function sealMac(key: KeyObject, said: readonly (string | number)[]): Uint8Array {
  let sealKey = SEAL_KEYS.get(key);
  if (sealKey === undefined) {
    sealKey = createSecretKey(createHmac('sha256', key).update(SEAL_LABEL).digest());
    SEAL_KEYS.set(key, sealKey);
  }
  return createHmac('sha256', sealKey).update(JSON.stringify(said)).digest();
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
