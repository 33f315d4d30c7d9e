import type { Phrase } from './phrase.ts';
import { activationPhrases, addPhrases, scanPhrases } from './phone/activation.ts';
import { codesPhrases } from './phone/codes.ts';
import { generalPhrases, settingsPhrases, welcomePhrases } from './phone/general.ts';

/** What the phone token says. */
export const phonePhrases = {
  ...generalPhrases,
  ...welcomePhrases,
  ...addPhrases,
  ...scanPhrases,
  ...activationPhrases,
  ...codesPhrases,
  ...settingsPhrases,
} as const satisfies Record<string, Phrase>;
