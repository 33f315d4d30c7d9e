import { connectionHelp } from './cli-help/connections.ts';
import { operationHelp } from './cli-help/operations.ts';
import { tokenHelp } from './cli-help/tokens.ts';
import { userHelp } from './cli-help/users.ts';
import type { Phrase } from './phrase.ts';

export { helpFramePhrases, usagePhrases } from './cli-help/frame.ts';
export { helpTermPhrases } from './cli-help/terms.ts';

/** What `--help` says of each command and option: `token import`, `token import --format`; an option of many commands stands alone. */
export const helpPhrases = {
  ...operationHelp,
  ...userHelp,
  ...tokenHelp,
  ...connectionHelp,
} as const satisfies Record<string, Phrase>;

/** Names one text of the help. */
export type HelpKey = keyof typeof helpPhrases;
