import Type, { type Static } from 'typebox';
import {
  ActivationStateField,
  EpochMs,
  Id,
  Login,
  Nullable,
  Otp,
  Page,
  PageQuery,
  Serial,
  TokenHashField,
  TokenKindField,
  TokenStatusField,
  TokenTypeField,
} from './fields.ts';
import { Distribution } from './distribution.ts';
import { route } from './route.ts';

const tag = 'tokens';
const SerialParams = Type.Object({ serial: Serial });

/** 令牌. Locked and expired are derived: `lock`, `expiresAt`. A seed never leaves the server. */
export const Token = Type.Object({
  serial: Serial,
  kind: TokenKindField,
  type: TokenTypeField,
  hash: TokenHashField,
  digits: Type.Integer(),
  periodSeconds: Nullable(Type.Integer()),
  ocraSuite: Nullable(Type.String()),
  signatureSuite: Nullable(Type.String({ description: 'null: it signs in `ocraSuite`' })),
  hasPin: Type.Boolean({ description: 'a PIN goes into its answers, and one is set; nothing shows it' }),
  needsSync: Type.Boolean({
    description:
      'its counter comes from a backup: it has to answer a challenge before a transaction may be typed into it',
  }),
  organizationId: Id,
  organizationPath: Type.String(),
  status: TokenStatusField,
  activation: Nullable(ActivationStateField, 'null for hardware tokens'),
  lock: Nullable(Type.Object({ until: Nullable(EpochMs) })),
  failCount: Type.Integer(),
  driftSteps: Type.Integer(),
  lastAcceptedAt: Nullable(EpochMs),
  startsAt: Nullable(EpochMs),
  expiresAt: Nullable(EpochMs),
  manufacturer: Type.String(),
  model: Type.String(),
  boundUsers: Type.Array(Type.Object({ id: Id, login: Login, name: Type.String() }), {
    description: 'first three users it is bound to, and how many there are',
  }),
  boundUserCount: Type.Integer(),
  createdAt: EpochMs,
});
export type Token = Static<typeof Token>;

export const TokenDetail = Type.Object({
  ...Token.properties,
  bindings: Type.Array(
    Type.Object({
      userId: Id,
      login: Login,
      name: Type.String(),
      organizationPath: Type.String(),
      boundAt: EpochMs,
    }),
  ),
  distribution: Nullable(Distribution),
  device: Nullable(Type.Object({ code: Type.String(), activatedAt: EpochMs })),
});
export type TokenDetail = Static<typeof TokenDetail>;

