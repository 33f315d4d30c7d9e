import { TRANSACTION_NONCE_BYTES, encodeBase64Url, encodeUtf8 } from '@lingpai/algorithms';
import { agentRoutes as routes, codeOf } from '@lingpai/contract';
import { type SignatureOutcome, askSignature, challengeKey, codeOfReason } from '@lingpai/domain';
import {
  type Caller,
  type Door,
  admit,
  clientOf,
  idempotencyOf,
  requesterOf,
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
    const asked = { agentId: agent.id, login, serial, requester, ...clientOf(body) };
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

/**
 * Id and nonce. A retry (the same `Idempotency-Key`) has to find the signature that is there already, so they are drawn from the key
 * then; by a keyed digest, so that whoever knows the key can still not foresee them.
 */
function newIdentity(
  { context }: Door,
  caller: Caller,
  body: object,
): { signatureId: string; nonce: Uint8Array } | undefined {
  const idempotency = idempotencyOf(context, caller, body);
  if (idempotency === 'malformed') return undefined;
  const bytes =
    idempotency === undefined
      ? context.random.bytes(ID_BYTES + TRANSACTION_NONCE_BYTES)
      : context.vault.digest(
          'idempotency',
          encodeUtf8(`signature\0${idempotency.scope}\0${idempotency.requestHash}`),
        );
  return {
    signatureId: encodeBase64Url(bytes.subarray(0, ID_BYTES)),
    nonce: bytes.slice(ID_BYTES, ID_BYTES + TRANSACTION_NONCE_BYTES),
  };
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
