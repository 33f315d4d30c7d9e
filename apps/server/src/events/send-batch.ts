import {
  type EventSinkRecord,
  type SecretVault,
  type SendBatch,
  VaultError,
  openSinkSecret,
} from '@lingpai/domain';
import { DeliveryFailure, deliveryErrorOf } from './delivery-error.ts';
import { openEmail } from './email.ts';
import type { EventSender } from './sender.ts';
import { openSyslog } from './syslog.ts';
import { openWebhook } from './webhook.ts';

export interface SenderWorld {
  readonly vault: SecretVault;
  readonly clock: { nowMs(): number };
  /** whole time for a batch; shorter than half a lease */
  readonly deadlineMs?: number;
}

/** Mail servers take their time (greylisting, scanners); a webhook or syslog server that does is not well. */
const DEADLINE_MS = { webhook: 10_000, syslog: 10_000, email: 25_000 } as const;

/** Senders of all sinks; each is opened when it is first needed, and anew when the sink was changed. */
export class Senders {
  readonly #world: SenderWorld;
  readonly #open = new Map<number, { readonly version: string; readonly sender: EventSender }>();

  constructor(world: SenderWorld) {
    this.#world = world;
  }

  readonly send: SendBatch = async (sink, batch, signal) => {
    const timeUp = AbortSignal.timeout(this.#world.deadlineMs ?? DEADLINE_MS[sink.target.kind]);
    try {
      const sender = this.#senderOf(sink);
      const either = AbortSignal.any([signal, timeUp]);
      // Whatever a receiver holds up (a look-up of its name, too), the turn ends.
      const note = await Promise.race([sender.send(batch, either), rejectedBy(either)]);
      return { isDelivered: true, ...(note !== undefined && { note }) };
    } catch (error) {
      signal.throwIfAborted();
      return { isDelivered: false, error: timeUp.aborted ? 'timeout' : deliveryErrorOf(error) };
    }
  };

  /** Lets go of the senders of sinks that are no more. */
  keep(ids: readonly number[]): void {
    for (const [id, { sender }] of this.#open) {
      if (ids.includes(id)) continue;
      sender.close();
      this.#open.delete(id);
    }
  }

  #senderOf(sink: EventSinkRecord): EventSender {
    const version = `${sink.updatedAt} ${JSON.stringify(sink.target)} ${Buffer.from(sink.sealedSecret ?? []).toString('base64')}`;
    const found = this.#open.get(sink.id);
    if (found?.version === version) return found.sender;
    found?.sender.close();
    this.#open.delete(sink.id);
    const sender = openSender(sink, this.#world);
    this.#open.set(sink.id, { version, sender });
    return sender;
  }
}

function openSender(sink: EventSinkRecord, { vault, clock }: SenderWorld): EventSender {
  const { target } = sink;
  switch (target.kind) {
    case 'webhook':
      return openWebhook(target.config, readSecret(sink, vault) ?? '', clock);
    case 'syslog':
      return openSyslog(target.config);
    case 'email':
      return openEmail(target.config, target.config.user === '' ? undefined : readSecret(sink, vault));
  }
}

function readSecret({ id, sealedSecret }: EventSinkRecord, vault: SecretVault): string | undefined {
  if (sealedSecret === null) return undefined;
  try {
    return openSinkSecret(vault, id, sealedSecret);
  } catch (error) {
    if (error instanceof VaultError) throw new DeliveryFailure('secret-unreadable', { cause: error });
    throw error;
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
