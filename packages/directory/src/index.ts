export { buildBackend } from './build-backend.ts';
export { GuardedBackend, MAX_PAUSE_MS } from './guarded-backend.ts';
export type { Circuit, GuardState, Patience } from './guarded-backend.ts';
export { HttpBackend } from './http-backend.ts';
export { LdapBackend } from './ldap-backend.ts';
export type { BackendAnswer, PasswordBackend, PasswordQuery } from './password-backend.ts';
export { RadiusBackend } from './radius-backend.ts';
export { findSettingsFault, findSettingsProblem } from './settings-fault.ts';
