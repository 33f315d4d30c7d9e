import Type, { type Static } from 'typebox';
import { AdminPassword, EpochMs, Id, Login, Name, Nullable } from './fields.ts';
import { route } from './route.ts';

/**
 * Who works in the management centre. The session is an HttpOnly, SameSite=Strict cookie; every changing call has to be JSON
 * (or multipart) and of the same origin.
 */
const tag = 'session';

export const AdminSummary = Type.Object({
  id: Id,
  login: Login,
  name: Type.String(),
  mustChangePassword: Type.Boolean({
    description:
      'a one-time password was used: nothing else is answered (403 `session.password-change-needed`) until it is changed',
  }),
});
export type AdminSummary = Static<typeof AdminSummary>;

export const readSetup = route({
  method: 'GET',
  path: '/api/v1/setup',
  tag,
  summary: 'Is the first administrator still to be set up?',
  response: Type.Object({ needed: Type.Boolean() }),
});
/** The ticket is in the fragment of the one-time link that the console prints at first start: `/#/setup/<ticket>`. */
export const completeSetup = route({
  method: 'POST',
  path: '/api/v1/setup',
  tag,
  summary: 'Create the first administrator (and sign in)',
  body: Type.Object({
    ticket: Type.String({ minLength: 1, maxLength: 64 }),
    login: Login,
    name: Type.Optional(Name),
    password: AdminPassword,
    organizationName: Name,
  }),
  response: AdminSummary,
});
export const signIn = route({
  method: 'POST',
  path: '/api/v1/session',
  tag,
  summary: 'Sign in',
  body: Type.Object({ login: Login, password: AdminPassword }),
  response: AdminSummary,
});
export const readSession = route({
  method: 'GET',
  path: '/api/v1/session',
  tag,
  summary: 'Who am I (401 when nobody)',
  response: AdminSummary,
});
export const signOut = route({ method: 'DELETE', path: '/api/v1/session', tag, summary: 'Sign out' });
export const changeOwnPassword = route({
  method: 'POST',
  path: '/api/v1/session/password',
  tag,
  summary: 'Change my password',
  body: Type.Object({ oldPassword: AdminPassword, newPassword: AdminPassword }),
  response: AdminSummary,
});

/** What the home page shows. Counts come from counters kept at each change, so they cost the same at 1,000,000 tokens. */
export const Overview = Type.Object({
  organizations: Type.Integer(),
  users: Type.Integer(),
  tokens: Type.Integer(),
  tokensEnabled: Type.Integer(),
  tokensBound: Type.Integer(),
  agents: Type.Integer(),
  accepted24h: Type.Integer({ description: 'the last 24 hours' }),
  refused24h: Type.Integer(),
  lastEventAt: Nullable(EpochMs),
});
export type Overview = Static<typeof Overview>;
export const readOverview = route({
  method: 'GET',
  path: '/api/v1/overview',
  tag,
  summary: 'Figures for the home page',
  response: Overview,
});
