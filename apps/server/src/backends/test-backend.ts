import { type Requester, getBackend } from '@lingpai/domain';
import type { AppContext } from '../context.ts';
import { operationAudit } from '../operations/operation-audit.ts';
import type { BackendTest } from './backend-pool.ts';

/**
 * Asks a back-end now, for an administrator who wants to know whether it works. Nothing is counted, but it is written down.
 *
 * @throws {Refusal} backend.not-found
 */
export async function testBackend(
  input: {
    readonly id: number;
    readonly login: string;
    readonly password: string;
    readonly requester: Requester;
  },
  { store, backends, clock }: Pick<AppContext, 'store' | 'backends' | 'clock'>,
): Promise<BackendTest> {
  const { id, login, password, requester } = input;
  const record = await getBackend(store.read, id);
  const answer = await backends.test(record, { login, password });
  const detail = { name: record.name, login, verdict: answer.verdict, why: answer.reason };
  const event = operationAudit('backend.test', requester, clock.nowMs(), detail);
  await store.transaction(({ audit }) => audit.append([event]));
  return answer;
}
