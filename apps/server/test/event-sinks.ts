import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEvent, EmailTarget, EventFilter, SyslogTarget } from '@lingpai/contract';
import type { EventBatch, EventSinkRecord, EventTarget } from '@lingpai/domain';
import { makeCertificate } from '@lingpai/testing';
import { Senders } from '../src/events/send-batch.ts';
import type { Ending } from './agent-world.ts';
import type { ServerCertificate } from './event-receivers.ts';

export const ALL: EventFilter = { actions: ['*'], outcome: 'any', reasons: [] };
/** The login of somebody who would like to write into the log of others. */
export const EVIL_LOGIN =
  'eve"] x=1\r\n<80>1 2026-01-01T00:00:00Z host lingpai - - - auth succeeded user="boss"\\\u2028\u202E<script>alert(1)</script>';

export function anEvent(change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: 7,
    at: Date.UTC(2026, 0, 1, 8),
    node: 'node-1',
    actorKind: 'agent',
    actor: 'bank',
    action: 'auth',
    resultCode: 22,
    succeeded: false,
    reason: 'no-match',
    userLogin: 'zhang',
    serial: '0012345',
    source: '10.1.2.3',
    detail: {},
    ...change,
  };
}

export function aBatch(...events: AuditEvent[]): EventBatch {
  const totals = events.map(({ action, succeeded }) => ({ action, succeeded, count: 1 }));
  return {
    messageId: 'lingpai-1-abc-7-9',
    sinkName: '安全 <SIEM>',
    events,
    eventCount: events.length,
    totals,
    endId: 9,
  };
}

export function aSink(target: EventTarget, secret?: string): EventSinkRecord {
  return {
    id: 1,
    name: 'siem',
    target,
    filter: ALL,
    sealedSecret: secret === undefined ? null : Buffer.from(secret),
    isEnabled: true,
    lastEventId: 0,
    batchEndId: null,
    deliveredCount: 0,
    droppedCount: 0,
    tryCount: 0,
    nextTryAt: 0,
    failingSince: null,
    lastError: '',
    lastDeliveredAt: null,
    leaseOwner: '',
    leasedUntil: 0,
    createdAt: 0,
    updatedAt: 0,
  };
}

export const syslogTo = (port: number, change: Partial<SyslogTarget> = {}): EventTarget => ({
  kind: 'syslog',
  config: { host: '127.0.0.1', port, transport: 'tcp', facility: 10, caPem: '', ...change },
});
export const emailTo = (port: number, change: Partial<EmailTarget> = {}): EventTarget => ({
  kind: 'email',
  config: {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: '',
    from: 'otp@example.com',
    to: ['ops@example.com', 'boss@example.com'],
    language: 'en',
    digestMinutes: 5,
    caPem: '',
    ...change,
  },
});
export const webhookTo = (url: string, caPem = ''): EventTarget => ({
  kind: 'webhook',
  config: { url, allowHttp: false, caPem },
});

/** @param deadlineMs so short where a receiver is to hang */
export function openSenders(t: Ending, deadlineMs = 10_000): Senders {
  const vault = {
    seal: (_: unknown, plain: Uint8Array) => plain,
    open: (_: unknown, sealed: Uint8Array) => sealed,
    digest: () => new Uint8Array(32),
  };
  const senders = new Senders({ vault, clock: { nowMs: () => Date.now() }, deadlineMs });
  t.after(() => senders.keep([]));
  return senders;
}

/** What comes of sending a batch: `delivered`, or the word for why not. */
export async function outcomeOf(
  senders: Senders,
  sink: EventSinkRecord,
  batch = aBatch(anEvent()),
): Promise<string> {
  const result = await senders.send(sink, batch, new AbortController().signal);
  return result.isDelivered ? (result.note ?? 'delivered') : result.error;
}

export function certificateFor(
  t: Ending,
  names?: readonly string[],
): { readonly server: ServerCertificate; readonly caPem: string } {
  const directory = mkdtempSync(join(tmpdir(), 'lingpai-tls-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const { caFile, certificateFile, keyFile } = makeCertificate(directory, names);
  const server = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
  return { server, caPem: readFileSync(caFile, 'utf8') };
}

/** Waits for what happens beside the test; the test's own time limit ends it when it does not. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5);
}
