import type { AccessRule } from '@lingpai/contract';
import { NO_FACTOR } from '@lingpai/domain';
import type {
  BatchWrites,
  ChallengeState,
  ClientState,
  EmergencyPassword,
  FactorCounts,
  PendingSeed,
  SourceState,
  TokenState,
  UserState,
} from '@lingpai/domain';
import type { SubjectSourcesTable } from './failure-tables.ts';
import type { ChallengesTable, Schema, TokensTable, UsersTable } from './schema.ts';
import { tokenSpecOf } from './token-spec-of.ts';

/** A row as the engines give it: every column filled in. */
type RowOf<T> = {
  [K in keyof T]: T[K] extends { __select__: infer S }
    ? S
    : T[K] extends { readonly __select__: infer S }
      ? S
      : T[K];
};
export type TokenRow = Pick<
  RowOf<TokensTable>,
  | 'serial'
  | 'type'
  | 'hash'
  | 'digits'
  | 'period_seconds'
  | 'ocra_suite'
  | 'status'
  | 'sealed_seed'
  | 'pending_seed'
  | 'pending_distribution_id'
  | 'pending_expires_at'
  | 'sealed_pin'
  | 'last_accepted_at'
  | 'resync_factor'
  | 'resync_at'
  | 'starts_at'
  | 'expires_at'
  | 'import_id'
  | 'created_at'
> & {
  id: number;
  last_factor: number;
  drift_steps: number;
  fail_count: number;
  locked_until: number;
  failed_at: number;
  source_locked_until: number;
  held_tries: number;
  held_since: number;
  /** separated by commas */
  spent_factors: string;
  counter_doubted: number;
};
export type UserRow = Pick<
  RowOf<UsersTable>,
  | 'login'
  | 'status'
  | 'static_rule'
  | 'static_hash'
  | 'static_set_at'
  | 'otp_rule'
  | 'third_party_rule'
  | 'backend_id'
  | 'emergency_digest'
  | 'emergency_expires_at'
  | 'emergency_uses_left'
  | 'valid_from'
  | 'valid_until'
  | 'access_rules'
> & {
  id: number;
  static_length: number;
  static_must_change: number;
  emergency_length: number;
  failed_at: number;
  source_locked_until: number;
  held_tries: number;
  held_since: number;
} & CountColumns;
/** The counts of each factor, as users and sources have them. */
interface CountColumns {
  otp_fail_count: number;
  otp_locked_until: number;
  static_fail_count: number;
  static_locked_until: number;
  third_party_fail_count: number;
  third_party_locked_until: number;
  change_fail_count: number;
  change_locked_until: number;
}
export type SourceRow = Pick<
  SubjectSourcesTable,
  | 'kind'
  | 'subject_id'
  | 'source'
  | 'known_at'
  | 'proof_token_id'
  | 'proof_factor'
  | 'proof_at'
  | 'changed_at'
> &
  CountColumns & { proof_tries: number; held_tries: number; held_since: number };
export type ClientRow = Schema['client_failures'];
export type ChallengeRow = Omit<ChallengesTable, 'source' | 'from_known'>;

/** Columns verification reads, the same on both engines. */
export const TOKEN_COLUMNS =
  'id, serial, type, hash, digits, period_seconds, ocra_suite, status, sealed_seed, sealed_pin, pending_seed, pending_distribution_id, pending_expires_at, ' +
  'last_factor, drift_steps, last_accepted_at, fail_count, locked_until, failed_at, source_locked_until, held_tries, held_since, resync_factor, resync_at, spent_factors, counter_doubted, ' +
  'starts_at, expires_at, import_id, created_at';
const COUNT_COLUMNS =
  'otp_fail_count, otp_locked_until, static_fail_count, static_locked_until, third_party_fail_count, third_party_locked_until, ' +
  'change_fail_count, change_locked_until';
export const USER_COLUMNS =
  'id, login, status, static_rule, static_hash, static_length, static_set_at, static_must_change, otp_rule, third_party_rule, backend_id, ' +
  'emergency_digest, emergency_length, emergency_expires_at, emergency_uses_left, valid_from, valid_until, access_rules, ' +
  `failed_at, source_locked_until, held_tries, held_since, ${COUNT_COLUMNS}`;
export const SOURCE_COLUMNS = `kind, subject_id, source, known_at, proof_token_id, proof_factor, proof_at, proof_tries, held_tries, held_since, changed_at, ${COUNT_COLUMNS}`;
export const CLIENT_COLUMNS = 'address, fail_count, locked_until, failed_at';
export const CHALLENGE_COLUMNS =
  'key_hash, agent_id, kind, login, serial, suite, question, client_question, session_info, created_at, expires_at, used_at, forget_at';

const NOTHING_SPENT: readonly number[] = [];

