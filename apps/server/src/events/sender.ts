import type { DeliveryError } from '@lingpai/contract/phrases/events';
import type { EventBatch } from '@lingpai/domain';

/** Sends batches to one receiver. */
export interface EventSender {
  /**
   * @param signal ends the try: the time is up, or the server stops
   * @returns what is not well although the receiver has the batch
   * @throws anything when the receiver does not have it
   */
  send(batch: EventBatch, signal: AbortSignal): Promise<DeliveryError | undefined>;
  close(): void;
}
