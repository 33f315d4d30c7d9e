import {
  type ClockCandidate,
  type Outcome,
  type Reason,
  Refusal,
  type Requester,
  StoreUnavailableError,
  adoptTokenClock,
} from '@lingpai/domain';
import type { AppContext } from '../context.ts';
import { clockWorld } from './infer-clock-world.ts';

/** A token and two consecutive OTPs it showed. */
export interface SyncRow {
  readonly serial: string;
  readonly otp: string;
  readonly nextOtp: string;
}

/** What became of a row. */
export type SyncVerdict =
  | { readonly kind: 'synchronised' }
  /** not in the usual window, but its clock could be inferred */
  | { readonly kind: 'adopted'; readonly candidate: ClockCandidate }
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** the store was not available; nothing of it is stored */
  | { readonly kind: 'undecided' };

/** As many go into one transaction. */
export const SYNC_WINDOW_ROWS = 64;
/** Reasons that another spec or a clock further off could explain. */
const INFERABLE: readonly Reason[] = ['resync-failed', 'malformed', 'no-match'];

/**
 * Synchronises tokens as `sync` does, each on its own: one that fails does not stop the others, and every OTP pair that is accepted is used
 * up. Hand it at most SYNC_WINDOW_ROWS at once.
 *
 * @param how.isWide tokens that were never used are synchronised by inference where the usual window does not do
 * @returns the verdicts, in the order of the rows
 */
export async function syncTokens(
  rows: readonly SyncRow[],
  how: { readonly requester: Requester; readonly isWide?: boolean },
  context: AppContext,
): Promise<SyncVerdict[]> {
  const verdicts = await Promise.all(rows.map((row) => syncToken(row, how.requester, context)));
  if (how.isWide !== true) return verdicts;
  const widened: SyncVerdict[] = [];
  for (const [index, verdict] of verdicts.entries())
    widened.push(await widen(rows[index]!, verdict, { ...how, context }));
  return widened;
}

async function syncToken(
  { serial, otp, nextOtp }: SyncRow,
  requester: Requester,
  { verifier }: AppContext,
): Promise<SyncVerdict> {
  try {
    return toVerdict(await verifier.verify({ kind: 'sync', serial, otp, nextOtp, requester }));
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { kind: 'undecided' };
    throw error;
  }
}

function toVerdict(outcome: Outcome): SyncVerdict {
  if (outcome.kind === 'accepted') return { kind: 'synchronised' };
  if (outcome.kind === 'refused') return { kind: 'refused', reason: outcome.reason };
  throw new TypeError(`Cannot report "${outcome.kind}": neither password nor idempotency key was sent`);
}

async function widen(
  { serial, otp, nextOtp }: SyncRow,
  verdict: SyncVerdict,
  { requester, context }: { requester: Requester; context: AppContext },
): Promise<SyncVerdict> {
  if (verdict.kind !== 'refused' || !INFERABLE.includes(verdict.reason)) return verdict;
  const token = await context.store.read.tokenClocks.read(serial);
  if (token === undefined || token.lastFactor >= 0) return verdict;
  try {
    const input = { serial, otps: [otp, nextOtp], candidate: undefined, requester };
    return { kind: 'adopted', candidate: await adoptTokenClock(input, clockWorld(context)) };
  } catch (error) {
    // Why the usual way failed says more than that the wide one did, too.
    if (error instanceof Refusal) return verdict;
    throw error;
  }
}
