import { type OcraSuite, OcraSuiteError, parseOcraSuite } from '@lingpai/algorithms';
import type { Reason } from '../verify/outcome.ts';
import type { TokenState } from '../verify/state.ts';
import type { VerificationPolicy } from '../verify/windows.ts';

/** How long it is remembered what a token was asked whose responses never age. */
const REMEMBERED_MS = 30 * 86_400_000;

/**
 * Reads a suite, where it can be used here: a counter only where nothing else moves it, so not beside a time OTP of the token's own, and not in
 * a mutual challenge, where two computations would need two of them.
 */
export function findUsableSuite(
  text: string,
  { token, isMutual }: { readonly token: TokenState; readonly isMutual: boolean },
): OcraSuite | undefined {
  const suite = parse(text);
  if (suite === undefined) return undefined;
  return suite.hasCounter && (isMutual || token.spec.periodSeconds !== undefined) ? undefined : suite;
}

/**
 * What keeps a token from answering in a suite that can be used: a PIN that nobody set, session information that the agent left out, or gave though
 * the suite has no room for it (it would bind nothing then).
 */
export function inputObstacle(
  suite: OcraSuite,
  { token, sessionInfo }: { readonly token: TokenState; readonly sessionInfo: Uint8Array | undefined },
): Reason | undefined {
  if (suite.pinHash !== undefined && token.sealedPin === undefined) return 'pin-not-set';
  if (sessionInfo === undefined) return suite.sessionBytes === undefined ? undefined : 'session-info-missing';
  const { length } = sessionInfo;
  return length >= 1 && length <= (suite.sessionBytes ?? 0) ? undefined : 'session-info-unfit';
}

function parse(text: string): OcraSuite | undefined {
  try {
    return parseOcraSuite(text);
  } catch (error) {
    if (error instanceof OcraSuiteError) return undefined;
    throw error;
  }
}

/** Until when the same question must not be asked again: no response to it may be acceptable then (epoch ms). */
export function rememberedUntil(
  suite: OcraSuite,
  { expiresAt, policy }: { readonly expiresAt: number; readonly policy: VerificationPolicy },
): number {
  if (suite.periodSeconds === undefined) return expiresAt + REMEMBERED_MS;
  return expiresAt + (2 * policy.verifyWindowSteps + 1) * suite.periodSeconds * 1000;
}
