import Type from 'typebox';
import { EpochMs, Login, Otp, Serial } from './fields.ts';
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
const SessionParams = Type.Object({ sessionId: Type.String({ minLength: 1, maxLength: 100 }) });
const ClientAddress = Type.Optional(
  Type.String({ minLength: 2, maxLength: 64, description: 'IPv4 or IPv6 address the person calls from' }),
);
const StaticPassword = Type.String({ minLength: 1, maxLength: 256 });
const Question = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "in the format of the token's OCRA suite",
});
const SessionInfo = Type.Optional(
  Type.String({
    minLength: 2,
    maxLength: 1024,
    pattern: '^([0-9A-Fa-f]{2})+$',
    description:
      'hexadecimal; for a token whose OCRA suite has session information (S064: up to 64 bytes), and for no other: what the token knows of the session as well',
  }),
);
const Response = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'what the token shows for a challenge',
});

export const agentAuth = route({
  method: 'POST',
  path: '/agent/v1/auth',
  tag,
  summary: 'Authenticate a user',
  description:
    '`password` is what the person typed: third-party password, static password and OTP in this order, without separators, each only where the policy of the user asks for it. On 13, ask for two OTPs and call `agentSync`. Send an `Idempotency-Key`, so that a retry after a time-out does not meet an OTP that it used up itself.',
  body: Type.Object({ userId: UserId, password: Password, clientAddress: ClientAddress }),
  response: Verdict,
});
export const agentAuthToken = route({
  method: 'POST',
  path: '/agent/v1/auth-token',
  tag,
  summary: 'Authenticate by token serial',
  description: 'For the OTP alone. Failures count for the token, not for a user.',
  body: Type.Object({ serial: Serial, otp: Otp, clientAddress: ClientAddress }),
  response: Verdict,
});
export const agentSync = route({
  method: 'POST',
  path: '/agent/v1/sync',
  tag,
  summary: "Synchronise a user's token with two consecutive OTPs",
  body: Type.Object({ userId: UserId, otp: Otp, nextOtp: Otp, clientAddress: ClientAddress }),
  response: Verdict,
});
export const agentSyncToken = route({
  method: 'POST',
  path: '/agent/v1/sync-token',
  tag,
  summary: 'Synchronise a token with two consecutive OTPs',
  body: Type.Object({ serial: Serial, otp: Otp, nextOtp: Otp, clientAddress: ClientAddress }),
  response: Verdict,
});
export const agentRetryToken = route({
  method: 'POST',
  path: '/agent/v1/retry-token',
  tag,
  summary: 'How many wrong tries a token has left before it locks where the question comes from',
  body: Type.Object({ serial: Serial, clientAddress: ClientAddress }),
  response: Type.Object({ code: Type.Integer(), remaining: Type.Optional(Type.Integer({ minimum: 0 })) }),
});
export const changeAgentStaticPassword = route({
  method: 'POST',
  path: '/agent/v1/static-password',
  tag,
  summary: "Change a user's static password, by the old one",
  body: Type.Object({
    userId: UserId,
    oldPassword: StaticPassword,
    newPassword: StaticPassword,
    clientAddress: ClientAddress,
  }),
  response: Verdict,
});

