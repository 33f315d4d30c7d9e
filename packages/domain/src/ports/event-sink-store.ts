import type { AuditEvent, EventFilter } from '@lingpai/contract';
import type { EventTarget } from '../events/event-target.ts';

/** An event sink as the store has it. */
export interface EventSinkRecord {
  readonly id: number;
  readonly name: string;
  readonly target: EventTarget;
  readonly filter: EventFilter;
  readonly sealedSecret: Uint8Array | null;
  readonly isEnabled: boolean;
  /** audit events up to this id are delivered or not wanted */
  readonly lastEventId: number;
  /** where the batch ends that was begun and is not known to be delivered; null: none */
  readonly batchEndId: number | null;
  readonly deliveredCount: number;
  readonly droppedCount: number;
  /** tries of the present batch that failed */
  readonly tryCount: number;
  /** epoch ms; 0: at once */
  readonly nextTryAt: number;
  readonly failingSince: number | null;
  readonly lastError: string;
  readonly lastDeliveredAt: number | null;
  /** the process that delivers to it now; empty: none */
  readonly leaseOwner: string;
  readonly leasedUntil: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Audit events by id, the wanted ones of them. */
export interface EventRange {
  /** exclusive */
  readonly afterId: number;
  /** inclusive */
  readonly upToId: number;
  readonly filter: EventFilter;
}
/** How many events of one kind there are. */
export interface EventTotal {
  readonly action: string;
  readonly succeeded: boolean;
  readonly count: number;
}

/** Whose turn it is, and from where: a change that is based on something older is refused. */
export interface SinkTurn {
  readonly id: number;
  readonly owner: string;
  /** `lastEventId` this turn began with */
  readonly fromId: number;
}

/**
 * Event sinks and their place in the audit log. What delivers is one conditional UPDATE each, and answers whether the turn was still the
 * caller's: so no two processes deliver to one sink, and nobody moves a place that another has moved.
 */
export interface EventSinkStore {
  /** for a change: others that change any wait from here to the end of the transaction. First in it */
  lockChanges(): Promise<void>;
  /** ordered by name */
  list(): Promise<EventSinkRecord[]>;
  find(id: number): Promise<EventSinkRecord | undefined>;
  findByName(name: string): Promise<EventSinkRecord | undefined>;
  /** It begins at the present end of the audit log. @returns undefined when the name is taken */
  insert(sink: {
    readonly name: string;
    readonly target: EventTarget;
    readonly filter: EventFilter;
    readonly at: number;
  }): Promise<number | undefined>;
  /** Tries at once what failed before. @returns false when the name is taken by another */
  update(
    id: number,
    change: {
      readonly name?: string;
      readonly target?: EventTarget;
      readonly filter?: EventFilter;
      readonly isEnabled?: boolean;
      readonly at: number;
    },
  ): Promise<boolean>;
  setSecret(id: number, sealed: Uint8Array): Promise<void>;
  /** Forgets what lies between its place and the present end. */
  skipToEnd(id: number): Promise<void>;
  remove(id: number): Promise<void>;
  /** What failed is tried again at once. */
  retryNow(id: number): Promise<void>;

  /** Up to here every event that will ever be is there. */
  readHorizon(): Promise<number>;
  /** in the order of ids */
  readEvents(range: EventRange, limit: number): Promise<AuditEvent[]>;
  /** the most frequent first */
  countEvents(range: EventRange): Promise<EventTotal[]>;
  /** The last event before this instant; the clocks of nodes may differ a little. 0: none */
  lastIdBefore(at: number): Promise<number>;

  /**
   * No wanted event lies in between.
   *
   * @param turn.owner of the lease that was found to be over or free
   */
  advance(turn: SinkTurn, toId: number): Promise<boolean>;
  /** @param seen the lease that was found to be over or free */
  begin(
    turn: SinkTurn,
    batch: { readonly endId: number; readonly leasedUntil: number; readonly seen: string },
  ): Promise<boolean>;
  /** The batch is delivered, the turn over. */
  finish(
    turn: SinkTurn,
    delivered: {
      readonly endId: number;
      readonly eventCount: number;
      readonly note: string;
      readonly at: number;
    },
  ): Promise<boolean>;
  /** The batch is not delivered, the turn over. */
  fail(
    turn: SinkTurn,
    failure: { readonly error: string; readonly at: number; readonly nextTryAt: number },
  ): Promise<boolean>;
  /** The turn is over as if it had not begun; the batch stays the same. */
  release(turn: SinkTurn): Promise<void>;
  /** Passes over events nobody took for so long. Only while nobody has a turn. */
  drop(
    turn: Omit<SinkTurn, 'owner'>,
    dropped: { readonly toId: number; readonly eventCount: number },
  ): Promise<boolean>;
}
