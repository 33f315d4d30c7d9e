import { MAX_QUESTION_CHARACTERS, type OcraSuite, QUESTION_ALPHABET } from '@lingpai/algorithms';
import type { Random } from '../ports/world.ts';

const ALPHABETS = { N: '0123456789', H: '0123456789ABCDEF', A: QUESTION_ALPHABET } as const;
const BYTE_VALUES = 256;

/** A question nobody can foresee: in the suite's format, as long as it allows (40 characters at most). */
export function randomQuestion({ challenge }: Pick<OcraSuite, 'challenge'>, random: Random): string {
  const alphabet = ALPHABETS[challenge.format];
  const length = Math.min(challenge.maxLength, MAX_QUESTION_CHARACTERS);
  // Bytes above would make the first characters likelier than the others.
  const usable = BYTE_VALUES - (BYTE_VALUES % alphabet.length);
  let question = '';
  while (question.length < length)
    for (const byte of random.bytes(length - question.length))
      if (byte < usable) question += alphabet[byte % alphabet.length];
  return question;
}
