import { networkOf } from '../agent/address-block.ts';
import type { VerifyJob } from './job.ts';

const MAX_SOURCE_LENGTH = 160;

/**
 * Where a try comes from, for counting: the address the agent says the person calls from; else the agent, and the address it calls from
 * itself. Whoever has an IPv6 address has 2^64 of them, so the network counts.
 */
export function sourceOf({
  clientAddress,
  requester,
}: Pick<VerifyJob, 'clientAddress' | 'requester'>): string {
  if (clientAddress !== undefined) return networkOf(clientAddress);
  const source = `${requester.kind}:${requester.name}|${networkOf(requester.source)}`;
  return source.slice(0, MAX_SOURCE_LENGTH);
}
