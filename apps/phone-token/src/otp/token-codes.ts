import { computeOtp, pureJsPrimitives, timeStepAt } from '@lingpai/algorithms';
import type { TokenRecord } from '../vault/token-record.ts';
import { updateToken, withSeed } from '../vault/token-store.ts';
import type { Vault } from '../vault/vault.ts';

/** Computes one OTP of a token. */
export function otpOf(record: TokenRecord, seed: Uint8Array, movingFactor: number): string {
  const { type, hash, digits, periodSeconds } = record;
  const spec = { type, hash, digits, periodSeconds: periodSeconds ?? undefined };
  return computeOtp({ primitives: pureJsPrimitives, spec, seed, movingFactor });
}

/**
 * The present code of a time token and the one after it.
 *
 * @param nowMs epoch ms on the clock the token follows
 * @throws {DamagedEntryError} when the seed cannot be read
 */
export async function timeCodes(
  vault: Vault,
  token: { id: string; record: TokenRecord },
  nowMs: number,
): Promise<{ present: string; next: string }> {
  const { record } = token;
  const step = timeStepAt({ atMs: Math.floor(nowMs), periodSeconds: record.periodSeconds ?? 30 });
  return withSeed(vault, token.id, (seed) => ({
    present: otpOf(record, seed, step),
    next: otpOf(record, seed, step + 1),
  }));
}

/**
 * Takes the next code of an event token. The new counter is on disk before the code exists, so that no code is ever shown twice:
 * not after a crash, not in two tabs, not on a double tap.
 *
 * @returns undefined when the token is gone
 */
export async function takeEventCode(
  vault: Vault,
  id: string,
): Promise<{ code: string; counter: number } | undefined> {
  const before = await updateToken(vault, id, (record) => ({ ...record, counter: record.counter + 1 }));
  if (before === undefined) return undefined;
  const code = await withSeed(vault, id, (seed) => otpOf(before, seed, before.counter));
  return { code, counter: before.counter };
}
