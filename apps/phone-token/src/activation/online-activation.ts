import { decodeBase64Url, encodeBase64Url, timeStepAt } from '@lingpai/algorithms';
import { claimActivation, confirmActivation } from '@lingpai/contract/routes/phone';
import { ApiError, type Call } from '@lingpai/ui';
import type { ClockKeeper } from '../clock/clock-keeper.ts';
import { otpOf } from '../otp/token-codes.ts';
import { type StoredActivation, oneAtATime, readEntries, readEntry, write } from '../vault/database.ts';
import { ENTRY_FORMAT_VERSION, type TokenRecord, codeKindOf } from '../vault/token-record.ts';
import { addToken, listTokens, removeToken, updateToken, withSeed } from '../vault/token-store.ts';
import type { Vault } from '../vault/vault.ts';
import { getDeviceKey } from './device-key.ts';
import { createHpkeKeys, openSealedToken } from './sealed-token.ts';

/** What an activation works with. */
export interface ActivationContext {
  readonly vault: Vault;
  readonly clock: ClockKeeper;
  readonly call: Call;
}

/** After these the server will never answer this ticket differently: the activation has ended. */
const FINAL_REFUSALS: ReadonlySet<string> = new Set([
  'activation.ticket-invalid',
  'activation.used',
  'activation.expired',
  'activation.locked',
  'activation.other-device',
  'activation.key-invalid',
]);

/** Whether trying the same ticket again is pointless. */
export function isFinalRefusal(error: unknown): boolean {
  return error instanceof ApiError && FINAL_REFUSALS.has(error.code);
}

/**
 * Notes an activation down, or finds the one that is under way for this ticket.
 *
 * @returns its id
 */
export async function beginActivation(vault: Vault, ticket: string): Promise<string> {
  const bytes = new TextEncoder().encode(ticket);
  for (const entry of await readEntries(vault.database, 'activations'))
    if ((await readTicket(vault, entry)) === ticket) return entry.id;
  const id = crypto.randomUUID();
  const hpkeKeys = await createHpkeKeys();
  await oneAtATime(async () => {
    const entry: StoredActivation = {
      id,
      formatVersion: ENTRY_FORMAT_VERSION,
      revision: 1,
      addedAtMs: Date.now(),
      parts: { ticket: await vault.seal(bytes, id, 'ticket') },
      hpkeKeys,
      tokenId: null,
      firstCounter: 0,
      confirmByMs: null,
    };
    await write(vault.database, ['activations'], (writer) => writer.put('activations', entry));
  });
  return id;
}

async function readTicket(vault: Vault, entry: StoredActivation): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vault.openPart(entry, 'ticket'));
  } catch {
    return undefined; // damaged: as good as none
  }
}

export async function dropActivation(vault: Vault, id: string): Promise<void> {
  await write(vault.database, ['activations'], (writer) => writer.remove('activations', id));
}

/**
 * Gets the seed and stores it. Safe to repeat: the server gives the same keys the same answer again.
 *
 * @param password activation password; leave it out first
 * @returns id of the token in the vault, not yet confirmed
 * @throws {ApiError} what the server refused, or `network`
 * @throws {AnswerUnreadableError} when the answer is not for this phone
 */
export function claimToken(
  context: ActivationContext,
  activationId: string,
  password: string,
): Promise<string> {
  return oneAtATime(() => claimNow(context, activationId, password), 'activation');
}

async function claimNow(context: ActivationContext, activationId: string, password: string): Promise<string> {
  const { vault, clock, call } = context;
  const activation = await readEntry(vault.database, 'activations', activationId);
  if (activation === undefined)
    throw new ApiError({ code: 'activation.ticket-invalid', status: 0, message: '' });
  if (activation.tokenId !== null) return activation.tokenId;
  const ticket = (await readTicket(vault, activation)) ?? '';
  const device = await getDeviceKey(vault.database);
  const hpkePoint = new Uint8Array(await crypto.subtle.exportKey('raw', activation.hpkeKeys.publicKey));
  const sentAtMs = Date.now();
  const started = performance.now();
  const answer = await call(claimActivation, {
    body: {
      ticket,
      hpkePublicKey: encodeBase64Url(hpkePoint),
      signingPublicKey: encodeBase64Url(device.publicPoint),
      ...(password === '' ? {} : { password }),
    },
  });
  await clock.note({ sentAtMs, roundTripMs: performance.now() - started, serverNowMs: answer.nowMs });
  const { record, seed } = await openSealedToken(
    {
      enc: answer.enc,
      ciphertext: answer.ciphertext,
      hpkeKeys: activation.hpkeKeys,
      ticket: decodeBase64Url(ticket),
      signingPublicPoint: device.publicPoint,
    },
    Date.now(),
  );
  return addToken(vault, record, seed, (writer, tokenId) =>
    writer.put('activations', {
      ...activation,
      revision: activation.revision + 1,
      tokenId,
      firstCounter: Math.max(0, record.counter - 1),
      confirmByMs: answer.confirmBy,
    }),
  );
}

