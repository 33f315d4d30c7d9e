import type { Primitives } from '@lingpai/algorithms';
import type { SecretVault } from '../ports/secret-vault.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { TokenClockRecord } from '../ports/token-clock-store.ts';
import type { Clock, Pause } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import { toHalfWidth } from '../verify/half-width.ts';
import { type ClockFindings, type ClockQuestion, searchClock } from './infer-clock.ts';
import type { InferenceSlots } from './inference-slots.ts';
import { MAX_DIGITS, MIN_DIGITS } from './token-spec.ts';

/** How long what was read off a token may lie about, before it says too little about the clock. */
const MAX_AGE_MS = 60 * 60_000;

export interface ClockWorld {
  readonly store: UnitOfWork;
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly primitives: Primitives;
  /** called every few milliseconds of computing */
  readonly pause: Pause;
  /** of this process */
  readonly slots: InferenceSlots;
}

export interface ReadOtps {
  readonly serial: string;
  /** two or three, each the next one shown */
  readonly otps: readonly string[];
  /** epoch ms, when the last one was read; at most an hour ago. Now, when left out */
  readonly readAt?: number | undefined;
}

export interface InferredClock extends ClockFindings {
  /** epoch ms: what drifts are counted from */
  readonly readAt: number;
}

/**
 * Which clock explains what a token shows? Changes nothing, and uses no OTP up.
 *
 * @throws {Refusal} token.not-found, token.otps-invalid, token.revoked, token.not-activated, token.shows-no-otp,
 * token.inference-busy
 */
export async function inferTokenClock(input: ReadOtps, world: ClockWorld): Promise<InferredClock> {
  return (await inferFromStore(input, world)).inferred;
}

/** The same, with what the token was when it was looked at. */
export async function inferFromStore(
  input: ReadOtps,
  world: ClockWorld,
): Promise<{ token: TokenClockRecord; inferred: InferredClock }> {
  const { serial } = input;
  const otps = input.otps.map(toHalfWidth);
  requireOtps(otps);
  const token = await world.store.read.tokenClocks.read(serial);
  if (token === undefined) throw new Refusal('token.not-found', { serial }, 'serial');
  const seed = world.vault.open({ purpose: 'token-seed', recordId: serial }, requireSeed(token));
  const readAt = readTime(input, world.clock.nowMs());
  const question = { ...token, seed, otps, readAt, primitives: world.primitives };
  const findings = await world.slots.run(() => search(question, world.pause));
  return { token, inferred: { ...findings, readAt } };
}

async function search(question: ClockQuestion, pause: Pause): Promise<ClockFindings> {
  const steps = searchClock(question);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}

/** @throws {Refusal} when no OTP can be synchronised with: revoked, not activated, or a token that answers challenges alone */
export function requireSeed({ serial, status, spec, sealedSeed }: TokenClockRecord): Uint8Array {
  if (status === 'revoked') throw new Refusal('token.revoked', { serial });
  if (spec.type === 'ocra' && spec.periodSeconds === undefined)
    throw new Refusal('token.shows-no-otp', { serial });
  if (sealedSeed === undefined) throw new Refusal('token.not-activated', { serial });
  return sealedSeed;
}

function requireOtps(otps: readonly string[]): void {
  const digits = otps[0]?.length ?? 0;
  const isUsable =
    (otps.length === 2 || otps.length === 3) &&
    digits >= MIN_DIGITS &&
    digits <= MAX_DIGITS &&
    otps.every((otp) => otp.length === digits && /^[0-9]+$/.test(otp));
  if (!isUsable) throw new Refusal('token.otps-invalid', { min: MIN_DIGITS, max: MAX_DIGITS }, 'otps');
}

function readTime({ readAt }: ReadOtps, nowMs: number): number {
  return readAt === undefined ? nowMs : Math.min(nowMs, Math.max(readAt, nowMs - MAX_AGE_MS));
}
