import { LOCKED_UNTIL_UNLOCKED } from '@lingpai/domain';
import { type RawBuilder, type Transaction, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { BACKUP_META_PREFIX } from './backup-format.ts';

/** Whose moving factors are taken from the backup as they are; see docs/adr/0008. */
export type TrustedCounters = 'none' | 'event' | 'all';

/** An OCRA suite with a counter, RFC 6287 §6.3. */
const COUNTER_SUITE = '%:C-%';
/** OCRA tokens that may have one: beside a time OTP of the token's own no counter can be used. */
const MAY_COUNT = sql`type = 'ocra' AND period_seconds IS NULL`;

/** What the guard did. */
export interface GuardReport {
  /** time tokens whose OTPs up to now are used up */
  readonly timeTokensMoved: number;
  /** event tokens that are locked until an administrator unlocks them */
  readonly eventTokensLocked: number;
  /** OCRA tokens with a counter that has to be seen in the answer to a challenge first */
  readonly ocraCountersDoubted: number;
  /** distributions that ended, because they may have been used since */
  readonly distributionsEnded: number;
  /** emergency passwords that were taken back, because nobody knows how often they were used since */
  readonly emergencyPasswordsEnded: number;
}

/**
 * Makes restored data safe to go on with. A backup does not know what was used since it was made: no OTP of the past may be accepted
 * again, and nothing that is good for once may be good twice.
 */
export async function guardRestored(
  trx: Transaction<Schema>,
  { nowMs, trust }: { readonly nowMs: number; readonly trust: TrustedCounters },
): Promise<GuardReport> {
  // Whoever was signed in signs in again; a retry that spans a restore is a new request, and so is a challenge.
  for (const table of ['admin_sessions', 'agent_sessions', 'challenges', 'answers', 'setup_tickets'] as const)
    await trx.deleteFrom(table).execute();
  await trx.deleteFrom('meta').where('name', 'like', `${BACKUP_META_PREFIX}%`).execute();
  await trx.deleteFrom('meta').where('name', '=', 'urls').execute();
  if (trust === 'all')
    return {
      timeTokensMoved: 0,
      eventTokensLocked: 0,
      ocraCountersDoubted: 0,
      distributionsEnded: 0,
      emergencyPasswordsEnded: 0,
    };
  return {
    timeTokensMoved: await moveTimeTokens(trx, nowMs),
    eventTokensLocked: trust === 'event' ? 0 : await lockEventTokens(trx, nowMs),
    ocraCountersDoubted: trust === 'event' ? 0 : await doubtOcraCounters(trx, nowMs),
    distributionsEnded: await endDistributions(trx, nowMs, trust),
    emergencyPasswordsEnded: await endEmergencyPasswords(trx, nowMs),
  };
}

/** By the clock each token was last seen to have. */
function moveTimeTokens(trx: Transaction<Schema>, nowMs: number): Promise<number> {
  const present = sql<number>`CAST(${nowMs} / (period_seconds * 1000) AS INTEGER) + drift_steps`;
  return countOf(
    trx,
    sql`UPDATE tokens SET last_factor = ${present}
      WHERE type <> 'hotp' AND period_seconds IS NOT NULL AND sealed_seed IS NOT NULL AND last_factor < ${present}`,
  );
}

/** Tokens that lie in a drawer (disabled, bound to nobody, never used) show nothing to anybody. */
function lockEventTokens(trx: Transaction<Schema>, nowMs: number): Promise<number> {
  return countOf(
    trx,
    sql`UPDATE tokens SET locked_until = ${LOCKED_UNTIL_UNLOCKED}, updated_at = ${nowMs}
      WHERE type = 'hotp' AND sealed_seed IS NOT NULL AND status <> 'revoked'
        AND (status <> 'disabled' OR binding_count > 0 OR last_factor >= 0)`,
  );
}

/**
 * No answer of the past fits a question that is new, so those tokens go on; what was signed without one could be asked again (see
 * `askSignature`). Tokens without a counter are marked as well: their suite may have been another when they were used last.
 */
async function doubtOcraCounters(trx: Transaction<Schema>, nowMs: number): Promise<number> {
  const isCounting = sql`(ocra_suite LIKE ${COUNTER_SUITE} OR signature_suite LIKE ${COUNTER_SUITE})`;
  const mark = (which: RawBuilder<unknown>) =>
    countOf(
      trx,
      sql`UPDATE tokens SET counter_doubted = 1, updated_at = ${nowMs}
        WHERE ${MAY_COUNT} AND ${which} AND sealed_seed IS NOT NULL AND status <> 'revoked'`,
    );
  const counting = await mark(isCounting);
  await mark(sql`NOT COALESCE(${isCounting}, FALSE)`);
  return counting;
}

function endEmergencyPasswords(trx: Transaction<Schema>, nowMs: number): Promise<number> {
  return countOf(
    trx,
    sql`UPDATE users SET emergency_digest = NULL, emergency_length = 0, emergency_expires_at = NULL,
        emergency_uses_left = NULL, updated_at = ${nowMs}
      WHERE emergency_digest IS NOT NULL`,
  );
}

/**
 * Tickets (good for once) end. So do new seeds of event tokens that wait for their first OTP: they have no counter yet that could be
 * told. Those of time tokens stay: their OTPs of the past are past.
 */
async function endDistributions(
  trx: Transaction<Schema>,
  nowMs: number,
  trust: TrustedCounters,
): Promise<number> {
  const waitsWithCounter =
    trust === 'event'
      ? sql`0`
      : sql`token_id IN (SELECT id FROM tokens WHERE type = 'hotp' OR (${MAY_COUNT}))`;
  const mayBeUsed = sql`(state = 'issued' AND mode = 'online') OR (state IN ('issued', 'claimed') AND ${waitsWithCounter})`;
  await sql`UPDATE tokens SET pending_seed = NULL, pending_distribution_id = NULL, pending_expires_at = NULL,
      activation = CASE WHEN sealed_seed IS NULL THEN 'undistributed' ELSE 'activated' END, updated_at = ${nowMs}
    WHERE id IN (SELECT token_id FROM distributions WHERE ${mayBeUsed})`.execute(trx);
  return countOf(
    trx,
    sql`UPDATE distributions SET state = 'cancelled', ended_at = ${nowMs}, claim_reply = NULL WHERE ${mayBeUsed}`,
  );
}

async function countOf(trx: Transaction<Schema>, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(trx)).numAffectedRows ?? 0);
}
