import { type ParsedKeyUri, parseActivationCode } from '@lingpai/algorithms';
import { getDeviceKey } from './device-key.ts';
import type { TokenRecord } from '../vault/token-record.ts';
import { addToken } from '../vault/token-store.ts';
import type { Vault } from '../vault/vault.ts';

/** What a person types to activate without network. */
export interface OfflineActivation {
  readonly serial: string;
  readonly code: string;
  /** activation password; empty: none */
  readonly password: string;
}

/**
 * Activates a token without network: the seed is derived from what was typed, nothing is asked of anybody.
 *
 * @returns id of the token in the vault
 * @throws {RangeError} when the code does not parse; check it first
 */
export async function activateOffline(vault: Vault, activation: OfflineActivation): Promise<string> {
  const parsed = parseActivationCode(activation.code);
  if (!parsed.ok) throw new RangeError(`Cannot activate: the activation code is wrong (${parsed.code})`);
  const { deriveSeedOnPhone } = await import('./offline-seed.ts');
  const { serial, password } = activation;
  const { code: deviceCode } = await getDeviceKey(vault.database);
  const seed = await deriveSeedOnPhone({ code: parsed.canonical, serial, password, deviceCode });
  const { type, hash, digits, periodSeconds } = parsed.profile;
  const record: TokenRecord = {
    serial: activation.serial,
    origin: 'offline',
    issuer: '',
    account: '',
    label: '',
    type,
    hash,
    digits,
    periodSeconds: periodSeconds ?? null,
    ocraSuite: null,
    counter: 0,
    state: 'active',
    addedAtMs: Date.now(),
  };
  return addToken(vault, record, seed);
}

/** Adds a token of another service, as its `otpauth://` QR code describes it. */
export async function addPersonalToken(vault: Vault, key: ParsedKeyUri): Promise<string> {
  const record: TokenRecord = {
    serial: '',
    origin: 'personal',
    issuer: key.issuer ?? '',
    account: key.account,
    label: '',
    type: key.type,
    hash: key.hash,
    digits: key.digits,
    periodSeconds: key.periodSeconds ?? null,
    ocraSuite: null,
    counter: key.counter ?? 0,
    state: 'active',
    addedAtMs: Date.now(),
  };
  return addToken(vault, record, Uint8Array.from(key.seed));
}
