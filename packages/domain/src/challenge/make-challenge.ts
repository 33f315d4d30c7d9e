import { isOcraChallenge, mutualServerChallenge, ocraResponse, ocraTimeStep } from '@lingpai/algorithms';
import { VaultError } from '../ports/secret-vault.ts';
import type { Stores } from '../ports/stores.ts';
import { tokenTimeMs } from '../verify/match-response.ts';
import type { Reason } from '../verify/outcome.ts';
import type { ChallengeState } from '../verify/state.ts';
import { type AskInput, type Askable, type ChallengeWorld, findAskable } from './ask-token.ts';
import { questionObstacle } from './asking-limits.ts';
import { noteAsked } from './challenge-audit.ts';
import { challengeKey } from './challenge-key.ts';
import { randomQuestion } from './random-question.ts';
import { rememberedUntil } from './usable-suite.ts';

export interface ChallengeInput extends AskInput {
  readonly sessionId: string;
  /** QC of a mutual challenge: the server answers it first */
  readonly clientQuestion?: string | undefined;
}

export type ChallengeOutcome =
  | { readonly kind: 'made'; readonly challenge: ChallengeState; readonly serverResponse?: string }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** Questions drawn before a suite counts as asked out: a four-digit one after thousands of answers in a month. */
const MAX_DRAWS = 16;

/**
 * Asks a session's token a question nobody can foresee. One question of a session is open at a time: a new one replaces it. The audit log
 * hears of it, and of one that was refused.
 *
 * @see RFC 6287 §7.1, §7.2
 */
export async function makeChallenge(
  input: ChallengeInput,
  stores: Stores,
  world: ChallengeWorld,
): Promise<ChallengeOutcome> {
  const outcome = await ask(input, stores, world);
  const { reason, challenge } = { reason: undefined, challenge: undefined, ...outcome };
  const detail = {
    ...(challenge !== undefined && { challenge: challenge.question }),
    ...(input.clientQuestion !== undefined && { isMutual: true }),
  };
  await noteAsked({ kind: 'challenge', input, reason, challenge, detail }, stores, world);
  return outcome;
}

async function ask(input: ChallengeInput, stores: Stores, world: ChallengeWorld): Promise<ChallengeOutcome> {
  const { clientQuestion } = input;
  const isMutual = clientQuestion !== undefined;
  const askable = await findAskable({ ...input, kind: 'challenge', isMutual }, stores, world);
  if (typeof askable === 'string') return refused(askable);
  if (isMutual && !isOcraChallenge(askable.parsed, clientQuestion)) return refused('question-unfit');
  const obstacle = await questionObstacle(askable, stores.challenges);
  if (obstacle !== undefined) return refused(obstacle);
  const challenge = await draw(input, askable, stores, world);
  if (challenge === undefined) return refused('no-question-left');
  if (!isMutual) return { kind: 'made', challenge };
  try {
    return { kind: 'made', challenge, serverResponse: answerFirst(clientQuestion, challenge, askable) };
  } catch (error) {
    if (error instanceof VaultError) return refused('seed-unreadable');
    throw error;
  }
}

// oxlint-disable-next-line max-params -- what is asked, of whom, where it is kept, and the world
async function draw(
  input: ChallengeInput,
  { token, suite, parsed, context, asker }: Askable,
  { challenges }: Stores,
  { random }: ChallengeWorld,
): Promise<ChallengeState | undefined> {
  const { nowMs, policy } = context;
  const expiresAt = nowMs + policy.challengeValidSeconds * 1000;
  const keyHash = challengeKey('challenge', input.sessionId);
  for (let draws = 0; draws < MAX_DRAWS; draws += 1) {
    const challenge: ChallengeState = {
      keyHash,
      agentId: input.agentId,
      kind: 'challenge',
      login: input.login,
      serial: token.serial,
      suite,
      question: randomQuestion(parsed, random),
      clientQuestion: input.clientQuestion,
      sessionInfo: input.sessionInfo,
      createdAt: nowMs,
      expiresAt,
      usedAt: undefined,
      forgetAt: rememberedUntil(parsed, { expiresAt, policy }),
    };
    await challenges.retire(keyHash, nowMs);
    if (await challenges.insert(challenge, asker)) return challenge;
  }
  return undefined;
}

/**
 * The server shows that it knows the seed, before the client answers. The PIN is the client's alone to show, so the server answers in the
 * same suite without it.
 *
 * @see RFC 6287 §7.2, Appendix C.2
 */
function answerFirst(
  clientQuestion: string,
  { question, sessionInfo }: ChallengeState,
  { token, parsed, context }: Askable,
): string {
  const { primitives, nowMs, openSeed } = context;
  return ocraResponse({
    primitives,
    seed: openSeed(token.serial, token.sealedSeed ?? new Uint8Array(0)),
    suite: { ...parsed, pinHash: undefined },
    challenge: mutualServerChallenge(clientQuestion, question),
    sessionInfo,
    ...(parsed.periodSeconds !== undefined && { timeStep: ocraTimeStep(parsed, tokenTimeMs(token, nowMs)) }),
  });
}

function refused(reason: Reason): ChallengeOutcome {
  return { kind: 'refused', reason };
}
