import Type, { type Static } from 'typebox';
import { EpochMs, Id, Nullable, Page, PageQuery } from './fields.ts';
import { route } from './route.ts';

/** 审计. Actions and outcomes are codes; their phrases are in phrases/audit.ts. */
const tag = 'audit';
export const AuditEvent = Type.Object({
  id: Id,
  at: EpochMs,
  node: Type.String(),
  actorKind: Type.String({ description: 'admin, agent, cli, phone, system' }),
  actor: Type.String(),
  action: Type.String({ description: 'e.g. `auth`, `token.import`, `admin.sign-in`' }),
  resultCode: Nullable(
    Type.Integer({ description: 'result code of the agent interface for authentications, else null' }),
  ),
  succeeded: Type.Boolean(),
  reason: Type.String({
    description: 'precise reason, e.g. `replayed`, `no-match`; empty when it succeeded',
  }),
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
  summary: 'Check the hash chain: was an event altered or removed',
  response: Type.Object({
    isIntact: Type.Boolean(),
    checked: Type.Integer(),
    brokenAt: Nullable(
      Type.Object(
        {
          id: Type.Integer({ description: 'The event; 0: a whole chain' }),
          node: Type.String({ description: '`*`: all of them' }),
          problem: Type.String({
            description:
              '`altered`, `rows-missing` (before it), `end-missing`, `end-altered`, `end-unsealed`, `no-chain`, `chain-missing` or `list-altered`',
          }),
        },
        { description: 'The first that does not fit' },
      ),
    ),
  }),
});
