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
import { AccessRules, GivenAccessRule } from './access-rules.ts';

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
  backendId: Nullable(Id, 'null: the default back-end'),
  hasStaticPassword: Type.Boolean(),
  staticPasswordSetAt: Nullable(EpochMs, 'null: none is set'),
  staticPasswordMustChange: Type.Boolean({ description: 'it counts once the user has changed it' }),
  hasEmergencyPassword: Type.Boolean({
    description: 'is there an emergency password (应急口令) that is still accepted',
  }),
  emergencyExpiresAt: Nullable(EpochMs, 'null: there is none'),
  emergencyUsesLeft: Nullable(Type.Integer({ description: 'null: there is none, or as often as one likes' })),
  validFrom: Nullable(EpochMs, 'null: since ever'),
  validUntil: Nullable(EpochMs, 'exclusive; null: for ever'),
  failCount: Type.Integer(),
  lock: Nullable(
    Type.Object(
      { until: Nullable(EpochMs) },
      { description: 'null: not locked; `until` null: until an administrator unlocks' },
    ),
  ),
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
  accessRules: Nullable(AccessRules, 'null: as the settings say; empty: always and from everywhere'),
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
  staticPasswordMustChange: Type.Optional(
    Type.Boolean({ description: 'left out with a new password: as the settings say' }),
  ),
  validFrom: Type.Optional(NullOr(EpochMs)),
  validUntil: Type.Optional(NullOr(EpochMs)),
  // The list comes first: the validator unwraps one of one for a null.
  accessRules: Type.Optional(
    Nullable(
      Type.Array(GivenAccessRule, {
        maxItems: 32,
        description: "null: as the settings say; what a rule leaves out is as in the settings' defaults",
      }),
    ),
  ),
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
    validHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 720,
        description: 'left out: 24, or the longest the settings allow',
      }),
    ),
    maxUses: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: 'left out: as often as one likes while it is valid',
      }),
    ),
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
