import { changeAudit } from '../audit/change-audit.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { TokenWorld } from './act-on-token.ts';
import { readSuite } from './read-suite.ts';

/**
 * Says in which OCRA suite a token signs, where that is another than the one it answers challenges in.
 *
 * @param input.suite null: the same
 * @throws {Refusal} token.not-found, .not-ocra, .suite-unsupported
 */
export async function setSignatureSuite(
  input: { readonly serial: string; readonly suite: string | null; readonly requester: Requester },
  world: TokenWorld,
): Promise<void> {
  const { serial, requester } = input;
  const suite = input.suite === null ? null : readSuite(input.suite, 'signatureSuite').text;
  await world.store.transaction(async ({ tokens, audit }) => {
    const at = world.clock.nowMs();
    const token = await tokens.lock(serial);
    if (token === undefined) throw new Refusal('token.not-found', { serial }, 'serial');
    if (token.type !== 'ocra') throw new Refusal('token.not-ocra', { serial }, 'serial');
    await tokens.setSignatureSuite(token.id, suite, at);
    const detail = { suite: suite ?? 'default' };
    await audit.append([changeAudit({ action: 'token.signature-suite', requester, at, serial, detail })]);
  });
}