/** How a confirmation ended: `waiting` is tried again later, `lapsed` never. */
export type Confirmation =
  | { readonly kind: 'active' }
  | { readonly kind: 'waiting'; readonly error: unknown; readonly confirmByMs: number | null }
  | { readonly kind: 'lapsed'; readonly error: unknown };

/** Proves to the server that this phone computes the right OTPs. Never throws for what the network or the server does. */
export function confirmToken(context: ActivationContext, activationId: string): Promise<Confirmation> {
  return oneAtATime(() => confirmNow(context, activationId), 'activation');
}

async function confirmNow(context: ActivationContext, activationId: string): Promise<Confirmation> {
  const { vault } = context;
  const activation = await readEntry(vault.database, 'activations', activationId);
  if (activation === undefined || activation.tokenId === null) return { kind: 'active' };
  const token = (await listTokens(vault)).find(({ id }) => id === activation.tokenId);
  if (token === undefined || token.damaged) {
    await dropActivation(vault, activationId);
    return { kind: 'lapsed', error: undefined };
  }
  const error = await sendFirstOtp(context, activation, token);
  // the seed reached this phone alone: "used" can only mean that an earlier confirmation arrived and its reply was lost
  const confirmed = error === undefined || (error instanceof ApiError && error.code === 'activation.used');
  if (!confirmed && !isFinalRefusal(error))
    return { kind: 'waiting', error, confirmByMs: activation.confirmByMs };
  await updateToken(vault, token.id, (record) => ({ ...record, state: confirmed ? 'active' : 'lapsed' }));
  await dropActivation(vault, activationId);
  if (!confirmed) return { kind: 'lapsed', error };
  await retireOlder(vault, token.id, token.record.serial);
  return { kind: 'active' };
}

/** @returns why it failed, or undefined */
async function sendFirstOtp(
  context: ActivationContext,
  activation: StoredActivation,
  token: { id: string; record: TokenRecord },
): Promise<unknown> {
  const ticket = (await readTicket(context.vault, activation)) ?? '';
  for (let triesLeft = 2; ; triesLeft--) {
    const factor = firstFactor(context.clock.serverNowMs(), activation, token.record);
    const otp = await withSeed(context.vault, token.id, (seed) => otpOf(token.record, seed, factor));
    try {
      const sentAtMs = Date.now();
      const started = performance.now();
      const { nowMs } = await context.call(confirmActivation, { body: { ticket, otp } });
      await context.clock.note({ sentAtMs, roundTripMs: performance.now() - started, serverNowMs: nowMs });
      return undefined;
    } catch (error) {
      const wrongOtp = error instanceof ApiError && error.code === 'activation.otp-wrong';
      // most likely this phone's clock: compare it with the server's, and try once more
      if (!wrongOtp || triesLeft === 1 || !(await context.clock.measure())) return error;
    }
  }
}

/** The step before the present one, so that the OTP on screen stays unused. A challenge token proves its seed as an event token does. */
function firstFactor(serverNowMs: number, activation: StoredActivation, record: TokenRecord): number {
  if (codeKindOf(record) !== 'time') return activation.firstCounter;
  return timeStepAt({ atMs: Math.floor(serverNowMs), periodSeconds: record.periodSeconds ?? 30 }) - 1;
}

/** A new activation of a serial kills the seed before it: the older entry would only show codes nobody accepts. */
async function retireOlder(vault: Vault, tokenId: string, serial: string): Promise<void> {
  for (const older of await listTokens(vault)) {
    if (older.damaged || older.id === tokenId) continue;
    const { record } = older;
    if (record.serial !== serial || record.origin === 'personal') continue;
    if (record.label !== '')
      await updateToken(vault, tokenId, (newer) => ({ ...newer, label: record.label }));
    await removeToken(vault, older.id);
  }
}

/**
 * Takes up confirmations that did not get through. To call at start and when the network is back.
 *
 * @returns whether any token changed
 */
export async function resumeConfirmations(context: ActivationContext): Promise<boolean> {
  let changed = false;
  for (const activation of await readEntries(context.vault.database, 'activations')) {
    if (activation.tokenId === null) continue;
    const { kind } = await confirmToken(context, activation.id);
    changed ||= kind !== 'waiting';
  }
  return changed;
}

/** An activation whose seed has not come yet, e.g. because the app was closed at the password. */
export async function findOpenTicket(vault: Vault): Promise<string | undefined> {
  for (const entry of await readEntries(vault.database, 'activations')) {
    if (entry.tokenId !== null) continue;
    const ticket = await readTicket(vault, entry);
    if (ticket !== undefined) return ticket;
  }
  return undefined;
}
