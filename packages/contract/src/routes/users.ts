import Type, { type Static } from 'typebox';
import {
  EpochMs,
  Id,
  Login,
  Nullable,
  OptionalText,
  Page,
  PageQuery,
  Serial,
  TokenKindField,
  TokenStatusField,
  TokenTypeField,
} from './fields.ts';
import { route } from './route.ts';

const tag = 'users';
const IdParams = Type.Object({ id: Id });
export const UserStatusField = Type.Union([Type.Literal('enabled'), Type.Literal('disabled')]);
/** Does `auth()` ask for the static password: as the policy says (null), always, never */
const StaticPasswordRule = Nullable(Type.Union([Type.Literal('required'), Type.Literal('none')]));

export const User = Type.Object({
  id: Id,
  login: Login,
  name: Type.String(),
  email: Type.String(),
  phone: Type.String(),
  organizationId: Id,
  organizationPath: Type.String(),
  status: UserStatusField,
  staticPasswordRule: StaticPasswordRule,
  hasStaticPassword: Type.Boolean(),
  failCount: Type.Integer(),
  /** null: not locked; `until` null: until an administrator unlocks */
  lock: Nullable(Type.Object({ until: Nullable(EpochMs) })),
  tokenCount: Type.Integer(),
  createdAt: EpochMs,
});
export type User = Static<typeof User>;
export const UserToken = Type.Object({
  serial: Serial,
  kind: TokenKindField,
  type: TokenTypeField,
  status: TokenStatusField,
  boundAt: EpochMs,
});
export const UserDetail = Type.Object({ ...User.properties, tokens: Type.Array(UserToken) });
export type UserDetail = Static<typeof UserDetail>;

const fields = {
  name: Type.Optional(OptionalText),
  email: Type.Optional(OptionalText),
  phone: Type.Optional(OptionalText),
  staticPasswordRule: Type.Optional(StaticPasswordRule),
};

export const listUsers = route({
  method: 'GET',
  path: '/api/v1/users',
  tag,
  summary: 'Users, ordered by login',
  query: Type.Object({
    ...PageQuery,
    q: Type.Optional(
      Type.String({ maxLength: 128, description: 'Beginning of login, name, e-mail or phone' }),
    ),
    organizationId: Type.Optional(Id),
    includeSub: Type.Optional(Type.Boolean({ default: true })),
    status: Type.Optional(Type.Union([...UserStatusField.anyOf, Type.Literal('locked')])),
  }),
  response: Page(User),
});
export const readUser = route({
  method: 'GET',
  path: '/api/v1/users/:id',
  tag,
  summary: 'One user with tokens',
  params: IdParams,
  response: UserDetail,
});
export const createUser = route({
  method: 'POST',
  path: '/api/v1/users',
  tag,
  summary: 'Add a user',
  body: Type.Object({
    login: Login,
    organizationId: Id,
    ...fields,
    staticPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  }),
  response: UserDetail,
});
export const updateUser = route({
  method: 'PATCH',
  path: '/api/v1/users/:id',
  tag,
  summary: 'Change a user',
  params: IdParams,
  body: Type.Object({
    ...fields,
    organizationId: Type.Optional(Id),
    status: Type.Optional(UserStatusField),
    staticPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  }),
  response: UserDetail,
});
export const unlockUser = route({
  method: 'POST',
  path: '/api/v1/users/:id/unlock',
  tag,
  summary: 'Unlock a user',
  params: IdParams,
  response: UserDetail,
});
export const deleteUser = route({
  method: 'DELETE',
  path: '/api/v1/users/:id',
  tag,
  summary: 'Delete a user (bindings go with it; tokens stay)',
  params: IdParams,
});