export function toTokenState(row: TokenRow): TokenState {
  return {
    id: row.id,
    serial: row.serial,
    spec: tokenSpecOf(row),
    status: row.status,
    sealedSeed: row.sealed_seed ?? undefined,
    pending: toPending(row),
    sealedPin: row.sealed_pin ?? undefined,
    startsAt: row.starts_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    lastFactor: row.last_factor,
    driftSteps: row.drift_steps,
    lastAcceptedAt: row.last_accepted_at ?? undefined,
    createdAt: row.created_at,
    failCount: row.fail_count,
    lockedUntil: row.locked_until,
    failedAt: row.failed_at,
    sourceLockedUntil: row.source_locked_until,
    heldTries: row.held_tries,
    heldSince: row.held_since,
    resync:
      row.resync_factor === null || row.resync_at === null
        ? undefined
        : { factor: row.resync_factor, at: row.resync_at },
    spentFactors: row.spent_factors === '' ? NOTHING_SPENT : row.spent_factors.split(',').map(Number),
    isCounterDoubted: row.counter_doubted === 1,
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
    validFrom: row.valid_from ?? undefined,
    validUntil: row.valid_until ?? undefined,
    accessRules: row.access_rules === null ? undefined : (JSON.parse(row.access_rules) as AccessRule[]),
    otpRule: row.otp_rule,
    staticPasswordRule: row.static_rule,
    thirdPartyRule: row.third_party_rule,
    backendId: row.backend_id,
    staticHash: row.static_hash ?? undefined,
    staticLength: row.static_length,
    staticSetAt: row.static_set_at ?? undefined,
    staticMustChange: row.static_must_change === 1,
    emergency: toEmergency(row),
    failedAt: row.failed_at,
    sourceLockedUntil: row.source_locked_until,
    heldTries: row.held_tries,
    heldSince: row.held_since,
    ...toCounts(row),
  };
}

function toEmergency(row: UserRow): EmergencyPassword | undefined {
  if (row.emergency_digest === null || row.emergency_expires_at === null) return undefined;
  return {
    digest: row.emergency_digest,
    length: row.emergency_length,
    expiresAt: row.emergency_expires_at,
    usesLeft: row.emergency_uses_left ?? undefined,
  };
}

function toCounts(row: CountColumns) {
  return {
    otpFailCount: row.otp_fail_count,
    otpLockedUntil: row.otp_locked_until,
    staticFailCount: row.static_fail_count,
    staticLockedUntil: row.static_locked_until,
    thirdPartyFailCount: row.third_party_fail_count,
    thirdPartyLockedUntil: row.third_party_locked_until,
    changeFailCount: row.change_fail_count,
    changeLockedUntil: row.change_locked_until,
  };
}

export function toSourceState(row: SourceRow): SourceState {
  return {
    kind: row.kind,
    subjectId: row.subject_id,
    source: row.source,
    knownAt: row.known_at ?? undefined,
    proof: toProof(row),
    heldTries: row.held_tries,
    heldSince: row.held_since,
    changedAt: row.changed_at,
    ...toCounts(row),
  };
}

function toProof({
  proof_token_id: tokenId,
  proof_factor: factor,
  proof_at: at,
  proof_tries: tries,
}: SourceRow): SourceState['proof'] {
  return tokenId === null || factor === null || at === null ? undefined : { tokenId, factor, at, tries };
}

export function toClientState(row: ClientRow): ClientState {
  return {
    address: row.address,
    isNew: false,
    failCount: row.fail_count,
    lockedUntil: row.locked_until,
    failedAt: row.failed_at,
  };
}

export function toChallengeState(row: ChallengeRow): ChallengeState {
  return {
    keyHash: row.key_hash,
    agentId: row.agent_id,
    kind: row.kind,
    login: row.login ?? undefined,
    serial: row.serial,
    suite: row.suite,
    question: row.question,
    clientQuestion: row.client_question ?? undefined,
    sessionInfo: row.session_info ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at ?? undefined,
    forgetAt: row.forget_at,
  };
}

/** How a token's row changes. `kept`: the moving factor stays. */
export type TokenChange = 'taken-over' | 'moved' | 'kept';
export function tokenChange({ before, after }: BatchWrites['tokens'][number]): TokenChange {
  if (after.pending === undefined && before.pending !== undefined && after.lastFactor > NO_FACTOR)
    return 'taken-over';
  return after.lastFactor > before.lastFactor ? 'moved' : 'kept';
}

/** A factor's counts, in the order of `COUNT_COLUMNS`. */
export function countsOf(counts: FactorCounts): number[] {
  return [
    counts.otpFailCount,
    counts.otpLockedUntil,
    counts.staticFailCount,
    counts.staticLockedUntil,
    counts.thirdPartyFailCount,
    counts.thirdPartyLockedUntil,
    counts.changeFailCount,
    counts.changeLockedUntil,
  ];
}

/** How many of these events tell a verdict, and which. */
export function verdictCounts(events: BatchWrites['audit']): { accepted: number; refused: number } {
  const verdicts = events.filter(({ resultCode }) => resultCode !== undefined);
  const accepted = verdicts.filter(({ hasSucceeded }) => hasSucceeded).length;
  return { accepted, refused: verdicts.length - accepted };
}

/** Start of the hour an instant lies in, epoch ms. */
export function hourOf(at: number): number {
  return at - (at % 3_600_000);
}

/** A moving factor was not above the stored one: somebody else was faster. The batch is decided again on fresh rows. */
export class LostUpdateError extends Error {}
