/** What the management centre says, by area. Not part of the package's index, so that the phone app does not carry it. */
export { agentPhrases } from './management/agents.ts';
export { auditPagePhrases } from './management/audit-page.ts';
export { distributionPhrases } from './management/distribution.ts';
export { homePhrases } from './management/home.ts';
export { importPhrases } from './management/imports.ts';
export { organizationPhrases } from './management/organizations.ts';
export { sessionPhrases } from './management/session.ts';
export { settingsPhrases } from './management/settings.ts';
export { shellPhrases } from './management/shell.ts';
export { tokenPhrases } from './management/tokens.ts';
export { userPhrases } from './management/users.ts';
