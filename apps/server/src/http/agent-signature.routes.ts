import { TRANSACTION_NONCE_BYTES, encodeBase64Url } from '@lingpai/algorithms';
import { agentRoutes as routes, codeOf } from '@lingpai/contract';
import { type SignatureOutcome, askSignature, challengeKey, codeOfReason } from '@lingpai/domain';
import {
  type Caller,
  type Door,
  admit,
  clientOf,
  drawBytes,
  requesterOf,
  sessionInfoOf,
  verdict,
} from './agent-door.ts';

const ID_BYTES = 16;

/** Transactions that a token signs. */
export function agentSignatureRoutes(door: Door): void {
  const { context } = door;
  admit(door, routes.startAgentSignature, async ({ body, request }, agent) => {
    const { userId: login, serial, fields, form = 'digest' } = body;
    const identity = newIdentity(door, { agent, request }, body);
    if (identity === undefined || (login === undefined && serial === undefined))
      return { code: codeOf('OTPR_PARAM_INVALID') };
    const requester = requesterOf({ agent, request });
    const asked = { agentId: agent.id, login, serial, requester, ...clientOf(body), ...sessionInfoOf(body) };
    const outcome = await context.store.transaction((stores) =>
      askSignature({ ...asked, fields, form, ...identity }, stores, context),
    );
    return toAnswer(outcome, identity.signatureId);
  });
  admit(door, routes.verifyAgentSignature, ({ params, body, request }, agent) =>
    verdict(
      door,
      { agent, request },
      {
        kind: 'answer',
        agentId: agent.id,
        challengeKey: challengeKey('signature', params.signatureId),
        response: body.signature,
        ...clientOf(body),
      },
    ),
  );
}

function newIdentity(
  door: Door,
  caller: Caller,
  body: object,
): { signatureId: string; nonce: Uint8Array } | undefined {
  const length = ID_BYTES + TRANSACTION_NONCE_BYTES;
  const bytes = drawBytes(door, caller, { purpose: 'signature', body, length });
  if (bytes === 'malformed') return undefined;
  return { signatureId: encodeBase64Url(bytes.slice(0, ID_BYTES)), nonce: bytes.slice(ID_BYTES) };
}

function toAnswer(outcome: SignatureOutcome, signatureId: string) {
  if (outcome.kind === 'refused') return { code: codeOfReason(outcome.reason) };
  const { challenge, qr } = outcome;
  return {
    code: 0,
    signatureId,
    challenge: challenge.question,
    ...(qr !== undefined && { qr }),
    expiresAt: challenge.expiresAt,
  };
}