const Label = Type.String({ minLength: 1, maxLength: 64 });
const Value = Type.String({ minLength: 1, maxLength: 256 });
export const startAgentSignature = route({
  method: 'POST',
  path: '/agent/v1/signatures',
  tag,
  summary: 'Ask a token to sign a transaction',
  description:
    '`userId`, `serial`, or both. Show the challenge (or, to a phone, the QR code), let the person type it into the token, and pass what the token shows to `verifyAgentSignature`. The signature is good for these fields alone, once. With `form` `typed` the challenge is the values themselves, behind each how many characters it has (a 0 follows from 10 on), and a 1: `62221234` and `500` are `62221234850031`.',
  body: Type.Object({
    userId: Type.Optional(UserId),
    serial: Type.Optional(Serial),
    fields: Type.Array(Type.Object({ label: Label, value: Value }), { minItems: 1, maxItems: 16 }),
    /** typed: the signer types the values into the token, each with its length behind it, and a 1; digest: a digest of the fields */
    form: Type.Optional(Type.Union([Type.Literal('digest'), Type.Literal('typed')])),
    sessionInfo: SessionInfo,
    clientAddress: ClientAddress,
  }),
  response: Type.Object({
    code: Type.Integer(),
    signatureId: Type.Optional(Type.String()),
    challenge: Type.Optional(Type.String({ description: 'what is typed into the token' })),
    qr: Type.Optional(
      Type.String({ description: 'for a phone that shows the fields; absent where they are too long' }),
    ),
    expiresAt: Type.Optional(EpochMs),
  }),
});
export const verifyAgentSignature = route({
  method: 'POST',
  path: '/agent/v1/signatures/:signatureId/verify',
  tag,
  summary: 'Verify the signature of a transaction',
  params: Type.Object({ signatureId: Type.String({ minLength: 1, maxLength: 100 }) }),
  body: Type.Object({ signature: Response, clientAddress: ClientAddress }),
  response: Verdict,
});

export const openAgentSession = route({
  method: 'POST',
  path: '/agent/v1/sessions',
  tag,
  summary: 'Open a session (sessionInit)',
  description:
    'Say whose with `setAgentSessionUser`, `setAgentSessionToken`, or both; then any number of steps follow, on any server of the installation. It ends some time after its last use; earlier (44) where too many are open and nobody was verified in it.',
  body: Type.Union([Type.Object({ clientAddress: ClientAddress }), Type.Null()]),
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
  summary: 'Set whose OTPs the session verifies (sessionSetUserName)',
  params: SessionParams,
  body: Type.Object({ userId: Login }),
  response: Verdict,
});
export const setAgentSessionToken = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/token-serial',
  tag,
  summary: 'Set which token the session verifies (sessionSetTokenSN)',
  params: SessionParams,
  body: Type.Object({ serial: Serial }),
  response: Verdict,
});
export const verifyAgentSessionOtp = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/verify-otp',
  tag,
  summary: 'Verify an OTP of the session’s user or token (sessionVerifyOtp)',
  params: SessionParams,
  body: Type.Object({ otp: Otp }),
  response: Verdict,
});
export const syncAgentSessionOtp = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/sync-otp',
  tag,
  summary: 'Synchronise the session’s token with two consecutive OTPs (sessionSyncOTP)',
  params: SessionParams,
  body: Type.Object({ otp: Otp, nextOtp: Otp }),
  response: Verdict,
});
export const makeAgentSessionChallenge = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/challenge',
  tag,
  summary: 'Make a challenge for the session’s token (sessionGenChallenge)',
  description:
    'One challenge of a session is open at a time: a new one replaces it. After 20 in a minute that nobody answers, a source hears 67 for this token. With `clientChallenge` the server answers first (`serverResponse`, mutual challenge-response of RFC 6287 §7.2).',
  params: SessionParams,
  body: Type.Object({ clientChallenge: Type.Optional(Question), sessionInfo: SessionInfo }),
  response: Type.Object({
    code: Type.Integer(),
    challenge: Type.Optional(Type.String()),
    serverResponse: Type.Optional(Type.String()),
    expiresAt: Type.Optional(EpochMs),
  }),
});
export const answerAgentSessionChallenge = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/auth',
  tag,
  summary: 'Answer the session’s challenge (sessionAuth)',
  params: SessionParams,
  body: Type.Object({ response: Response }),
  response: Verdict,
});
export const changeAgentSessionStaticPassword = route({
  method: 'POST',
  path: '/agent/v1/sessions/:sessionId/static-password',
  tag,
  summary: "Change the static password of the session's user, by the old one",
  params: SessionParams,
  body: Type.Object({ oldPassword: StaticPassword, newPassword: StaticPassword }),
  response: Verdict,
});
export const closeAgentSession = route({
  method: 'DELETE',
  path: '/agent/v1/sessions/:sessionId',
  tag,
  summary: 'Close a session (sessionUnInit)',
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
