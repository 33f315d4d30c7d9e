import Type, { type Static } from 'typebox';
import { EpochMs, Id, Nullable, Page, PageQuery } from './fields.ts';
import { route } from './route.ts';

/** 审计. Actions and outcomes are codes; their phrases are in phrases/audit.ts. */
const tag = 'audit';
export const AuditEvent = Type.Object({
  id: Id,
  at: EpochMs,
  node: Type.String(),
  /** admin, agent, cli, phone, system */
  actorKind: Type.String(),
  actor: Type.String(),
  /** e.g. `auth`, `token.import`, `admin.sign-in` */
  action: Type.String(),
  /** result code of the agent interface for authentications, else null */
  resultCode: Nullable(Type.Integer()),
  succeeded: Type.Boolean(),
  /** precise reason, e.g. `replayed`, `no-match`; empty when it succeeded */
  reason: Type.String(),
  userLogin: Type.String(),
  serial: Type.String(),
  source: Type.String({ description: 'Address the request came from' }),
  detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
});
export type AuditEvent = Static<typeof AuditEvent>;
export const listAudit = route({
  method: 'GET',
  path: '/api/v1/audit',
  tag,
  summary: 'Audit events, newest first',
  query: Type.Object({
    ...PageQuery,
    userLogin: Type.Optional(Type.String({ maxLength: 128 })),
    serial: Type.Optional(Type.String({ maxLength: 64 })),
    action: Type.Optional(Type.String({ maxLength: 64, description: 'One action, or the beginning of one' })),
    succeeded: Type.Optional(Type.Boolean()),
    fromAt: Type.Optional(EpochMs),
    toAt: Type.Optional(EpochMs),
  }),
  response: Page(AuditEvent),
});
export const verifyAuditChain = route({
  method: 'POST',
  path: '/api/v1/audit/verify',
  tag,
  summary: 'Check the hash chain',
  response: Type.Object({
    isIntact: Type.Boolean(),
    checked: Type.Integer(),
    /** first row that does not fit */ brokenAt: Nullable(
      Type.Object({ id: Type.Integer(), node: Type.String(), problem: Type.String() }),
    ),
  }),
});
