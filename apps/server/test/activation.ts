import {
  type ClaimedActivation,
  type DistributeTokenInput,
  type DistributedToken,
  type Outcome,
  Refusal,
  type Requester,
  claimActivation,
  confirmActivation,
  distributeToken,
} from '@lingpai/domain';
import { nodeArgon2id } from '../src/crypto/argon2id.ts';
import { hpkeSealer } from '../src/crypto/activation-sealer.ts';
import type { AppContext } from '../src/context.ts';
import { type TestPhone, ticketOf } from './phone.ts';

export const ADMIN: Requester = { kind: 'admin', name: 'admin', source: '127.0.0.1' };

/** The use cases as the routes call them; a test may set another clock. */
export function distribute(
  context: AppContext,
  serial: string,
  change: Partial<DistributeTokenInput> = {},
): Promise<DistributedToken> {
  return distributeToken(
    { serial, mode: 'online', password: 'none', requester: ADMIN, ...change },
    { ...context, argon2id: nodeArgon2id },
  );
}

export function claim(
  context: AppContext,
  phone: TestPhone,
  qr: string,
  password?: string,
): Promise<ClaimedActivation> {
  return claimActivation(
    { ...phone.claim(qr), password, source: '192.0.2.1' },
    { ...context, sealer: hpkeSealer },
  );
}

export function confirm(context: AppContext, qr: string, otp: string): Promise<{ nowMs: number }> {
  return confirmActivation({ ticket: ticketOf(qr), otp, source: '192.0.2.1' }, context);
}

export function verifyOtp(context: AppContext, serial: string, otp: string): Promise<Outcome> {
  const requester = { kind: 'agent', name: 'test', source: '' } as const;
  return context.verifier.verify({ kind: 'otp', serial, otp, requester });
}

/** The same context some time later. */
export function later(context: AppContext, byMs: number): AppContext {
  return { ...context, clock: { nowMs: () => Date.now() + byMs } };
}

/** The code of the refusal a call ends in; `none` when it is not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
