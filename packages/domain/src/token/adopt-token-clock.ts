import type { AuditDraft } from '../audit/audit-event.ts';
import { changeAudit } from '../audit/change-audit.ts';
import type { TokenClockRecord } from '../ports/token-clock-store.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { ClockCandidate } from './infer-clock.ts';
import {
  type ClockWorld,
  type InferredClock,
  type ReadOtps,
  inferFromStore,
  requireSeed,
} from './infer-token-clock.ts';
import type { TokenHash, TokenType } from './token-spec.ts';

/** Names one of the candidates of an inference. */
export interface CandidateName {
  readonly type: TokenType;
  readonly hash: TokenHash;
  /** null: it has no clock */
  readonly periodSeconds: number | null;
  /** counter or time step of the first OTP */
  readonly factor: number;
}

export interface AdoptClockInput extends ReadOtps {
  /** undefined: the only one there is */
  readonly candidate: CandidateName | undefined;
  readonly requester: Requester;
}

/**
 * Synchronises a token with what it shows: infers once more, so that nobody can make a candidate up, and takes it over. All the OTPs are
 * used up by it, and the token's locks are lifted. Nothing at or below an accepted factor is ever taken over.
 *
 * @throws {Refusal} as `inferTokenClock`; token.clock-not-found, token.clock-ambiguous, token.changed-meanwhile
 */
export async function adoptTokenClock(input: AdoptClockInput, world: ClockWorld): Promise<ClockCandidate> {
  const { serial, requester } = input;
  const { token, inferred } = await inferFromStore(input, world);
  const candidate = choose(input, inferred);
  await world.store.transaction(async ({ tokenClocks, audit }) => {
    const at = world.clock.nowMs();
    const locked = await tokenClocks.lock(serial);
    if (locked === undefined) throw new Refusal('token.not-found', { serial }, 'serial');
    requireSeed(locked);
    const { spec, lastFactor, driftSteps } = candidate;
    const isSame = isUnchanged(token, locked);
    if (!isSame || !(await tokenClocks.adopt(locked, { spec, lastFactor, driftSteps, at })))
      throw new Refusal('token.changed-meanwhile', { serial });
    await audit.append([
      changeAudit({ action: 'token.adopt-clock', requester, at, serial, detail: detailOf(candidate, token) }),
    ]);
  });
  return candidate;
}

function choose({ serial, candidate: name }: AdoptClockInput, { candidates }: InferredClock): ClockCandidate {
  if (name === undefined && candidates.length > 1) throw new Refusal('token.clock-ambiguous', { serial });
  const found = candidates.find((candidate) => name === undefined || isNamed(candidate, name));
  if (found === undefined) throw new Refusal('token.clock-not-found', { serial }, 'otps');
  return found;
}

function isNamed({ spec, factor }: ClockCandidate, name: CandidateName): boolean {
  return (
    spec.type === name.type &&
    spec.hash === name.hash &&
    (spec.periodSeconds ?? null) === name.periodSeconds &&
    factor === name.factor
  );
}

/** Is it still the token that was looked at: nothing accepted since, the same seed, the same spec? */
function isUnchanged(before: TokenClockRecord, now: TokenClockRecord): boolean {
  return (
    before.lastFactor === now.lastFactor &&
    areEqualBytes(before.sealedSeed, now.sealedSeed) &&
    before.spec.type === now.spec.type &&
    before.spec.hash === now.spec.hash &&
    before.spec.digits === now.spec.digits &&
    before.spec.periodSeconds === now.spec.periodSeconds
  );
}

function areEqualBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a?.length === b?.length && (a ?? []).every((byte, index) => byte === b?.[index]);
}

/** What the token is now and, where that differs, was before. Never an OTP. */
function detailOf(candidate: ClockCandidate, before: TokenClockRecord): AuditDraft['detail'] {
  const { spec, driftSteps, lastFactor, isPresentSpec } = candidate;
  const { type, hash, digits, periodSeconds } = spec;
  const { spec: former } = before;
  return {
    type,
    hash,
    digits,
    ...(periodSeconds === undefined
      ? { counter: lastFactor }
      : { periodSeconds, driftSteps, driftSeconds: driftSteps * periodSeconds }),
    ...(!isPresentSpec && {
      formerType: former.type,
      formerHash: former.hash,
      formerDigits: former.digits,
      ...(former.periodSeconds !== undefined && { formerPeriodSeconds: former.periodSeconds }),
    }),
  };
}
