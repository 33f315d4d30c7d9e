import { encodeBase64Url } from '@lingpai/algorithms';
import { codeOf, agentRoutes as routes } from '@lingpai/contract';
import { type Door, admit, clientOf, drawBytes, sessionInfoOf, verdict } from './agent-door.ts';
import type { AgentSessions } from './agent-sessions.ts';

const ID_BYTES = 16;

/** Sessions: whose OTPs are verified is said once, then any number of steps follow, on any node. */
export function agentSessionRoutes(door: Door, sessions: AgentSessions): void {
  admit(door, routes.openAgentSession, ({ body: given, request }, agent) => {
    const body = given ?? {};
    const { clientAddress } = clientOf(body);
    const idBytes = drawBytes(door, { agent, request }, { purpose: 'session', body, length: ID_BYTES });
    if (idBytes === 'malformed') return { code: codeOf('OTPR_PARAM_INVALID') };
    return sessions.open(agent, { sessionId: encodeBase64Url(idBytes), clientAddress });
  });
  admit(door, routes.setAgentSessionUser, ({ params: { sessionId }, body }, agent) =>
    sessions.update({ agent, sessionId }, { login: body.userId }),
  );
  admit(door, routes.setAgentSessionToken, ({ params: { sessionId }, body }, agent) =>
    sessions.update({ agent, sessionId }, { serial: body.serial }),
  );
  admit(door, routes.verifyAgentSessionOtp, ({ params: { sessionId }, body, request }, agent) =>
    sessions.within({ agent, sessionId }, (who) =>
      verdict(door, { agent, request }, { kind: 'otp', ...who, otp: body.otp }),
    ),
  );
  admit(door, routes.syncAgentSessionOtp, ({ params: { sessionId }, body, request }, agent) =>
    sessions.within({ agent, sessionId }, ({ challengeKey: _challengeKey, ...who }) =>
      verdict(door, { agent, request }, { kind: 'sync', ...who, otp: body.otp, nextOtp: body.nextOtp }),
    ),
  );
  admit(door, routes.makeAgentSessionChallenge, ({ params: { sessionId }, body, request }, agent) =>
    sessions.challenge(
      { agent, sessionId },
      { clientChallenge: body.clientChallenge, ...sessionInfoOf(body), source: request.ip },
    ),
  );
  admit(door, routes.answerAgentSessionChallenge, ({ params: { sessionId }, body, request }, agent) =>
    sessions.within({ agent, sessionId }, ({ challengeKey, clientAddress }) =>
      verdict(
        door,
        { agent, request },
        {
          kind: 'answer',
          agentId: agent.id,
          challengeKey,
          response: body.response,
          ...(clientAddress !== undefined && { clientAddress }),
        },
      ),
    ),
  );
  admit(door, routes.closeAgentSession, ({ params: { sessionId } }, agent) =>
    sessions.close({ agent, sessionId }),
  );
}
