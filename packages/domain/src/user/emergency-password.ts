import { CROCKFORD32_ALPHABET } from '@lingpai/algorithms';
import type { UserDetail } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { SecretVault } from '../ports/secret-vault.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, Random } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { readUser } from './create-user.ts';
import { digestEmergencyPassword } from './emergency-digest.ts';

/** 50 bits: as good as 15 digits, and short enough to be read out over the telephone. */
const LENGTH = 10;
/** where a token of the user shows as many digits: what was typed has to tell by its length which it is */
const OTHER_LENGTH = 12;
const DEFAULT_VALID_HOURS = 24;
const HOUR_MS = 3_600_000;

export interface EmergencyPasswordWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: SecretVault;
}

/**
 * Issues an emergency password (应急口令), accepted in place of the OTP. One that was issued before is gone.
 *
 * @param input.validHours left out: a day, or what the settings allow
 * @param input.maxUses left out: as often as one likes while it is valid
 * @returns the password, to be shown once
 * @throws {Refusal} user.not-found, user.emergency-too-long
 */
export async function issueEmergencyPassword(
  input: {
    readonly id: number;
    readonly validHours?: number;
    readonly maxUses?: number;
    readonly requester: Requester;
  },
  world: EmergencyPasswordWorld,
): Promise<{ password: string; expiresAt: number; maxUses: number | null }> {
  const { id, requester, maxUses = null } = input;
  const { maxValidHours: max } = (await world.store.read.settings.read()).emergencyPassword;
  const validHours = input.validHours ?? Math.min(DEFAULT_VALID_HOURS, max);
  if (validHours > max) throw new Refusal('user.emergency-too-long', { max }, 'validHours');
  return world.store.transaction(async ({ users, audit }) => {
    const at = world.clock.nowMs();
    const user = await users.lock(id);
    if (user === undefined) throw new Refusal('user.not-found', { login: `#${id}` });
    const length = (await users.listTokenDigits(id)).includes(LENGTH) ? OTHER_LENGTH : LENGTH;
    const password = newPassword(length, world.random);
    const digest = digestEmergencyPassword(world.vault, id, password);
    const expiresAt = at + validHours * HOUR_MS;
    await users.setEmergencyPassword(id, { digest, length, expiresAt, maxUses }, at);
    const detail = { validHours, ...(maxUses !== null && { maxUses }) };
    await audit.append([
      changeAudit({ action: 'user.emergency-issue', requester, at, userLogin: user.login, detail }),
    ]);
    return { password, expiresAt, maxUses };
  });
}

/**
 * Withdraws the emergency password.
 *
 * @throws {Refusal} user.not-found, user.emergency-none
 */
export async function withdrawEmergencyPassword(
  input: { readonly id: number; readonly requester: Requester },
  world: Pick<EmergencyPasswordWorld, 'store' | 'clock'>,
): Promise<UserDetail> {
  const { id, requester } = input;
  await world.store.transaction(async ({ users, audit }) => {
    const at = world.clock.nowMs();
    const user = await users.lock(id);
    if (user === undefined) throw new Refusal('user.not-found', { login: `#${id}` });
    if (!user.hasEmergencyPassword) throw new Refusal('user.emergency-none', { login: user.login });
    await users.setEmergencyPassword(id, undefined, at);
    await audit.append([
      changeAudit({ action: 'user.emergency-withdraw', requester, at, userLogin: user.login }),
    ]);
  });
  return readUser(id, world);
}

/** Five bits of each byte: every character is as likely as any other. */
function newPassword(length: number, random: Random): string {
  return Array.from(random.bytes(length), (byte) => CROCKFORD32_ALPHABET[byte & 31]!)
    .join('')
    .toLowerCase();
}
