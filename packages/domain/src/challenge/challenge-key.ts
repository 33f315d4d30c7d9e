import { encodeBase64Url, encodeUtf8, sha256 } from '@lingpai/algorithms';
import type { ChallengeState } from '../verify/state.ts';

/**
 * What a challenge is found by: a hash of the id the agent holds (128 random bits). A session's id is of no use where a signature's is
 * asked for, and the other way round.
 */
export function challengeKey(kind: ChallengeState['kind'], id: string): string {
  return encodeBase64Url(sha256(encodeUtf8(`${kind}:${id}`)));
}
