export type { AuditDraft } from './audit/audit-event.ts';
export type { SecretContext, SecretVault } from './ports/secret-vault.ts';
export { VaultError } from './ports/secret-vault.ts';
export type { AuditWriter, SettingsStore, Stores, UnitOfWork } from './ports/stores.ts';
export type { VerificationStore } from './ports/verification-store.ts';
export { StoreUnavailableError } from './ports/verification-store.ts';
export type { Clock, PasswordHasher, Random, Sha256 } from './ports/world.ts';
export { Refusal } from './refusal.ts';
export {
  MAX_DIGITS,
  MAX_PERIOD_SECONDS,
  MAX_SEED_BYTES,
  MIN_DIGITS,
  MIN_PERIOD_SECONDS,
  MIN_SEED_BYTES,
  TOKEN_HASHES,
  TOKEN_TYPES,
} from './token/token-spec.ts';
export type { TokenHash, TokenRecord, TokenSpec, TokenType } from './token/token-spec.ts';
export {
  TOKEN_STATUSES,
  TOKEN_STATUS_ACTIONS,
  TOKEN_TRANSITIONS,
  nextTokenStatus,
} from './token/token-status.ts';
export type { TokenStatus, TokenStatusAction } from './token/token-status.ts';
export { MAX_LOGIN_LENGTH, isLogin, loginKey } from './user/login-key.ts';
export { decideBatch } from './verify/decide-batch.ts';
export type { DecidedBatch } from './verify/decide-batch.ts';
export { GroupCommit } from './verify/group-commit.ts';
export type { GroupCommitOptions } from './verify/group-commit.ts';
export type {
  AuthJob,
  ConfirmJob,
  Idempotency,
  OtpJob,
  Outcome,
  Requester,
  StaticCheck,
  SyncJob,
  VerifyJob,
} from './verify/job.ts';
export { VerificationLedger } from './verify/ledger.ts';
export type {
  BatchWrites,
  StoredAnswer,
  TokenWrite,
  UserWrite,
  VerificationSnapshot,
} from './verify/ledger.ts';
export { countFailure, lockStateAt, triesLeft } from './verify/lockout.ts';
export { assertNever, codeOfReason } from './verify/outcome.ts';
export type { Reason } from './verify/outcome.ts';
export { LOCKED_UNTIL_UNLOCKED, NO_FACTOR } from './verify/state.ts';
export type { PendingSeed, TokenState, UserState } from './verify/state.ts';
export { resyncOtp, verifyOtp } from './verify/verify-otp.ts';
export type { OtpVerdict } from './verify/verify-otp.ts';
