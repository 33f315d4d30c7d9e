import type { EventSinkKind } from '@lingpai/domain';

/** What this process has delivered since it began, for the metrics. */
export class DeliveryCounts {
  readonly #delivered = new Map<EventSinkKind, number>();
  readonly #failures = new Map<EventSinkKind, number>();

  addDelivered(kind: EventSinkKind, eventCount: number): void {
    this.#delivered.set(kind, (this.#delivered.get(kind) ?? 0) + eventCount);
  }
  addFailure(kind: EventSinkKind): void {
    this.#failures.set(kind, (this.#failures.get(kind) ?? 0) + 1);
  }

  get delivered(): ReadonlyMap<EventSinkKind, number> {
    return this.#delivered;
  }
  get failures(): ReadonlyMap<EventSinkKind, number> {
    return this.#failures;
  }
}
