import type { BatchWrites, FactorCounts, TokenState, UserState } from '@lingpai/domain';
import type pg from 'pg';
import { latestLockSql, unknownLocks } from '../latest-lock.ts';
import type { ChainIdentity } from '../stores/audit-writer.ts';
import { LostUpdateError, SOURCE_COLUMNS, countsOf, tokenChange } from '../verification-rows.ts';
import { appendAudit } from './append-audit.ts';

/** Writes all that a decided batch changes, in the transaction of `client`. */
export async function writeBatch(
  client: pg.PoolClient,
  writes: BatchWrites,
  chain: ChainIdentity,
): Promise<void> {
  const byChange = Map.groupBy(writes.tokens, tokenChange);
  await moveTokens(client, byChange.get('moved') ?? []);
  await keepTokens(client, byChange.get('kept') ?? []);
  for (const write of byChange.get('taken-over') ?? []) await takeOver(client, write);
  await saveUsers(client, writes.users);
  await saveSources(client, writes.sources);
  await findLatestLocks(client, writes);
  await saveClients(client, writes.clients);
  await useChallenges(client, writes.challenges);
  await saveAnswers(client, writes.answers);
  await appendAudit(client, writes.audit, chain);
}

const TOKEN_CHANGES =
  'drift_steps = n.drift_steps, last_accepted_at = n.last_accepted_at, fail_count = n.fail_count, locked_until = n.locked_until, ' +
  'failed_at = n.failed_at, source_locked_until = n.source_locked_until, held_tries = n.held_tries, held_since = n.held_since, resync_factor = n.resync_factor, resync_at = n.resync_at, spent_factors = n.spent_factors ' +
  'FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::int[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[]) ' +
  'AS n(id, last_factor, drift_steps, last_accepted_at, fail_count, locked_until, failed_at, source_locked_until, held_tries, held_since, resync_factor, resync_at, spent_factors) ' +
  'WHERE tokens.id = n.id';

/** In the order of `TOKEN_CHANGES`. */
function tokenColumns(writes: BatchWrites['tokens']): unknown[][] {
  const column = <T>(pick: (after: TokenState) => T) => writes.map(({ after }) => pick(after));
  return [
    column((t) => t.id),
    column((t) => t.lastFactor),
    column((t) => t.driftSteps),
    column((t) => t.lastAcceptedAt ?? null),
    column((t) => t.failCount),
    column((t) => t.lockedUntil),
    column((t) => t.failedAt),
    column((t) => t.sourceLockedUntil),
    column((t) => t.heldTries),
    column((t) => t.heldSince),
    column((t) => t.resync?.factor ?? null),
    column((t) => t.resync?.at ?? null),
    column((t) => t.spentFactors.join(',')),
  ];
}

async function moveTokens(client: pg.PoolClient, writes: BatchWrites['tokens']): Promise<void> {
  if (writes.length === 0) return;
  const { rowCount } = await client.query({
    name: 'move-tokens',
    text: `UPDATE tokens SET last_factor = n.last_factor, counter_doubted = 0, ${TOKEN_CHANGES} AND tokens.last_factor < n.last_factor`,
    values: tokenColumns(writes),
  });
  if (rowCount !== writes.length) throw new LostUpdateError('tokens');
}

async function keepTokens(client: pg.PoolClient, writes: BatchWrites['tokens']): Promise<void> {
  if (writes.length === 0) return;
  await client.query({
    name: 'keep-tokens',
    text: `UPDATE tokens SET ${TOKEN_CHANGES}`,
    values: tokenColumns(writes),
  });
}

/** The first OTP of a new phone: its seed becomes the token's own. Rare, so one by one. */
async function takeOver(
  client: pg.PoolClient,
  { id, before, after }: BatchWrites['tokens'][number],
): Promise<void> {
  const distributionId = before.pending!.distributionId;
  const at = after.lastAcceptedAt ?? 0;
  const { rowCount } = await client.query(
    "UPDATE tokens SET sealed_seed = pending_seed, pending_seed = NULL, pending_distribution_id = NULL, pending_expires_at = NULL, activation = 'activated', " +
      'last_factor = $1, drift_steps = $2, last_accepted_at = $3, fail_count = $4, locked_until = $5, failed_at = $6, source_locked_until = $7, spent_factors = $8, ' +
      'resync_factor = NULL, resync_at = NULL, counter_doubted = 0 WHERE id = $9 AND pending_distribution_id = $10',
    [
      after.lastFactor,
      after.driftSteps,
      at,
      after.failCount,
      after.lockedUntil,
      after.failedAt,
      after.sourceLockedUntil,
      after.spentFactors.join(','),
      id,
      distributionId,
    ],
  );
  if (rowCount !== 1) throw new LostUpdateError(`token ${id}`);
  await client.query(
    "UPDATE distributions SET state = 'activated', activated_at = $1, ended_at = $1, claim_reply = NULL WHERE id = $2",
    [at, distributionId],
  );
  await client.query('DELETE FROM devices WHERE token_id = $1', [id]);
  await client.query(
    'INSERT INTO devices (token_id, distribution_id, signing_key, code, activated_at) ' +
      "SELECT token_id, id, claim_signing_key, COALESCE(device_code, ''), $1 FROM distributions WHERE id = $2 AND claim_signing_key IS NOT NULL",
    [at, distributionId],
  );
}

