import Type, { type Static } from 'typebox';
import { EpochMs, Id, Login, Name, Nullable } from './fields.ts';
import { route } from './route.ts';

/** 后端认证: the directories and services that check third-party passwords. */
const tag = 'backends';
const IdParams = Type.Object({ id: Id });

/** How patient we are with a back-end; the same for every kind. */
const Patience = {
  deadlineMs: Type.Integer({
    minimum: 100,
    maximum: 30_000,
    default: 3000,
    description: 'answers later than this count as none',
  }),
  openAfterFailures: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 5,
    description:
      'so many times without an answer, one after the other and about three different users at least, and it is not asked for a while',
  }),
  pauseSeconds: Type.Integer({
    minimum: 1,
    maximum: 60,
    default: 10,
    description: 'the first such while; doubles up to a minute as long as it stays away',
  }),
  maxInFlight: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 64,
    description: 'questions at the same time; more are answered `unavailable` at once',
  }),
};
/** PEM of the authorities whose certificates are accepted; empty: those this system trusts */
const CaPem = Type.String({ maxLength: 65_536, default: '' });

export const LdapConfig = Type.Object({
  ...Patience,
  urls: Type.Array(Type.String({ pattern: '^ldaps?://[^\\s/?#@]+/?$', maxLength: 256 }), {
    minItems: 1,
    maxItems: 8,
    description: 'asked one after the other, e.g. ldaps://dc1.example.com',
  }),
  security: Type.Union([Type.Literal('start-tls'), Type.Literal('plain')], {
    default: 'start-tls',
    description:
      'with ldap://: `start-tls` turns TLS on before anything is sent; `plain` sends passwords in clear',
  }),
  caPem: CaPem,
  bindName: Type.String({
    maxLength: 512,
    default: '',
    description:
      'with `{login}`: uid={login},ou=people,dc=example,dc=com or {login}@corp.example.com; empty: search first',
  }),
  searchName: Type.String({
    maxLength: 512,
    default: '',
    description: 'the account that searches; empty: anonymously. Its password is the secret',
  }),
  searchBase: Type.String({
    maxLength: 512,
    default: '',
    description: 'where to search, e.g. ou=people,dc=example,dc=com',
  }),
  searchFilter: Type.String({
    maxLength: 1024,
    default: '(uid={login})',
    description: 'RFC 4515, with `{login}`, e.g. (&(objectClass=person)(sAMAccountName={login}))',
  }),
});
export type LdapConfig = Static<typeof LdapConfig>;

export const RadiusConfig = Type.Object({
  ...Patience,
  servers: Type.Array(
    Type.String({ pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/@\\[\\]]+)(:\\d{1,5})?$', maxLength: 256 }),
    {
      minItems: 1,
      maxItems: 8,
      description: 'host or host:port (1812), asked one after the other; all share the secret',
    },
  ),
  nasIdentifier: Type.String({
    minLength: 1,
    maxLength: 64,
    default: 'lingpai',
    description: 'what this server is called there',
  }),
  resendAfterMs: Type.Integer({
    minimum: 100,
    maximum: 10_000,
    default: 700,
    description: 'how long to wait before the same packet is sent again; doubles each time',
  }),
  isMessageAuthenticatorOptional: Type.Boolean({
    default: false,
    description:
      'accept replies without Message-Authenticator: they can be forged by whoever is in between (CVE-2024-3596)',
  }),
});
export type RadiusConfig = Static<typeof RadiusConfig>;

export const HttpConfig = Type.Object({
  ...Patience,
  url: Type.String({
    pattern: '^https?://[^\\s#@]+$',
    maxLength: 512,
    description: 'gets POST {login, password}, answers {"accepted": true} or {"accepted": false}',
  }),
  isPlainAllowed: Type.Boolean({
    default: false,
    description: 'http:// to another machine sends passwords in clear',
  }),
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
  isDefault: Type.Boolean({ description: 'asked for users who name none' }),
  isEnabled: Type.Boolean(),
  hasSecret: Type.Boolean({
    description:
      'secrets are never shown: password of the searching account, shared secret, key of signatures',
  }),
  ...BackendSettings.properties,
  problem: Nullable(Problem),
  circuit: Nullable(
    Type.Union([Type.Literal('closed'), Type.Literal('open'), Type.Literal('probing')], {
      description:
        'as this process sees it: `closed` asked, `open` not asked for a while, `probing` asked about a few users; null: not asked yet',
    }),
  ),
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
    reason: Type.String({ description: 'what happened; see phrases/backends.ts' }),
    message: Type.String({ description: 'the same in words' }),
    tookMs: Type.Integer({ minimum: 0 }),
  }),
});
