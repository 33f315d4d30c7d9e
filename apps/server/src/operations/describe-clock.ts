import { type Language, fillPhrase, findResultCode, type tokenClockRoutes } from '@lingpai/contract';
import { cliPhrases } from '@lingpai/contract/phrases/cli';
import { type ClockCandidate, codeOfReason } from '@lingpai/domain';
import type { SyncVerdict } from './sync-tokens.ts';

const HASH_NAMES = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512', sm3: 'SM3', sm4: 'SM4' } as const;

/** A candidate in words: what kind of token it is, and what its clock says. */
export function describeCandidate(
  candidate: ClockCandidate,
  language: Language,
): { spec: string; clock: string } {
  const { spec: found, isPresentSpec } = candidate;
  const params = { hash: HASH_NAMES[found.hash], digits: found.digits, seconds: found.periodSeconds ?? 0 };
  const phrase = { totp: 'infer.spec-time', hotp: 'infer.spec-event', ocra: 'infer.spec-ocra' } as const;
  const spec = fillPhrase(cliPhrases[phrase[found.type]], language, params);
  const frame = cliPhrases[isPresentSpec ? 'infer.present' : 'infer.other'];
  return { spec: fillPhrase(frame, language, { spec }), clock: describeClock(candidate, language) };
}

function describeClock({ spec, driftSteps, lastFactor }: ClockCandidate, language: Language): string {
  const { periodSeconds } = spec;
  if (periodSeconds === undefined)
    return fillPhrase(cliPhrases['infer.counter'], language, { counter: lastFactor + 1 });
  const seconds = Math.abs(driftSteps) * periodSeconds;
  if (seconds === 0) return fillPhrase(cliPhrases['infer.clock-right'], language);
  const phrase = cliPhrases[driftSteps > 0 ? 'infer.clock-ahead' : 'infer.clock-behind'];
  return fillPhrase(phrase, language, { seconds });
}

/** A candidate as JSON has it. */
export function candidateView(candidate: ClockCandidate): tokenClockRoutes.ClockCandidate {
  const { spec, factor, driftSteps, isPresentSpec, expectedAccidents } = candidate;
  const { type, hash, digits, periodSeconds } = spec;
  return {
    type,
    hash,
    digits,
    periodSeconds: periodSeconds ?? null,
    factor,
    driftSteps,
    driftSeconds: periodSeconds === undefined ? null : driftSteps * periodSeconds,
    isPresentSpec,
    expectedAccidents,
  };
}

/** The number an application would hear; null when nothing was decided. */
export function codeOfSyncVerdict(verdict: SyncVerdict): number | null {
  switch (verdict.kind) {
    case 'synchronised':
    case 'adopted':
      return codeOfReason(undefined);
    case 'refused':
      return codeOfReason(verdict.reason);
    case 'undecided':
      return null;
  }
}

/** What became of a row, in words. */
export function describeSyncVerdict(verdict: SyncVerdict, language: Language): string {
  switch (verdict.kind) {
    case 'synchronised':
      return fillPhrase(cliPhrases['sync.done'], language);
    case 'adopted':
      return fillPhrase(cliPhrases['sync.adopted'], language, describeCandidate(verdict.candidate, language));
    case 'undecided':
      return fillPhrase(cliPhrases['sync.undecided'], language);
    case 'refused': {
      const code = codeOfReason(verdict.reason);
      const row = findResultCode(code);
      const message = row === undefined ? verdict.reason : fillPhrase(row.phrase, language);
      return fillPhrase(cliPhrases['sync.refused'], language, { code, message });
    }
  }
}
