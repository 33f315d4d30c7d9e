import { encodeUtf8 } from '@lingpai/algorithms';
import { changeAudit } from '../audit/change-audit.ts';
import type { SecretContext, SecretVault } from '../ports/secret-vault.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { TokenWorld } from './act-on-token.ts';

const MIN_PIN_CHARACTERS = 4;
const MAX_PIN_CHARACTERS = 64;

/** What the sealed PIN of a token belongs to. */
export function pinContext(serial: string): SecretContext {
  return { purpose: 'token-pin', recordId: serial };
}

/** Is this a PIN that somebody can type into a token: 4 to 64 characters, no control characters, no blanks at either end? */
export function isTokenPin(pin: string): boolean {
  const count = Array.from(pin).length;
  return (
    count >= MIN_PIN_CHARACTERS &&
    count <= MAX_PIN_CHARACTERS &&
    pin === pin.trim() &&
    !/[\p{Cc}\p{Cs}]/u.test(pin)
  );
}

/**
 * Sets what the holder of an OCRA token types into it beside a challenge: P of RFC 6287 §5.1. It has to be the one the token itself knows or asks for. Lies
 * sealed as the seed does; nothing shows it again.
 *
 * @param input.pin null: it has none
 * @throws {Refusal} token.not-found, .not-ocra, .pin-invalid
 */
export async function setTokenPin(
  input: { readonly serial: string; readonly pin: string | null; readonly requester: Requester },
  world: TokenWorld & { readonly vault: SecretVault },
): Promise<void> {
  const { serial, pin, requester } = input;
  if (pin !== null && !isTokenPin(pin))
    throw new Refusal('token.pin-invalid', { min: MIN_PIN_CHARACTERS, max: MAX_PIN_CHARACTERS }, 'pin');
  const sealed = pin === null ? null : world.vault.seal(pinContext(serial), encodeUtf8(pin));
  await world.store.transaction(async ({ tokens, audit }) => {
    const at = world.clock.nowMs();
    const token = await tokens.lock(serial);
    if (token === undefined) throw new Refusal('token.not-found', { serial }, 'serial');
    if (token.type !== 'ocra') throw new Refusal('token.not-ocra', { serial }, 'serial');
    await tokens.setPin(token.id, sealed, at);
    const action = pin === null ? 'token.clear-pin' : 'token.set-pin';
    await audit.append([changeAudit({ action, requester, at, serial, detail: {} })]);
  });
}
