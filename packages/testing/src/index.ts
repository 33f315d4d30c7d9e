export {
  HOTP_SPEC,
  NEW_YEAR_MS,
  TEST_AGENT,
  TEST_SEED,
  TOTP_SPEC,
  aContext,
  aLockout,
  aPolicy,
  aSnapshot,
  aSourceState,
  aTokenState,
  aUserState,
  otpOf,
} from './verification.ts';
export { RuleWorld } from './rule-world.ts';
export { createDatabase, runOn } from './postgres-database.ts';
export { startPostgres } from './postgres.ts';
export type { TestPostgres } from './postgres.ts';
export { FixedClock, SeededRandom } from './world.ts';
export { freePort, runCommand, startServer } from './server-process.ts';
export type { CommandResult, ServerPlace, ServerProcess } from './server-process.ts';
export { makeAuthority, makeServerCertificate } from './x509.ts';
export type { Certificate } from './x509.ts';
export { makeCertificate } from './certificate.ts';
export type { TestCertificate } from './certificate.ts';
export { startFreeradius } from './freeradius.ts';
export type { TestFreeradius } from './freeradius.ts';
export { missingProgram } from './child-server.ts';
export { startSlapd } from './slapd.ts';
export type { TestPerson, TestSlapd } from './slapd.ts';
