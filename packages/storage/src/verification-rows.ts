import type { BatchWrites, PendingSeed, TokenState, UserState, VerifyJob } from '@lingpai/domain';
import { loginKey } from '@lingpai/domain';
import type { TokensTable, UsersTable } from './schema.ts';
import { storableText } from './storable-text.ts';

/** A row as the engines give it: every column filled in. */
type RowOf<T> = {
  [K in keyof T]: T[K] extends { __select__: infer S }
    ? S
    : T[K] extends { readonly __select__: infer S }
      ? S
      : T[K];
};
export type TokenRow = Omit<
  RowOf<TokensTable>,
  'id' | 'last_factor' | 'drift_steps' | 'fail_count' | 'locked_until' | 'binding_count'
> & {
  id: number;
  last_factor: number;
  drift_steps: number;
  fail_count: number;
  locked_until: number;
};
export type UserRow = Pick<UsersTable, 'login' | 'status' | 'static_rule' | 'static_hash'> & {
  id: number;
  static_length: number;
  otp_fail_count: number;
  otp_locked_until: number;
  static_fail_count: number;
  static_locked_until: number;
};

/** Columns verification reads, the same on both engines. */
export const TOKEN_COLUMNS =
  'id, serial, type, hash, digits, period_seconds, ocra_suite, status, sealed_seed, pending_seed, pending_distribution_id, pending_expires_at, ' +
  'last_factor, drift_steps, last_accepted_at, fail_count, locked_until, starts_at, expires_at, import_id, created_at';
export const USER_COLUMNS =
  'id, login, status, static_rule, static_hash, static_length, otp_fail_count, otp_locked_until, static_fail_count, static_locked_until';

export function toTokenState(row: TokenRow): TokenState {
  return {
    id: row.id,
    serial: row.serial,
    spec: {
      type: row.type,
      hash: row.hash,
      digits: row.digits,
      periodSeconds: row.period_seconds ?? undefined,
      ocraSuite: row.ocra_suite ?? undefined,
    },
    status: row.status,
    sealedSeed: row.sealed_seed ?? undefined,
    pending: toPending(row),
    startsAt: row.starts_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    lastFactor: row.last_factor,
    driftSteps: row.drift_steps,
    lastAcceptedAt: row.last_accepted_at ?? undefined,
    createdAt: row.created_at,
    failCount: row.fail_count,
    lockedUntil: row.locked_until,
  };
}

function toPending(row: TokenRow): PendingSeed | undefined {
  if (row.pending_seed === null || row.pending_distribution_id === null || row.pending_expires_at === null)
    return undefined;
  return {
    distributionId: row.pending_distribution_id,
    sealedSeed: row.pending_seed,
    expiresAt: row.pending_expires_at,
  };
}

export function toUserState(row: UserRow): UserState {
  return {
    id: row.id,
    login: row.login,
    isEnabled: row.status === 'enabled',
    staticPasswordRule: row.static_rule,
    staticHash: row.static_hash ?? undefined,
    staticLength: row.static_length,
    otpFailCount: row.otp_fail_count,
    otpLockedUntil: row.otp_locked_until,
    staticFailCount: row.static_fail_count,
    staticLockedUntil: row.static_locked_until,
  };
}

/** What the jobs of a batch name, each once. */
export interface NamedSubjects {
  readonly loginKeys: readonly string[];
  readonly serials: readonly string[];
  readonly scopes: readonly string[];
}

export function namedSubjects(jobs: readonly VerifyJob[]): NamedSubjects {
  const loginKeys = new Set<string>();
  const serials = new Set<string>();
  const scopes = new Set<string>();
  for (const job of jobs) {
    if ('login' in job && job.login !== undefined) addName(loginKeys, loginKey(job.login));
    else if ('serial' in job && job.serial !== undefined) addName(serials, job.serial);
    if (job.idempotency !== undefined) scopes.add(job.idempotency.scope);
  }
  return { loginKeys: [...loginKeys], serials: [...serials], scopes: [...scopes] };
}

/** A name that no row can have (see `storableText`) is not asked for: PostgreSQL would refuse the whole batch for it. */
function addName(names: Set<string>, name: string): void {
  if (name === storableText(name)) names.add(name);
}

/** How a token's row changes. */
export type TokenChange = 'taken-over' | 'moved' | 'failed';
export function tokenChange({ before, after }: BatchWrites['tokens'][number]): TokenChange {
  if (after.pending === undefined && before.pending !== undefined) return 'taken-over';
  return after.lastFactor > before.lastFactor ? 'moved' : 'failed';
}

/** Start of the hour an instant lies in, epoch ms. */
export function hourOf(at: number): number {
  return at - (at % 3_600_000);
}

/** A moving factor was not above the stored one: somebody else was faster. The batch is decided again on fresh rows. */
export class LostUpdateError extends Error {}
