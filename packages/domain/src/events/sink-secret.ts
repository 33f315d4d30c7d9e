import { decodeBase64, decodeUtf8, encodeBase64, encodeUtf8 } from '@lingpai/algorithms';
import type { Random } from '../ports/world.ts';
import type { SecretContext, SecretVault } from '../ports/secret-vault.ts';
import { Refusal } from '../refusal.ts';
import type { EventTarget } from './event-target.ts';

/** As Standard Webhooks writes secrets. @see https://www.standardwebhooks.com */
const PREFIX = 'whsec_';
const NEW_SECRET_BYTES = 32;
const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;

export function newSigningSecret(random: Random): string {
  return PREFIX + encodeBase64(random.bytes(NEW_SECRET_BYTES));
}

/** The key inside a signing secret; undefined when it is none. */
export function readSigningSecret(text: string): Uint8Array | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  try {
    const key = decodeBase64(text.slice(PREFIX.length));
    return key.length >= MIN_SECRET_BYTES && key.length <= MAX_SECRET_BYTES ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Does this secret go with this target?
 *
 * @param secret undefined: there is none, and none is made
 * @throws {Refusal} event-sink.secret-needed, .secret-unwanted, .secret-invalid
 */
export function checkSinkSecret(target: EventTarget, secret: string | undefined): void {
  const isWanted = target.kind === 'webhook' || (target.kind === 'email' && target.config.user !== '');
  if (isWanted && secret === undefined) throw new Refusal('event-sink.secret-needed', {}, 'secret');
  if (!isWanted && secret !== undefined) throw new Refusal('event-sink.secret-unwanted', {}, 'secret');
  if (target.kind === 'webhook' && readSigningSecret(secret ?? '') === undefined)
    throw new Refusal('event-sink.secret-invalid', {}, 'secret');
}

/** What the secret of an event sink belongs to. */
export function sinkSecretContext(sinkId: number): SecretContext {
  return { purpose: 'event-sink', recordId: String(sinkId) };
}

export function sealSinkSecret(vault: SecretVault, sinkId: number, secret: string): Uint8Array {
  return vault.seal(sinkSecretContext(sinkId), encodeUtf8(secret));
}

/** @throws {VaultError} */
export function openSinkSecret(vault: SecretVault, sinkId: number, sealed: Uint8Array): string {
  return decodeUtf8(vault.open(sinkSecretContext(sinkId), sealed));
}
