export { OCRAAgent, OTPAgent, OTPResult } from './compat.ts';
export { AgentClient } from './agent-client.ts';
export type { AgentOptions } from './agent-client.ts';
export { AgentConfigError } from './config-file.ts';
export type { AgentConfig } from './config-file.ts';
export { ResultCode } from './result-codes.ts';
export { findResult } from './find-result.ts';
export type { ResultDescription } from './find-result.ts';
export type {
  AgentSession,
  AssertionStart,
  AssertionVerdict,
  CallerOptions,
  ChallengeOptions,
  ChallengeVerdict,
  ConsecutiveOtps,
  RetriesVerdict,
  SessionVerdict,
  SignatureRequest,
  SignatureStart,
  TransactionField,
  Verdict,
} from './results.ts';
