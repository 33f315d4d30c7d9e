import Type, { type Static, type TSchema } from 'typebox';

/** Fields that several routes share, each with its limits. */
export const Id = Type.Integer({ minimum: 1, description: 'Number of the record' });
export const EpochMs = Type.Integer({ description: 'Epoch milliseconds, UTC' });
/** @param description what null means, where that is not plain */
export const Nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

export const Login = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'User name, unique without regard to case',
});
export const Serial = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9._:/-]+$',
  description: 'Token serial; leading zeros count',
});
export const Otp = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'The digits a token shows; in full width as well (１２３)',
});
export const Name = Type.String({ minLength: 1, maxLength: 128 });
export const OptionalText = Type.String({ maxLength: 256 });
export const AdminPassword = Type.String({ minLength: 1, maxLength: 256 });

export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 512, description: 'nextCursor of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};

/** A page of a list, by key: `nextCursor` is null on the last page. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Nullable(Type.String()) });

export const TokenTypeField = Type.Union([Type.Literal('hotp'), Type.Literal('totp'), Type.Literal('ocra')]);
export const TokenHashField = Type.Union([
  Type.Literal('sha1'),
  Type.Literal('sha256'),
  Type.Literal('sha512'),
  Type.Literal('sm3'),
  Type.Literal('sm4'),
]);
/** 停用 启用 挂失 作废 */
export const TokenStatusField = Type.Union([
  Type.Literal('disabled'),
  Type.Literal('enabled'),
  Type.Literal('lost'),
  Type.Literal('revoked'),
]);
/** 硬件令牌 手机令牌 */
export const TokenKindField = Type.Union([Type.Literal('hardware'), Type.Literal('mobile')]);
/** 未分发 已分发 已领取（待确认） 已激活; null for hardware */
export const ActivationStateField = Type.Union([
  Type.Literal('undistributed'),
  Type.Literal('distributed'),
  Type.Literal('claimed'),
  Type.Literal('activated'),
]);

export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'Stable; see docs/error-codes.md' }),
      message: Type.String({ description: "In the reader's language (Accept-Language)" }),
      field: Type.Optional(Type.String({ description: 'The field of the request that is at fault' })),
      params: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
    }),
  },
  { $id: 'ErrorBody' },
);
export type ErrorBody = Static<typeof ErrorBody>;