export const listTokens = route({
  method: 'GET',
  path: '/api/v1/tokens',
  tag,
  summary: 'Tokens, ordered by serial',
  query: Type.Object({
    ...PageQuery,
    q: Type.Optional(
      Type.String({
        maxLength: 128,
        description: 'Beginning of the serial, or of the login of a bound user',
      }),
    ),
    organizationId: Type.Optional(Id),
    includeSub: Type.Optional(Type.Boolean({ default: true })),
    status: Type.Optional(
      Type.Union([...TokenStatusField.anyOf, Type.Literal('locked'), Type.Literal('expired')]),
    ),
    type: Type.Optional(TokenTypeField),
    kind: Type.Optional(TokenKindField),
    bound: Type.Optional(Type.Boolean()),
  }),
  response: Page(Token),
});
export const readToken = route({
  method: 'GET',
  path: '/api/v1/tokens/:serial',
  tag,
  summary: 'One token',
  params: SerialParams,
  response: TokenDetail,
});
export const createTokens = route({
  method: 'POST',
  path: '/api/v1/tokens',
  tag,
  summary: 'Create mobile tokens, to be distributed to phones',
  body: Type.Object({
    organizationId: Id,
    count: Type.Integer({ minimum: 1, maximum: 100_000 }),
    /** totp when left out */
    type: Type.Optional(TokenTypeField),
    hash: Type.Optional(TokenHashField),
    /** 6 when left out; of an ocra token those of its suite */
    digits: Type.Optional(Type.Integer({ minimum: 6, maximum: 8 })),
    periodSeconds: Type.Optional(
      Type.Union([Type.Literal(30), Type.Literal(60)], {
        description: 'totp: 30 when left out; ocra: only where it is to show a time OTP besides',
      }),
    ),
    ocraSuite: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'of an ocra token (RFC 6287)' }),
    ),
  }),
  response: Type.Object({
    serials: Type.Array(Serial, { description: 'At most the first 1,000' }),
    count: Type.Integer(),
  }),
});
export const setSignatureSuite = route({
  method: 'PUT',
  path: '/api/v1/tokens/:serial/signature-suite',
  tag,
  summary: 'OCRA suite a token signs in; null: the one it answers challenges in',
  params: SerialParams,
  body: Type.Object({ suite: Nullable(Type.String({ minLength: 1, maxLength: 64 })) }),
  response: TokenDetail,
});
/** PIN 码. Set and cleared, never shown. */
export const setTokenPin = route({
  method: 'PUT',
  path: '/api/v1/tokens/:serial/pin',
  tag,
  summary: 'Set what the holder types into an OCRA token beside a challenge',
  params: SerialParams,
  body: Type.Object({ pin: Type.String({ maxLength: 64, description: '4 to 64 characters' }) }),
  response: TokenDetail,
});
export const clearTokenPin = route({
  method: 'DELETE',
  path: '/api/v1/tokens/:serial/pin',
  tag,
  summary: 'Clear the PIN of an OCRA token',
  params: SerialParams,
  response: TokenDetail,
});
/** 启用 停用 挂失 解除挂失 解锁 作废 */
export const TOKEN_ACTIONS = [
  'enable',
  'disable',
  'report-lost',
  'report-found',
  'unlock',
  'revoke',
] as const;
export type TokenAction = (typeof TOKEN_ACTIONS)[number];
export const TokenActionField = Type.Union([
  Type.Literal('enable'),
  Type.Literal('disable'),
  Type.Literal('report-lost'),
  Type.Literal('report-found'),
  Type.Literal('unlock'),
  Type.Literal('revoke'),
]);
export const actOnToken = route({
  method: 'POST',
  path: '/api/v1/tokens/:serial/actions',
  tag,
  summary: 'Change the state of a token',
  params: SerialParams,
  body: Type.Object({ action: TokenActionField }),
  response: TokenDetail,
});
/** The same for many at once; each has its own verdict, in the order given. */
export const actOnTokens = route({
  method: 'POST',
  path: '/api/v1/token-actions',
  tag,
  summary: 'Change the state of up to 200 tokens',
  body: Type.Object({
    serials: Type.Array(Serial, { minItems: 1, maxItems: 200 }),
    action: TokenActionField,
  }),
  response: Type.Object({
    results: Type.Array(
      Type.Object({ serial: Serial, errorCode: Nullable(Type.String()), message: Nullable(Type.String()) }),
    ),
  }),
});
export const bindToken = route({
  method: 'POST',
  path: '/api/v1/tokens/:serial/bindings',
  tag,
  summary: 'Bind a token to a user',
  params: SerialParams,
  body: Type.Object({ login: Login }),
  response: TokenDetail,
});
export const unbindToken = route({
  method: 'DELETE',
  path: '/api/v1/tokens/:serial/bindings/:userId',
  tag,
  summary: 'Unbind',
  params: Type.Object({ serial: Serial, userId: Id }),
  response: TokenDetail,
});
export const syncTokenByAdmin = route({
  method: 'POST',
  path: '/api/v1/tokens/:serial/sync',
  tag,
  summary: 'Synchronise with two consecutive OTPs',
  params: SerialParams,
  body: Type.Object({ otp: Otp, nextOtp: Otp }),
  response: Type.Object({ code: Type.Integer() }),
});
/** 令牌认证测试: uses the OTP up like any other authentication. */
export const testTokenByAdmin = route({
  method: 'POST',
  path: '/api/v1/tokens/:serial/test',
  tag,
  summary: 'Try an OTP of a token',
  params: SerialParams,
  body: Type.Object({ otp: Otp }),
  response: Type.Object({ code: Type.Integer() }),
});

/** 分发. The answer is the only time its secrets are shown. */
export const distributeToken = route({
  method: 'POST',
  path: '/api/v1/tokens/:serial/distributions',
  tag,
  summary: 'Distribute a mobile token: QR code or offline code',
  params: SerialParams,
  body: Type.Object({
    mode: Type.Union([Type.Literal('online'), Type.Literal('offline')]),
    password: Type.Union([Type.Literal('random'), Type.Literal('default'), Type.Literal('none')]),
    deviceCode: Type.Optional(
      Type.String({
        maxLength: 32,
        description: 'only the phone with this identifier (手机令牌标识码) may activate',
      }),
    ),
  }),
  response: Type.Object({
    distribution: Distribution,
    qr: Type.String({
      description:
        'text of the QR code: online https link with a single-use ticket, or offline link with the activation code',
    }),
    activationCode: Nullable(Type.String()),
    activationPassword: Nullable(Type.String()),
    siteIsLocal: Type.Boolean({
      description: 'no distribution site address is set: the QR leads to this machine only',
    }),
  }),
});
export type DistributionResult = Static<typeof distributeToken.response>;
export const cancelDistribution = route({
  method: 'DELETE',
  path: '/api/v1/tokens/:serial/distributions/:id',
  tag,
  summary: 'Withdraw a distribution that was not activated',
  params: Type.Object({ serial: Serial, id: Id }),
  response: TokenDetail,
});
