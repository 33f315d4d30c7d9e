import type { AuditDraft } from '@lingpai/domain';
import type pg from 'pg';
import { CHAIN_START, type ChainHead, type ChainedEvent, chainEvents, movedHead } from '../audit-chain.ts';
import type { ChainIdentity } from '../stores/audit-writer.ts';
import { hourOf, verdictCounts } from '../verification-rows.ts';

/** Appends a batch's audit rows to this node's chain, in the transaction of `client`. */
export async function appendAudit(
  client: pg.PoolClient,
  drafts: readonly AuditDraft[],
  chain: ChainIdentity,
): Promise<void> {
  if (drafts.length === 0) return;
  const { node } = chain;
  await client.query({
    name: 'open-chain',
    text: 'INSERT INTO audit_chains (node, event_count, head_id, head_hash) VALUES ($1, 0, 0, $2) ON CONFLICT DO NOTHING',
    values: [node, CHAIN_START],
  });
  const found = await client.query<ChainHead>({
    name: 'chain-head',
    text: 'SELECT event_count, head_id, head_hash, head_mac FROM audit_chains WHERE node = $1 FOR UPDATE',
    values: [node],
  });
  const head = found.rows[0]!;
  const events = chainEvents(drafts, { ...chain, previous: head.head_hash });
  const headId = await saveEvents(client, node, events);
  const moved = movedHead(chain, head, { events, headId });
  await client.query({
    name: 'move-chain',
    text: 'UPDATE audit_chains SET event_count = $1, head_id = $2, head_hash = $3, head_mac = $4 WHERE node = $5',
    values: [moved.event_count, moved.head_id, moved.head_hash, moved.head_mac, node],
  });
  await countHour(client, node, drafts);
}

async function saveEvents(
  client: pg.PoolClient,
  node: string,
  events: readonly ChainedEvent[],
): Promise<number> {
  const column = <T>(pick: (draft: AuditDraft) => T) => events.map((event) => pick(event.draft));
  const { rows } = await client.query<{ id: number }>({
    name: 'save-events',
    text:
      'INSERT INTO audit_events (node, at, actor_kind, actor, action, result_code, succeeded, reason, user_login, serial, source, detail, hash) ' +
      'SELECT $1, n.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[]) AS n RETURNING id',
    values: [
      node,
      column((d) => d.at),
      column((d) => d.actorKind),
      column((d) => d.actor),
      column((d) => d.action),
      column((d) => d.resultCode ?? null),
      column((d) => (d.hasSucceeded ? 1 : 0)),
      column((d) => d.reason),
      column((d) => d.userLogin),
      column((d) => d.serial),
      column((d) => d.source),
      events.map((e) => e.detail),
      events.map((e) => e.hash),
    ],
  });
  return rows.at(-1)!.id;
}

async function countHour(client: pg.PoolClient, node: string, drafts: readonly AuditDraft[]): Promise<void> {
  const { accepted, refused } = verdictCounts(drafts);
  if (accepted + refused === 0) return;
  await client.query({
    name: 'count-hour',
    text:
      'INSERT INTO verification_hours AS h (hour, node, accepted, refused) VALUES ($1, $2, $3, $4) ' +
      'ON CONFLICT (hour, node) DO UPDATE SET accepted = h.accepted + excluded.accepted, refused = h.refused + excluded.refused',
    values: [hourOf(drafts[0]!.at), node, accepted, refused],
  });
}
