import Type, { type Static } from 'typebox';
import { EpochMs, Id, Nullable } from './fields.ts';

/** A distribution as shown afterwards: without its secrets, which are shown once. */
export const Distribution = Type.Object({
  id: Id,
  mode: Type.Union([Type.Literal('online'), Type.Literal('offline')]),
  state: Type.Union([
    Type.Literal('issued'),
    Type.Literal('claimed'),
    Type.Literal('activated'),
    Type.Literal('expired'),
    Type.Literal('burned'),
    Type.Literal('superseded'),
    Type.Literal('cancelled'),
  ]),
  deviceCode: Nullable(Type.String()),
  hasPassword: Type.Boolean(),
  triesLeft: Nullable(Type.Integer()),
  createdAt: EpochMs,
  createdBy: Type.String(),
  expiresAt: EpochMs,
  activatedAt: Nullable(EpochMs),
});
export type Distribution = Static<typeof Distribution>;
