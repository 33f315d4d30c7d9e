import type { Primitives } from '@lingpai/algorithms';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { ConfirmJob, Outcome } from '../verify/job.ts';
import { readTicket } from './activation-ticket.ts';
import type { Reason } from '../verify/outcome.ts';
import { type DistributionState, distributionStateAt } from './distribution.ts';

export interface ConfirmActivationInput {
  /** base64url */
  readonly ticket: string;
  readonly otp: string;
  /** address the request came from */
  readonly source: string;
}
export interface ConfirmActivationWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly primitives: Primitives;
  readonly verifier: { verify(job: ConfirmJob): Promise<Outcome> };
}

/**
 * The first OTP of a phone that claimed a distribution: its seed becomes the token's own, what an earlier phone held is dead. A phone
 * whose answer was lost may ask again.
 *
 * @throws {Refusal} activation.ticket-invalid, activation.expired, activation.locked, activation.otp-wrong
 */
export async function confirmActivation(
  input: ConfirmActivationInput,
  world: ConfirmActivationWorld,
): Promise<{ nowMs: number }> {
  const nowMs = world.clock.nowMs();
  const ticket = readTicket(input.ticket, (data) => world.primitives.hash('sha256', data));
  const found = await world.store.read.distributions.findByTicket(ticket.hash);
  if (found === undefined) throw new Refusal('activation.ticket-invalid');
  const { distribution, token } = found;
  const state = distributionStateAt(distribution, nowMs);
  if (state === 'activated') return { nowMs };
  if (state !== 'claimed') throw refusalOf(state);
  if (token.status === 'revoked' || token.status === 'lost') throw new Refusal('activation.ticket-invalid');
  const outcome = await world.verifier.verify({
    kind: 'confirm',
    serial: token.serial,
    distributionId: distribution.id,
    otp: input.otp,
    requester: { kind: 'phone', name: distribution.deviceCode ?? '', source: input.source },
  });
  if (outcome.kind === 'accepted') return { nowMs };
  if (outcome.kind === 'refused' && GONE.has(outcome.reason)) return confirmedMeanwhile(ticket.hash, world);
  throw new Refusal('activation.otp-wrong');
}

/** Not there any more: activated by the same phone's other request, superseded or lapsed a moment ago. */
const GONE: ReadonlySet<Reason> = new Set<Reason>(['not-activated', 'token-revoked', 'unknown-token']);

async function confirmedMeanwhile(
  ticketHash: Uint8Array,
  { store, clock }: ConfirmActivationWorld,
): Promise<{ nowMs: number }> {
  const nowMs = clock.nowMs();
  const found = await store.read.distributions.findByTicket(ticketHash);
  const state = found === undefined ? 'cancelled' : distributionStateAt(found.distribution, nowMs);
  if (state === 'activated') return { nowMs };
  throw refusalOf(state);
}

function refusalOf(state: DistributionState): Refusal {
  if (state === 'expired') return new Refusal('activation.expired');
  return new Refusal(state === 'burned' ? 'activation.locked' : 'activation.ticket-invalid');
}