async function saveUsers(client: pg.PoolClient, writes: BatchWrites['users']): Promise<void> {
  if (writes.length === 0) return;
  const column = <T>(pick: (after: UserState) => T) => writes.map(({ after }) => pick(after));
  await client.query({
    name: 'save-users',
    text:
      'UPDATE users SET otp_fail_count = n.a, otp_locked_until = n.b, static_fail_count = n.c, static_locked_until = n.d, ' +
      'third_party_fail_count = n.e, third_party_locked_until = n.f, change_fail_count = n.g, change_locked_until = n.h, ' +
      'failed_at = n.i, source_locked_until = n.j, held_tries = n.k, held_since = n.l, emergency_uses_left = n.m ' +
      'FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::int[], $5::bigint[], $6::int[], $7::bigint[], $8::int[], $9::bigint[], $10::bigint[], $11::bigint[], $12::int[], $13::bigint[], $14::int[]) ' +
      'AS n(id, a, b, c, d, e, f, g, h, i, j, k, l, m) WHERE users.id = n.id',
    values: [
      column((u) => u.id),
      ...countColumns(writes.map(({ after }) => after)),
      column((u) => u.failedAt),
      column((u) => u.sourceLockedUntil),
      column((u) => u.heldTries),
      column((u) => u.heldSince),
      column((u) => u.emergency?.usesLeft ?? null),
    ],
  });
}

/** One array for each count. */
function countColumns(states: readonly FactorCounts[]): number[][] {
  const rows = states.map(countsOf);
  return (rows[0] ?? []).map((_, index) => rows.map((row) => row[index]!));
}

async function saveSources(client: pg.PoolClient, states: BatchWrites['sources']): Promise<void> {
  if (states.length === 0) return;
  await client.query({
    name: 'save-sources',
    text:
      `INSERT INTO subject_sources (${SOURCE_COLUMNS}) ` +
      'SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::int[], $9::int[], $10::bigint[], $11::bigint[], $12::int[], $13::bigint[], $14::int[], $15::bigint[], $16::int[], $17::bigint[], $18::int[], $19::bigint[]) ' +
      `ON CONFLICT (kind, subject_id, source) DO UPDATE SET (${SOURCE_COLUMNS}) = (${EXCLUDED_SOURCE})`,
    values: [
      states.map((s) => s.kind),
      states.map((s) => s.subjectId),
      states.map((s) => s.source),
      states.map((s) => s.knownAt ?? null),
      states.map((s) => s.proof?.tokenId ?? null),
      states.map((s) => s.proof?.factor ?? null),
      states.map((s) => s.proof?.at ?? null),
      states.map((s) => s.proof?.tries ?? 0),
      states.map((s) => s.heldTries),
      states.map((s) => s.heldSince),
      states.map((s) => s.changedAt),
      ...countColumns(states),
    ],
  });
}

async function findLatestLocks(client: pg.PoolClient, writes: BatchWrites): Promise<void> {
  for (const [table, ids] of Object.entries(unknownLocks(writes)) as ['users' | 'tokens', number[]][])
    if (ids.length > 0)
      await client.query({
        name: `latest-lock-${table}`,
        text: latestLockSql(table, { greatest: 'greatest', condition: 'id = ANY($1)' }),
        values: [ids],
      });
}

const EXCLUDED_SOURCE = SOURCE_COLUMNS.split(', ')
  .map((column) => `excluded.${column}`)
  .join(', ');

/**
 * In the order of their addresses, so that two batches never wait for each other in a ring. Rows that are there were locked when they were
 * read; one that has come since makes the batch decide again, or its failures would be lost.
 */
async function saveClients(client: pg.PoolClient, writes: BatchWrites['clients']): Promise<void> {
  if (writes.length === 0) return;
  const states = writes.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const { rowCount } = await client.query({
    name: 'save-clients',
    text:
      'INSERT INTO client_failures AS c (address, fail_count, locked_until, failed_at) ' +
      'SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) ' +
      'ON CONFLICT (address) DO UPDATE SET fail_count = excluded.fail_count, locked_until = excluded.locked_until, failed_at = excluded.failed_at ' +
      'WHERE c.address = ANY($5::text[])',
    values: [
      states.map((s) => s.address),
      states.map((s) => s.failCount),
      states.map((s) => s.lockedUntil),
      states.map((s) => s.failedAt),
      states.filter((s) => !s.isNew).map((s) => s.address),
    ],
  });
  if (rowCount !== states.length) throw new LostUpdateError('clients');
}

async function useChallenges(client: pg.PoolClient, challenges: BatchWrites['challenges']): Promise<void> {
  if (challenges.length === 0) return;
  const { rowCount } = await client.query({
    name: 'use-challenges',
    text: 'UPDATE challenges SET used_at = $1 WHERE key_hash = ANY($2) AND used_at IS NULL',
    values: [challenges[0]!.usedAt, challenges.map((c) => c.keyHash)],
  });
  if (rowCount !== challenges.length) throw new LostUpdateError('challenges');
}

async function saveAnswers(client: pg.PoolClient, writes: BatchWrites['answers']): Promise<void> {
  if (writes.length === 0) return;
  await client.query({
    name: 'save-answers',
    text: 'INSERT INTO answers (scope, request_hash, code, at) SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[])',
    values: [
      writes.map((w) => w.scope),
      writes.map((w) => w.answer.requestHash),
      writes.map((w) => w.answer.code),
      writes.map((w) => w.at),
    ],
  });
}
