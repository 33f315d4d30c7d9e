import Type, { type Static, type TSchema } from 'typebox';
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
import { AccessRules, GivenAccessRule } from './settings.ts';

const tag = 'users';
const IdParams = Type.Object({ id: Id });
export const UserStatusField = Type.Union([Type.Literal('enabled'), Type.Literal('disabled')]);
/** Does `auth()` ask for a factor: as the policy says (null), always, never. Where nothing is asked for, the OTP is */
const FactorRule = Nullable(Type.Union([Type.Literal('required'), Type.Literal('none')]));
/** For bodies: the validator converts, and would make 0 of a null that is tried as a number first. */
const NullOr = <T extends TSchema>(schema: T) => Type.Union([Type.Null(), schema]);

export const User = Type.Object({
  id: Id,
  login: Login,
  name: Type.String(),
  email: Type.String(),
  phone: Type.String(),
  organizationId: Id,
  organizationPath: Type.String(),
  status: UserStatusField,
  otpRule: FactorRule,
  staticPasswordRule: FactorRule,
  thirdPartyRule: FactorRule,
  /** null: the default back-end */
  backendId: Nullable(Id),
  hasStaticPassword: Type.Boolean(),
  /** null: none is set */
  staticPasswordSetAt: Nullable(EpochMs),
  /** it counts once the user has changed it */
  staticPasswordMustChange: Type.Boolean(),
  /** 应急口令: is there one that is still accepted */
  hasEmergencyPassword: Type.Boolean(),
  /** null: there is none */
  emergencyExpiresAt: Nullable(EpochMs),
  /** null: there is none, or as often as one likes */
  emergencyUsesLeft: Nullable(Type.Integer()),
  /** null: since ever */
  validFrom: Nullable(EpochMs),
  /** exclusive; null: for ever */
  validUntil: Nullable(EpochMs),
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
export const UserDetail = Type.Object({
  ...User.properties,
  /** null: as the settings say; empty: always and from everywhere */
  accessRules: Nullable(AccessRules),
  tokens: Type.Array(UserToken),
});
export type UserDetail = Static<typeof UserDetail>;

const fields = {
  name: Type.Optional(OptionalText),
  email: Type.Optional(OptionalText),
  phone: Type.Optional(OptionalText),
  otpRule: Type.Optional(FactorRule),
  staticPasswordRule: Type.Optional(FactorRule),
  thirdPartyRule: Type.Optional(FactorRule),
  backendId: Type.Optional(NullOr(Id)),
  staticPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  /** left out with a new password: as the settings say */
  staticPasswordMustChange: Type.Optional(Type.Boolean()),
  validFrom: Type.Optional(NullOr(EpochMs)),
  validUntil: Type.Optional(NullOr(EpochMs)),
  /** what a rule leaves out is as in the settings' defaults. The list comes first: the validator unwraps one of one for a null */
  accessRules: Type.Optional(Nullable(Type.Array(GivenAccessRule, { maxItems: 32 }))),
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
export const issueEmergencyPassword = route({
  method: 'POST',
  path: '/api/v1/users/:id/emergency-password',
  tag,
  summary: 'Issue an emergency password, accepted in place of the OTP; it is shown here and never again',
  params: IdParams,
  body: Type.Object({
    /** left out: 24, or the longest the settings allow */
    validHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720 })),
    /** left out: as often as one likes while it is valid */
    maxUses: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  }),
  response: Type.Object({
    password: Type.String(),
    expiresAt: EpochMs,
    maxUses: Nullable(Type.Integer()),
  }),
});
export const withdrawEmergencyPassword = route({
  method: 'DELETE',
  path: '/api/v1/users/:id/emergency-password',
  tag,
  summary: 'Withdraw the emergency password',
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
