import Type, { type Static } from 'typebox';
import { EpochMs, Id, Login, Name, Nullable } from './fields.ts';
import { route } from './route.ts';

/** 后端认证: the directories and services that check third-party passwords. */
const tag = 'backends';
const IdParams = Type.Object({ id: Id });

/** How patient we are with a back-end; the same for every kind. */
const Patience = {
  /** answers later than this count as none */
  deadlineMs: Type.Integer({ minimum: 100, maximum: 30_000, default: 3000 }),
  /** so many times without an answer, one after the other, and it is not asked for a while */
  openAfterFailures: Type.Integer({ minimum: 1, maximum: 1000, default: 5 }),
  /** the first such while; doubles up to a minute as long as it stays away */
  pauseSeconds: Type.Integer({ minimum: 1, maximum: 60, default: 10 }),
  /** questions at the same time; more are answered `unavailable` at once */
  maxInFlight: Type.Integer({ minimum: 1, maximum: 1000, default: 64 }),
};
/** PEM of the authorities whose certificates are accepted; empty: those this system trusts */
const CaPem = Type.String({ maxLength: 65_536, default: '' });

export const LdapConfig = Type.Object({
  ...Patience,
  /** asked one after the other, e.g. ldaps://dc1.example.com */
  urls: Type.Array(Type.String({ pattern: '^ldaps?://[^\\s/?#@]+/?$', maxLength: 256 }), {
    minItems: 1,
    maxItems: 8,
  }),
  /** with ldap://: `start-tls` turns TLS on before anything is sent; `plain` sends passwords in clear */
  security: Type.Union([Type.Literal('start-tls'), Type.Literal('plain')], { default: 'start-tls' }),
  caPem: CaPem,
  /** with `{login}`: uid={login},ou=people,dc=example,dc=com or {login}@corp.example.com; empty: search first */
  bindName: Type.String({ maxLength: 512, default: '' }),
  /** the account that searches; empty: anonymously. Its password is the secret */
  searchName: Type.String({ maxLength: 512, default: '' }),
  /** where to search, e.g. ou=people,dc=example,dc=com */
  searchBase: Type.String({ maxLength: 512, default: '' }),
  /** RFC 4515, with `{login}`, e.g. (&(objectClass=person)(sAMAccountName={login})) */
  searchFilter: Type.String({ maxLength: 1024, default: '(uid={login})' }),
});
export type LdapConfig = Static<typeof LdapConfig>;

export const RadiusConfig = Type.Object({
  ...Patience,
  /** host or host:port (1812), asked one after the other; all share the secret */
  servers: Type.Array(
    Type.String({ pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/@\\[\\]]+)(:\\d{1,5})?$', maxLength: 256 }),
    {
      minItems: 1,
      maxItems: 8,
    },
  ),
  /** what this server is called there */
  nasIdentifier: Type.String({ minLength: 1, maxLength: 64, default: 'lingpai' }),
  /** how long to wait before the same packet is sent again; doubles each time */
  resendAfterMs: Type.Integer({ minimum: 100, maximum: 10_000, default: 700 }),
  /** accept replies without Message-Authenticator: they can be forged by whoever is in between (CVE-2024-3596) */
  isMessageAuthenticatorOptional: Type.Boolean({ default: false }),
});
export type RadiusConfig = Static<typeof RadiusConfig>;

export const HttpConfig = Type.Object({
  ...Patience,
  /** gets POST {login, password}, answers {"accepted": true} or {"accepted": false} */
  url: Type.String({ pattern: '^https?://[^\\s#@]+$', maxLength: 512 }),
  /** http:// to another machine sends passwords in clear */
  isPlainAllowed: Type.Boolean({ default: false }),
  caPem: CaPem,
});
export type HttpConfig = Static<typeof HttpConfig>;

/** What a back-end is made of; exactly one of them. */
export const BackendSettings = Type.Object({
  ldap: Type.Optional(LdapConfig),
  radius: Type.Optional(RadiusConfig),
  http: Type.Optional(HttpConfig),
});
export type BackendSettings = Static<typeof BackendSettings>;

const Kind = Type.Union([Type.Literal('ldap'), Type.Literal('radius'), Type.Literal('http')]);
export type BackendKind = Static<typeof Kind>;

/** What keeps a back-end from working, as far as its settings say. */
const Problem = Type.Union([Type.Literal('filter-wrong'), Type.Literal('secret-missing')]);

export const Backend = Type.Object({
  id: Id,
  name: Name,
  kind: Kind,
  /** asked for users who name none */
  isDefault: Type.Boolean(),
  isEnabled: Type.Boolean(),
  /** secrets are never shown: password of the searching account, shared secret, key of signatures */
  hasSecret: Type.Boolean(),
  ...BackendSettings.properties,
  problem: Nullable(Problem),
  /** as this process sees it: `closed` asked, `open` not asked for a while, `probing` one question out; null: not asked yet */
  circuit: Nullable(Type.Union([Type.Literal('closed'), Type.Literal('open'), Type.Literal('probing')])),
  createdAt: EpochMs,
  updatedAt: EpochMs,
});
export type Backend = Static<typeof Backend>;

const Secret = Type.String({ minLength: 1, maxLength: 1024 });

export const listBackends = route({
  method: 'GET',
  path: '/api/v1/backends',
  tag,
  summary: 'All back-ends, ordered by name',
  response: Type.Object({ items: Type.Array(Backend) }),
});
export const createBackend = route({
  method: 'POST',
  path: '/api/v1/backends',
  tag,
  summary: 'Add a back-end; the first is the default one',
  body: Type.Object({
    name: Name,
    ...BackendSettings.properties,
    secret: Type.Optional(Secret),
    isDefault: Type.Optional(Type.Boolean()),
    isEnabled: Type.Optional(Type.Boolean()),
  }),
  response: Backend,
});
export const readBackend = route({
  method: 'GET',
  path: '/api/v1/backends/:id',
  tag,
  summary: 'A back-end',
  params: IdParams,
  response: Backend,
});
export const updateBackend = route({
  method: 'PATCH',
  path: '/api/v1/backends/:id',
  tag,
  summary: 'Change a back-end; its settings as a whole',
  params: IdParams,
  body: Type.Object({
    name: Type.Optional(Name),
    ...BackendSettings.properties,
    /** null: forget it */
    secret: Type.Optional(Nullable(Secret)),
    isDefault: Type.Optional(Type.Boolean()),
    isEnabled: Type.Optional(Type.Boolean()),
  }),
  response: Backend,
});
export const deleteBackend = route({
  method: 'DELETE',
  path: '/api/v1/backends/:id',
  tag,
  summary: 'Delete a back-end no user names',
  params: IdParams,
});
export const testBackend = route({
  method: 'POST',
  path: '/api/v1/backends/:id/test',
  tag,
  summary: 'Ask a back-end now, enabled or not; nothing is counted',
  params: IdParams,
  body: Type.Object({ login: Login, password: Type.String({ minLength: 1, maxLength: 256 }) }),
  response: Type.Object({
    verdict: Type.Union([
      Type.Literal('right'),
      Type.Literal('wrong'),
      Type.Literal('unavailable'),
      Type.Literal('not-configured'),
      Type.Literal('filter-wrong'),
    ]),
    /** what happened; see phrases/backends.ts */
    reason: Type.String(),
    /** the same in words */
    message: Type.String(),
    tookMs: Type.Integer({ minimum: 0 }),
  }),
});
