import { type Requester, type SendResult, testEventSink } from '@lingpai/domain';
import type { AppContext } from '../context.ts';
import { Senders } from './send-batch.ts';

/** Sends a sink a test event from this process, now, and says what became of it. @throws {Refusal} event-sink.not-found */
export async function sendTestEvent(
  input: { readonly id: number; readonly requester: Requester },
  { store, clock, vault }: Pick<AppContext, 'store' | 'clock' | 'vault'>,
): Promise<SendResult> {
  const senders = new Senders({ vault, clock });
  try {
    const { signal } = new AbortController();
    return await testEventSink({ ...input, signal }, { store, clock, send: senders.send });
  } finally {
    senders.keep([]);
  }
}
