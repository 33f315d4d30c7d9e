import { changeAudit } from '../audit/change-audit.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type TokenStatusAction, nextTokenStatus } from './token-status.ts';

export interface TokenWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
}

/**
 * Changes the state of a token, as the table of transitions allows. Repeating what is done already changes nothing, and is not logged.
 *
 * @throws {Refusal} token.not-found, token.transition-refused
 */
export async function actOnToken(
  input: { readonly serial: string; readonly action: TokenStatusAction; readonly requester: Requester },
  world: TokenWorld,
): Promise<void> {
  const { serial, action, requester } = input;
  await world.store.transaction(async ({ tokens, audit }) => {
    const at = world.clock.nowMs();
    const token = await tokens.lock(serial);
    if (token === undefined) throw new Refusal('token.not-found', { serial }, 'serial');
    const status = nextTokenStatus(token.status, action);
    if (status === undefined)
      throw new Refusal('token.transition-refused', { serial, from: token.status, action }, 'action');
    if (action === 'unlock') await tokens.unlock(token.id, at);
    else if (status === token.status) return;
    else await tokens.setStatus(token, status, at);
    const detail = { from: token.status, to: status };
    await audit.append([changeAudit({ action: `token.${action}`, requester, at, serial, detail })]);
  });
}

export interface TokenActionResult {
  readonly serial: string;
  /** undefined: done */
  readonly refusal: Refusal | undefined;
}

/** The same for many: each has its own verdict, in the order given; one that is refused does not stop the others. */
export async function actOnTokens(
  input: {
    readonly serials: readonly string[];
    readonly action: TokenStatusAction;
    readonly requester: Requester;
  },
  world: TokenWorld,
): Promise<TokenActionResult[]> {
  const { serials, action, requester } = input;
  const results: TokenActionResult[] = [];
  for (const serial of serials) {
    try {
      await actOnToken({ serial, action, requester }, world);
      results.push({ serial, refusal: undefined });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      results.push({ serial, refusal: error });
    }
  }
  return results;
}
