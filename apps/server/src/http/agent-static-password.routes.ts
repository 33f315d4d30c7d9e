import { agentRoutes as routes, codeOf } from '@lingpai/contract';
import { changeOwnStaticPassword } from '@lingpai/domain';
import { hasherFor, verifyWithChecks } from '../verification/verify-with-checks.ts';
import { type Caller, type Door, admit, clientOf, requesterOf } from './agent-door.ts';
import type { AgentSessions } from './agent-sessions.ts';
import { isGone } from './caller-gone.ts';

interface Change {
  /** undefined: the session was set to a token alone, which does not say whose password it is */
  readonly login: string | undefined;
  readonly oldPassword: string;
  readonly newPassword: string;
  readonly clientAddress?: string;
}

/**
 * A user changes the static password through an application. Nothing of it is kept for retries (`Idempotency-Key`): not even a digest
 * of a password that people choose.
 */
export function agentStaticPasswordRoutes(door: Door, sessions: AgentSessions): void {
  admit(door, routes.changeAgentStaticPassword, ({ body, request }, agent) => {
    const { userId: login, oldPassword, newPassword } = body;
    return change(door, { agent, request }, { login, oldPassword, newPassword, ...clientOf(body) });
  });
  admit(door, routes.changeAgentSessionStaticPassword, ({ params: { sessionId }, body, request }, agent) =>
    sessions.within({ agent, sessionId }, ({ login, clientAddress }) =>
      change(
        door,
        { agent, request },
        { login, ...body, ...(clientAddress !== undefined && { clientAddress }) },
      ),
    ),
  );
}

async function change(
  { context }: Door,
  caller: Caller,
  { login, oldPassword, newPassword, clientAddress }: Change,
): Promise<{ code: number }> {
  if (login === undefined) return { code: codeOf('OTPR_UIDTKSN_UNSET') };
  const from = { requester: requesterOf(caller), ...(clientAddress !== undefined && { clientAddress }) };
  const world = { ...context, isGone: () => isGone(caller.request) };
  const code = await changeOwnStaticPassword(
    { login, oldPassword, newPassword, ...from },
    {
      ...context,
      passwordHasher: hasherFor(from, world),
      prove: (job) => verifyWithChecks(job, world),
    },
  );
  return { code };
}
