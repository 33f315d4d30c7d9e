import {
  type OcraSuite,
  equalOtp,
  mutualClientChallenge,
  ocraResponse,
  ocraTimeStep,
  parseOcraSuite,
} from '@lingpai/algorithms';
import type { DecideContext } from './attempt.ts';
import { toHalfWidth } from './half-width.ts';
import type { Reason } from './outcome.ts';
import type { ChallengeState, TokenState } from './state.ts';
import type { TryResult } from './try-token.ts';
import { type FactorRange, rangeAfter } from './windows.ts';

/** An answer, and what it is measured by. */
export interface AnswerQuestion {
  readonly challenge: ChallengeState;
  readonly token: TokenState;
  readonly context: DecideContext;
}

/** Is this what the token answers to the challenge? Changes nothing. */
export function isAnswerToChallenge(response: string, question: AnswerQuestion): boolean {
  return matchResponse(response, question).kind === 'accepted';
}

/**
 * Is this what the token answers? A counter is looked for as those of event tokens are: within the look-ahead window it is accepted, within
 * the synchronisation window the answer to another challenge has to follow it, with the very next counter (RFC 4226 §7.4). Neither can have
 * been prepared: the question of each is new.
 *
 * @returns the token's next state; where it is refused, what the token is to remember of it
 */
export function matchResponse(shown: string, question: AnswerQuestion): TryResult {
  const response = toHalfWidth(shown);
  const { challenge, token, context } = question;
  const suite = parseOcraSuite(challenge.suite);
  if (!hasResponseForm(response, suite)) return refused('malformed');
  const secrets = openSecrets(suite, question);
  if (typeof secrets === 'string') return refused(secrets);
  const typed = suite.digits === 0 ? response.toLowerCase() : response;
  const steps = timeStepsOf(suite, question);
  const find = (counters: readonly (number | undefined)[]) =>
    search(typed, candidatesOf(counters, steps), (candidate) =>
      responseTo(question, suite, { ...secrets, ...candidate }),
    );
  const { lookAheadCounters, resyncCounters } = context.policy;
  const { lastFactor } = token;
  if (!suite.hasCounter)
    return find([undefined]) === undefined
      ? refused('no-match')
      : { kind: 'accepted', after: { ...token, lastAcceptedAt: context.nowMs } };
  const near = find(countersIn({ from: lastFactor + 1, to: lastFactor + lookAheadCounters }));
  if (near?.counter !== undefined) return acceptedAt(near.counter, question);
  const far = find(countersIn({ from: lastFactor + 1 + lookAheadCounters, to: lastFactor + resyncCounters }));
  return far?.counter === undefined ? refused('no-match') : foundFar(far.counter, question);
}

/** One answer alone could be a guess among the many counters of the wide window. */
function foundFar(counter: number, question: AnswerQuestion): TryResult {
  const { token, context } = question;
  const { nowMs } = context;
  const { resync } = token;
  const range =
    resync === undefined || resync.factor <= token.lastFactor ? undefined : rangeAfter(token, resync, nowMs);
  if (range !== undefined && counter >= range.from && counter <= range.to)
    return acceptedAt(counter, question);
  return {
    kind: 'refused',
    reason: 'resync-needed',
    after: { ...token, resync: { factor: counter, at: nowMs } },
  };
}

function acceptedAt(counter: number, { token, context }: AnswerQuestion): TryResult {
  const after: TokenState = {
    ...token,
    lastAcceptedAt: context.nowMs,
    lastFactor: counter,
    resync: undefined,
    isCounterDoubted: false,
  };
  return { kind: 'accepted', after };
}

interface Secrets {
  readonly seed: Uint8Array;
  readonly pinHash?: Uint8Array;
}

function openSecrets(suite: OcraSuite, { token, context }: AnswerQuestion): Secrets | Reason {
  const { serial, sealedSeed, sealedPin } = token;
  // The vault says no more than this; the store's `doctor` names the records.
  const seed = opened(() => context.openSeed(serial, sealedSeed ?? new Uint8Array(0)));
  if (seed === undefined) return 'seed-unreadable';
  if (suite.pinHash === undefined) return { seed };
  if (sealedPin === undefined) return 'pin-not-set';
  const pin = opened(() => context.openPin(serial, sealedPin));
  return pin === undefined
    ? 'pin-unreadable'
    : { seed, pinHash: context.primitives.hash(suite.pinHash, pin) };
}

function opened(open: () => Uint8Array): Uint8Array | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}

/** One moment, one counter. */
interface Candidate {
  readonly counter?: number;
  readonly timeStep?: number;
}

/** @returns the first that matches; every one is computed, so that the time taken does not tell which it is */
function search(
  typed: string,
  candidates: readonly Candidate[],
  responseAt: (candidate: Candidate) => string,
): Candidate | undefined {
  let found: Candidate | undefined;
  for (const candidate of candidates) {
    const isMatch = equalOtp(responseAt(candidate), typed);
    if (isMatch) found ??= candidate;
  }
  return found;
}

function candidatesOf(
  counters: readonly (number | undefined)[],
  steps: readonly (number | undefined)[],
): Candidate[] {
  return counters.flatMap((counter) =>
    steps.map((timeStep) => ({
      ...(counter !== undefined && { counter }),
      ...(timeStep !== undefined && { timeStep }),
    })),
  );
}

function countersIn({ from, to }: FactorRange): number[] {
  const length = Math.max(0, Math.min(to, Number.MAX_SAFE_INTEGER) - from + 1);
  return Array.from({ length }, (_, index) => from + index);
}

function timeStepsOf(suite: OcraSuite, { token, context }: AnswerQuestion): (number | undefined)[] {
  if (suite.periodSeconds === undefined) return [undefined];
  const present = ocraTimeStep(suite, tokenTimeMs(token, context.nowMs));
  const width = context.policy.verifyWindowSteps;
  return Array.from({ length: 2 * width + 1 }, (_, index) => Math.max(0, present - width + index));
}

/** Server time as the token's clock has it, as far as its time OTPs have told. */
export function tokenTimeMs({ spec, driftSteps }: TokenState, nowMs: number): number {
  return Math.max(0, nowMs + driftSteps * (spec.periodSeconds ?? 0) * 1000);
}

function responseTo(
  { challenge, context }: AnswerQuestion,
  suite: OcraSuite,
  inputs: Secrets & Candidate,
): string {
  const { question, clientQuestion, sessionInfo } = challenge;
  return ocraResponse({
    primitives: context.primitives,
    suite,
    challenge: clientQuestion === undefined ? question : mutualClientChallenge(clientQuestion, question),
    sessionInfo,
    ...inputs,
  });
}

function hasResponseForm(response: string, { digits }: OcraSuite): boolean {
  return digits === 0
    ? /^[0-9a-f]{40,128}$/i.test(response)
    : response.length === digits && /^\d+$/.test(response);
}

function refused(reason: Reason): TryResult {
  return { kind: 'refused', reason };
}
