import type { AuditDraft } from '../audit/audit-event.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { type Reason, codeOfReason } from '../verify/outcome.ts';
import type { ChallengeState } from '../verify/state.ts';
import type { AskInput } from './ask-token.ts';

/** A question that was asked of a token, or refused. */
export interface Asked {
  readonly kind: ChallengeState['kind'];
  readonly input: AskInput;
  /** undefined: it was asked */
  readonly reason: Reason | undefined;
  /** undefined: it was refused */
  readonly challenge: ChallengeState | undefined;
  readonly detail: AuditDraft['detail'];
}

/**
 * Writes down that somebody wants a token to answer: the first thing that shows when somebody tries out logins, or prepares a transaction.
 * Never what the answer would be, nor the server's own in a mutual challenge.
 */
export async function noteAsked(
  { kind, input, reason, challenge, detail }: Asked,
  { audit }: Pick<Stores, 'audit'>,
  { clock }: { readonly clock: Clock },
): Promise<void> {
  const { requester, clientAddress } = input;
  const draft: AuditDraft = {
    at: clock.nowMs(),
    actorKind: requester.kind,
    actor: requester.name,
    action: kind === 'signature' ? 'ask-signature' : 'ask-challenge',
    resultCode: codeOfReason(reason),
    hasSucceeded: reason === undefined,
    reason: reason ?? '',
    userLogin: input.login ?? '',
    serial: challenge?.serial ?? input.serial ?? '',
    source: clientAddress ?? requester.source,
    detail: {
      ...(challenge !== undefined && { suite: challenge.suite }),
      ...detail,
      ...(clientAddress !== undefined && { agentAddress: requester.source }),
    },
  };
  await audit.append([draft]);
}
