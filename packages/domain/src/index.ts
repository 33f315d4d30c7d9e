export { findAdminSession, purgeAdminSessions } from './admin/admin-session.ts';
export type { AdminSession } from './admin/admin-session.ts';
export { changeOwnPassword, resetAdmin } from './admin/change-password.ts';
export { completeSetup, isSetupNeeded, issueSetupTicket } from './admin/first-setup.ts';
export type { SetupInput } from './admin/first-setup.ts';
export { MIN_ADMIN_PASSWORD_LENGTH, checkAdminPassword } from './admin/password-strength.ts';
export { makeDecoyHash, signIn, signOut } from './admin/sign-in.ts';
export type { SignInWorld } from './admin/sign-in.ts';
export { SignInThrottle } from './admin/sign-in-throttle.ts';
export { isAddress, isAddressBlock, networkOf, parseAllowList } from './agent/address-block.ts';
export { hashAgentKey } from './agent/agent-key.ts';
export { sessionExpiry, sessionLimits } from './agent/session-limits.ts';
export type { SessionLimits } from './agent/session-limits.ts';
export { tokenTriesLeft } from './agent/token-tries-left.ts';
export { deleteAgent, renewAgentKey, updateAgent } from './agent/change-agent.ts';
export type { AgentChange } from './agent/change-agent.ts';
export { createAgent } from './agent/create-agent.ts';
export type { AgentWithKey, AgentWorld } from './agent/create-agent.ts';
export { indexAuditSubjects } from './audit/index-audit-subjects.ts';
export { deleteEventSink, updateEventSink } from './events/change-event-sink.ts';
export type { EventSinkChange } from './events/change-event-sink.ts';
export { createEventSink } from './events/create-event-sink.ts';
export type { EventSinkWorld, NewEventSink } from './events/create-event-sink.ts';
export { DELIVERY_PACE, deliverEvents, isDue } from './events/deliver-events.ts';
export type {
  DeliveryPace,
  DeliveryStep,
  DeliveryWorld,
  SendBatch,
  SendResult,
} from './events/deliver-events.ts';
export type { EventBatch } from './events/event-batch.ts';
export { readActionPattern } from './events/event-filter.ts';
export { listEventSinks, readEventSink } from './events/event-sink-view.ts';
export { isLoopbackHost } from './events/event-target.ts';
export type { EventSinkKind, EventTarget } from './events/event-target.ts';
export { openSinkSecret, readSigningSecret, sinkSecretContext } from './events/sink-secret.ts';
export { testEventSink } from './events/test-event.ts';
export { backendSecretContext, getBackend } from './backend/backend-world.ts';
export type { BackendWorld } from './backend/backend-world.ts';
export { deleteBackend, updateBackend } from './backend/change-backend.ts';
export type { BackendChange } from './backend/change-backend.ts';
export { createBackend } from './backend/create-backend.ts';
export type { NewBackend } from './backend/create-backend.ts';
export { bindToken } from './binding/bind-token.ts';
export { unbindToken } from './binding/unbind-token.ts';
export type { UserNamed } from './binding/unbind-token.ts';
export { isCertificatesAlone } from './certificates.ts';
export { askSignature } from './challenge/ask-signature.ts';
export type { SignatureForm, SignatureInput, SignatureOutcome } from './challenge/ask-signature.ts';
export type { AskInput, ChallengeWorld } from './challenge/ask-token.ts';
export { challengeKey } from './challenge/challenge-key.ts';
export { makeChallenge } from './challenge/make-challenge.ts';
export type { ChallengeInput, ChallengeOutcome } from './challenge/make-challenge.ts';
export { createOrganization } from './organization/create-organization.ts';
export { deleteOrganization } from './organization/delete-organization.ts';
export { ensureOrganizationPath } from './organization/ensure-organization-path.ts';
export { areOnOneBranch } from './organization/organization-name.ts';
export { renameOrganization } from './organization/rename-organization.ts';
export { forgetOldFailures } from './settings/forget-old-failures.ts';
export { purgeInBatches } from './purge-in-batches.ts';
export { updateSettings } from './settings/update-settings.ts';
export { actOnToken, actOnTokens } from './token/act-on-token.ts';
export type { TokenActionResult } from './token/act-on-token.ts';
export { adoptTokenClock } from './token/adopt-token-clock.ts';
export type { AdoptClockInput, CandidateName } from './token/adopt-token-clock.ts';
export { readFleetDrift } from './token/fleet-drift.ts';
export type { DriftRange, FleetDrift } from './token/fleet-drift.ts';
export type { ClockCandidate, ClockFindings, ClockQuestion } from './token/infer-clock.ts';
export { InferenceSlots } from './token/inference-slots.ts';
export { inferTokenClock } from './token/infer-token-clock.ts';
export type { ClockWorld, InferredClock } from './token/infer-token-clock.ts';
export { createTokens } from './token/create-tokens.ts';
export type { NewTokens } from './token/create-tokens.ts';
export { setSignatureSuite } from './token/set-signature-suite.ts';
export { isTokenPin, pinContext, setTokenPin } from './token/token-pin.ts';
export { markExpiredTokens } from './token/mark-expired-tokens.ts';
export { completeAccessRule } from './user/access-rules.ts';
export type { GivenAccessRule } from './user/access-rules.ts';
export { changeOwnStaticPassword } from './user/change-static-password.ts';
export type { ChangeStaticPasswordWorld, StaticPasswordChange } from './user/change-static-password.ts';
export { createUser } from './user/create-user.ts';
export type { NewUser } from './user/create-user.ts';
export { deleteUser } from './user/delete-user.ts';
export { issueEmergencyPassword, withdrawEmergencyPassword } from './user/emergency-password.ts';
export type { EmergencyPasswordWorld } from './user/emergency-password.ts';
export { unlockUser } from './user/unlock-user.ts';
export { updateUser } from './user/update-user.ts';
export type { UserChange } from './user/update-user.ts';
export type { GivenLoginRules } from './user/user-fields.ts';
export { findStaticPasswordFault } from './user/static-password-policy.ts';
export type { StaticPasswordFault, StaticPasswordPolicy } from './user/static-password-policy.ts';
export type { AuditDraft } from './audit/audit-event.ts';
export type {
  AgentAccess,
  AgentAccessStore,
  AgentSession,
  SessionKey,
  TokenFailures,
} from './ports/agent-access-store.ts';
export type { AdminRecord, AdminSessionRecord, AdminStore } from './ports/admin-store.ts';
export type { AgentStore } from './ports/agent-store.ts';
export type { AuditFilter, AuditLog, ChainCheck, ChainProblem, ChainVerdict } from './ports/audit-log.ts';
export type { BackendRecord, BackendStore } from './ports/backend-store.ts';
export type { Binding, BindingStore } from './ports/binding-store.ts';
export type { AskedSubject, AskedTokens, Asker, ChallengeStore } from './ports/challenge-store.ts';
export type {
  EventRange,
  EventSinkRecord,
  EventSinkStore,
  EventTotal,
  SinkTurn,
} from './ports/event-sink-store.ts';
export type { FiguresStore } from './ports/figures-store.ts';
export type { FailureStore } from './ports/failure-store.ts';
export type { OrganizationPlace, OrganizationStore } from './ports/organization-store.ts';
export type { PageOf, PageRequest } from './ports/page.ts';
export type { DriftGroup, TokenClockRecord, TokenClockStore } from './ports/token-clock-store.ts';
export type { TokenFilter, TokenHandle, TokenStore } from './ports/token-store.ts';
export type {
  StaticPassword,
  StaticPasswordHistory,
  UserFields,
  UserFilter,
  UserRecord,
  UserStore,
} from './ports/user-store.ts';
export type { SecretContext, SecretVault } from './ports/secret-vault.ts';
export { VaultError } from './ports/secret-vault.ts';
export type { AuditWriter, SettingsStore, Stores, UnitOfWork } from './ports/stores.ts';
export type { ThirdPartyAuthenticator, ThirdPartyVerdict } from './ports/third-party.ts';
export type { DecideJobs, VerificationStore } from './ports/verification-store.ts';
export { StoreUnavailableError } from './ports/verification-store.ts';
export type { ActivationSealer, SealedMessage } from './ports/activation-sealer.ts';
export type {
  DistributionOfToken,
  DistributionStore,
  DueDistribution,
  NewDistribution,
  NewPendingSeed,
} from './ports/distribution-store.ts';
export type {
  BindingPiece,
  BoundPiece,
  ImportBatch,
  ImportPublication,
  ImportStore,
  ImportUser,
  ImportedToken,
  UnfinishedImport,
  WrittenToken,
} from './ports/import-store.ts';
export type {
  Argon2id,
  Clock,
  PasswordHasher,
  Pause,
  ProcessIdentity,
  Random,
  Sha256,
} from './ports/world.ts';
export { BusyError } from './ports/world.ts';
export { distributionStateAt } from './activation/distribution.ts';
export type {
  ActivationState,
  Claim,
  DistributableToken,
  DistributionMode,
  DistributionRecord,
  DistributionState,
} from './activation/distribution.ts';
export { cancelDistribution } from './activation/cancel-distribution.ts';
export { claimActivation } from './activation/claim-activation.ts';
export type {
  ClaimActivationInput,
  ClaimActivationWorld,
  ClaimedActivation,
} from './activation/claim-activation.ts';
export { confirmActivation } from './activation/confirm-activation.ts';
export type { ConfirmActivationInput, ConfirmActivationWorld } from './activation/confirm-activation.ts';
export { distributeToken } from './activation/distribute-token.ts';
export type {
  DistributeTokenInput,
  DistributeTokenWorld,
  DistributedToken,
} from './activation/distribute-token.ts';
export { expireDistributions } from './activation/expire-distributions.ts';
export { cleanUnfinishedImports } from './token/clean-unfinished-imports.ts';
export type { CleanImportsWorld } from './token/clean-unfinished-imports.ts';
export type { ImportEvent, RowBinding, RowProblem, RowVerdict } from './token/import-event.ts';
export { importTokens } from './token/import-tokens.ts';
export type {
  ImportProgress,
  ImportTokensInput,
  ImportTokensResult,
  ImportTokensWorld,
} from './token/import-tokens.ts';
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
export { TOKEN_KINDS } from './token/token-kind.ts';
export type { TokenKind } from './token/token-kind.ts';
export {
  TOKEN_STATUSES,
  TOKEN_STATUS_ACTIONS,
  TOKEN_TRANSITIONS,
  nextTokenStatus,
} from './token/token-status.ts';
export type { TokenStatus, TokenStatusAction } from './token/token-status.ts';
export { digestEmergencyPassword } from './user/emergency-digest.ts';
export { MAX_LOGIN_LENGTH, isLogin, loginKey } from './user/login-key.ts';
export { decideBatch } from './verify/decide-batch.ts';
export type { DecideContext } from './verify/attempt.ts';
export type { DecidedBatch } from './verify/decide-batch.ts';
export { GroupCommit } from './verify/group-commit.ts';
export type { GroupCommitOptions } from './verify/group-commit.ts';
export type {
  AnswerJob,
  AuthJob,
  Checks,
  ConfirmJob,
  Idempotency,
  NeededCheck,
  OtpJob,
  Outcome,
  Requester,
  StaticPasswordJob,
  SyncJob,
  VerifyJob,
} from './verify/job.ts';
export { isTimeZone } from './verify/access-rules.ts';
export { sourceOf } from './verify/source.ts';
export { VerificationLedger, sourceKey } from './verify/ledger.ts';
export type {
  BatchWrites,
  StoredAnswer,
  TokenWrite,
  UserWrite,
  VerificationSnapshot,
} from './verify/ledger.ts';
export { lockFor, lockStateAt } from './verify/lockout.ts';
export { assertNever, codeOfReason } from './verify/outcome.ts';
export type { Reason } from './verify/outcome.ts';
export { LATEST_LOCK_UNKNOWN, LOCKED_UNTIL_UNLOCKED, NO_FACTOR, NO_FAILURES } from './verify/state.ts';
export type {
  ChallengeState,
  ClientState,
  EmergencyPassword,
  FactorCounts,
  FactorRule,
  PendingSeed,
  SourceState,
  TokenState,
  UserState,
} from './verify/state.ts';
export { resyncOtp, verifyOtp } from './verify/verify-otp.ts';
export type { OtpVerdict } from './verify/verify-otp.ts';
