import type { ChallengeStore } from '../ports/challenge-store.ts';
import type { Reason } from '../verify/outcome.ts';
import type { Askable } from './ask-token.ts';

/** Far more than a person can read and type; as many as a program may ask for at the same time. What was answered does not count: so nobody is held up who has the token. */
const UNANSWERED_PER_SOURCE = 100;
const PER_SOURCE_MS = 60_000;
/** So that strangers neither fill the table nor use up questions: the shortest are ten thousand (QN04). */
const UNANSWERED_PER_TOKEN = 1000;

/** Is there room for one more question? Whoever asks too much is refused, or makes room: it is no other source's that is forgotten. */
export async function questionObstacle(
  { token, asker, context }: Askable,
  challenges: Pick<ChallengeStore, 'countUnanswered' | 'makeRoom'>,
): Promise<Reason | undefined> {
  const { serial } = token;
  const { source } = asker;
  const { nowMs } = context;
  const asked = await challenges.countUnanswered({ serial, source, since: nowMs - PER_SOURCE_MS, nowMs });
  if (asked >= UNANSWERED_PER_SOURCE) return 'asked-too-often';
  await challenges.makeRoom(serial, UNANSWERED_PER_TOKEN);
  return undefined;
}
