import Type, { type Static } from 'typebox';
import { EpochMs, Id, Name, Nullable } from './fields.ts';
import { route } from './route.ts';

/** 事件接收端: who is told of what the audit log records. */
const tag = 'event-sinks';
const IdParams = Type.Object({ id: Id });
const Host = Type.String({ minLength: 1, maxLength: 253, description: 'Host name or address' });
const Port = Type.Integer({ minimum: 1, maximum: 65535 });
const CaPem = Type.String({
  maxLength: 65_536,
  description: 'Certificates (PEM) to trust instead of the usual ones; empty: the usual ones',
});

export const EventFilter = Type.Object({
  actions: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
    minItems: 1,
    maxItems: 64,
    description: 'Actions of the audit log: one (`auth`), all of an area (`token.*`), or all (`*`)',
  }),
  outcome: Type.Union([Type.Literal('any'), Type.Literal('succeeded'), Type.Literal('refused')]),
  reasons: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
    maxItems: 64,
    description: 'Refusals for these reasons alone, e.g. `replayed`; empty: for any',
  }),
});
export type EventFilter = Static<typeof EventFilter>;

export const WebhookTarget = Type.Object({
  url: Type.String({ minLength: 1, maxLength: 2048, pattern: '^https?://' }),
  allowHttp: Type.Boolean({
    description: 'Send without TLS to other machines: whoever listens on the way reads who signs in when',
  }),
  caPem: CaPem,
});
export type WebhookTarget = Static<typeof WebhookTarget>;
export const SyslogTarget = Type.Object({
  host: Host,
  port: Port,
  transport: Type.Union([Type.Literal('udp'), Type.Literal('tcp'), Type.Literal('tls')]),
  facility: Type.Integer({ minimum: 0, maximum: 23, description: 'RFC 5424 §6.2.1; 10 is authpriv' }),
  caPem: CaPem,
});
export type SyslogTarget = Static<typeof SyslogTarget>;
export const EmailTarget = Type.Object({
  host: Host,
  port: Port,
  security: Type.Union([Type.Literal('starttls'), Type.Literal('tls'), Type.Literal('none')]),
  user: Type.String({ maxLength: 256, description: 'User name at the mail server; empty: none' }),
  from: Type.String({ minLength: 3, maxLength: 254 }),
  to: Type.Array(Type.String({ minLength: 3, maxLength: 254 }), { minItems: 1, maxItems: 32 }),
  language: Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]),
  digestMinutes: Type.Integer({ minimum: 0, maximum: 1440, description: 'At most one mail in so long' }),
  caPem: CaPem,
});
export type EmailTarget = Static<typeof EmailTarget>;

/** Exactly one of them. */
const targets = {
  webhook: Type.Optional(WebhookTarget),
  syslog: Type.Optional(SyslogTarget),
  email: Type.Optional(EmailTarget),
};
const Secret = Type.String({
  minLength: 1,
  maxLength: 256,
  description: 'Webhook: signing secret, whsec_ and base64 of 24 to 64 bytes. E-mail: password',
});

export const EventSink = Type.Object({
  id: Id,
  name: Name,
  kind: Type.Union([Type.Literal('webhook'), Type.Literal('syslog'), Type.Literal('email')]),
  ...targets,
  filter: EventFilter,
  hasSecret: Type.Boolean(),
  isEnabled: Type.Boolean(),
  deliveredCount: Type.Integer({ description: 'Events that were delivered' }),
  droppedCount: Type.Integer({ description: 'Events nobody took for three days' }),
  lagEvents: Type.Integer({ description: 'Events of the audit log that are not looked at yet' }),
  failingSince: Nullable(EpochMs),
  lastError: Type.String({
    description: 'a short word, e.g. `connection-refused`, `http-500`; empty when all is well',
  }),
  nextTryAt: Nullable(EpochMs),
  lastDeliveredAt: Nullable(EpochMs),
  createdAt: EpochMs,
  updatedAt: EpochMs,
});
export type EventSink = Static<typeof EventSink>;

export const listEventSinks = route({
  method: 'GET',
  path: '/api/v1/event-sinks',
  tag,
  summary: 'All event sinks and how they do, ordered by name',
  response: Type.Object({ items: Type.Array(EventSink) }),
});
export const createEventSink = route({
  method: 'POST',
  path: '/api/v1/event-sinks',
  tag,
  summary: 'Add an event sink; it is told of what happens from now on',
  body: Type.Object({ name: Name, ...targets, filter: EventFilter, secret: Type.Optional(Secret) }),
  response: Type.Object({
    sink: EventSink,
    /** signing secret that was made for a webhook: it is shown this once */ secret: Nullable(Type.String()),
  }),
});
export const readEventSink = route({
  method: 'GET',
  path: '/api/v1/event-sinks/:id',
  tag,
  summary: 'One event sink',
  params: IdParams,
  response: EventSink,
});
export const updateEventSink = route({
  method: 'PATCH',
  path: '/api/v1/event-sinks/:id',
  tag,
  summary:
    'Change an event sink; what is left out stays. Enabled again, it is told of what happens from then on',
  params: IdParams,
  body: Type.Object({
    name: Type.Optional(Name),
    ...targets,
    filter: Type.Optional(EventFilter),
    secret: Type.Optional(Secret),
    isEnabled: Type.Optional(Type.Boolean()),
  }),
  response: EventSink,
});
export const deleteEventSink = route({
  method: 'DELETE',
  path: '/api/v1/event-sinks/:id',
  tag,
  summary: 'Delete an event sink',
  params: IdParams,
});
export const testEventSink = route({
  method: 'POST',
  path: '/api/v1/event-sinks/:id/test',
  tag,
  summary: 'Send a test event now, and say what happened',
  params: IdParams,
  response: Type.Object({
    isDelivered: Type.Boolean(),
    /** as `lastError` of a sink */ error: Type.String(),
    /** of `error`, in the reader's language */ message: Type.String(),
  }),
});
