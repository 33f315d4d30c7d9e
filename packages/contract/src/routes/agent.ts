import Type from 'typebox';
import { Login, Otp, Serial } from './fields.ts';
import { route } from './route.ts';

/**
 * The agent interface: what applications call through the SDK. Every verdict is HTTP 200 with `{code}` (see result-codes.ts);
 * 401 with code 12: the bearer key is wrong or the agent disabled; 403 with 68: this address may not use the agent;
 * 400 with code 2: malformed body; 503 with code 1: the store fails, try another server.
 * `Idempotency-Key` (1 to 128 characters) on a POST makes a retry get the first answer for ten minutes.
 */
const tag = 'agent';
const Verdict = Type.Object(
  { code: Type.Integer({ minimum: 0, description: 'Result code; 0 success, 13 synchronise first' }) },
  { $id: 'Verdict' },
);
const Password = Type.String({
  maxLength: 512,
  description:
    'third-party password + static password + OTP, without separators, each only where the policy asks for it',
});
const UserId = Type.String({ minLength: 1, maxLength: 128 });
const SessionParams = Type.Object({ sessionId: Type.String({ minLength: 1, maxLength: 64 }) });

export const agentAuth = route({
  method: 'POST',
  path: '/agent/v1/auth',
  tag,
  summary: 'Authenticate a user',
  body: Type.Object({ userId: UserId, password: Password }),
  response: Verdict,
});
export const agentAuthToken = route({
  method: 'POST',
  path: '/agent/v1/auth-token',
  tag,
  summary: 'Authenticate by token serial',
  body: Type.Object({ serial: Serial, otp: Otp }),
  response: Verdict,
});
export const agentSync = route({
  method: 'POST',
  path: '/agent/v1/sync',
  tag,
  summary: "Synchronise a user's token with two consecutive OTPs",
  body: Type.Object({ userId: UserId, otp: Otp, nextOtp: Otp }),
  response: Verdict,
});
export const agentSyncToken = route({
  method: 'POST',
  path: '/agent/v1/sync-token',
  tag,
  summary: 'Synchronise a token with two consecutive OTPs',
  body: Type.Object({ serial: Serial, otp: Otp, nextOtp: Otp }),
  response: Verdict,
});
export const agentRetryToken = route({
  method: 'POST',
  path: '/agent/v1/retry-token',
  tag,
  summary: 'How many wrong tries a token has left before it locks',
  body: Type.Object({ serial: Serial }),
  response: Type.Object({ code: Type.Integer(), remaining: Type.Optional(Type.Integer({ minimum: 0 })) }),
});
/** too long a new one is a verdict (74), not a malformed request */
const NewPassword = Type.String({ maxLength: 512 });
export const changeAgentStaticPassword = route({
  method: 'POST',
  path: '/agent/v1/static-password',
  tag,
  summary: 'A user changes the static password; `Idempotency-Key` is not looked at',
  body: Type.Object({
    userId: UserId,
    oldPassword: Type.String({ maxLength: 512 }),
    newPassword: NewPassword,
    clientAddress: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  }),
  response: Verdict,
});
export const changeAgentSessionStaticPassword = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/static-password',
  tag,
  summary: "The session's user changes the static password",
  params: SessionParams,
  body: Type.Object({ oldPassword: Type.String({ maxLength: 512 }), newPassword: NewPassword }),
  response: Verdict,
});

export const openAgentSession = route({
  method: 'POST',
  path: '/agent/v1/sessions',
  tag,
  summary: 'Open a session (sessionInit)',
  response: Type.Object({
    code: Type.Integer(),
    sessionId: Type.Optional(Type.String()),
    expiresAt: Type.Optional(Type.Integer()),
  }),
});
export const setAgentSessionUser = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/user-name',
  tag,
  summary: 'sessionSetUserName',
  params: SessionParams,
  body: Type.Object({ userId: Login }),
  response: Verdict,
});
export const setAgentSessionToken = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/token-serial',
  tag,
  summary: 'sessionSetTokenSN',
  params: SessionParams,
  body: Type.Object({ serial: Serial }),
  response: Verdict,
});
export const verifyAgentSessionOtp = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/verify-otp',
  tag,
  summary: 'sessionVerifyOtp',
  params: SessionParams,
  body: Type.Object({ otp: Otp }),
  response: Verdict,
});
export const syncAgentSessionOtp = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/sync-otp',
  tag,
  summary: 'sessionSyncOTP',
  params: SessionParams,
  body: Type.Object({ otp: Otp, nextOtp: Otp }),
  response: Verdict,
});
export const closeAgentSession = route({
  method: 'DELETE',
  path: '/agent/v1/sessions/:sessionId',
  tag,
  summary: 'sessionUnInit',
  params: SessionParams,
  response: Verdict,
});

/** An agent's configuration file, `agent.acf` (mode 0600). */
export const AgentConfigFile = Type.Object({
  version: Type.Literal(1),
  agentId: Type.String({ minLength: 1 }),
  key: Type.String({ minLength: 1 }),
  servers: Type.Array(Type.String({ pattern: '^https?://' }), { minItems: 1 }),
  caPem: Type.Optional(Type.String()),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 120_000 }),
});
export type AgentConfigFile = Type.Static<typeof AgentConfigFile>;
