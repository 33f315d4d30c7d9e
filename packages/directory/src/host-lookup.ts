import { ADDRCONFIG, type LookupAddress, lookup as askSystem } from 'node:dns';
import { type LookupFunction, isIP } from 'node:net';

/** Node has look-ups in two of its four threads at a time; more would wait there, unseen. */
const MAX_RUNNING = 2;
/** A look-up that takes longer is slow: a name service that does not answer takes ten seconds and more. */
const SLOW_MS = 1000;
/** So long a name that was not found is not asked for again. */
const NOT_FOUND_MS = 5000;
/** Names come from settings: far fewer than these. Whose look-up is the longest ago is forgotten. */
const MAX_NAMES = 1000;

type Addresses = readonly LookupAddress[];
/** Asks for all addresses of a name, the best first. */
export type AskSystem = (host: string) => Promise<LookupAddress[]>;

interface Known {
  readonly isSlow: boolean;
  /** the last look-up found nothing */
  readonly failure: Error | undefined;
  readonly at: number;
}
interface Queued {
  readonly host: string;
  readonly run: () => void;
}

/**
 * Looks up addresses of host names as the system does (`/etc/hosts` and all), for everybody in this process. The system may take long for
 * one name, cannot be stopped, and does two at a time: so each name is looked up once for all who wait for it, and a name that was slow the
 * last time only when no other look-up is under way. Names whose servers are dead then leave one place to the others, however many they are.
 */
export class HostLookup {
  readonly #ask: AskSystem;
  readonly #nowMs: () => number;
  readonly #inFlight = new Map<string, Promise<Addresses>>();
  #runningCount = 0;
  readonly #queue: Queued[] = [];
  readonly #known = new Map<string, Known>();

  constructor(ask: AskSystem = askAll, nowMs: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#nowMs = nowMs;
  }

  /** @param signal ends the waiting, not the look-up @returns the best first @throws as `dns.lookup` does */
  async resolve(host: string, signal?: AbortSignal): Promise<Addresses> {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    signal?.throwIfAborted();
    const looked = this.#look(host);
    return signal === undefined ? looked : untilAborted(looked, signal);
  }

  /** As `resolve`. @returns the best address */
  async resolveOne(host: string, signal?: AbortSignal): Promise<LookupAddress> {
    const [first] = await this.resolve(host, signal);
    if (first === undefined) throw notFound(host);
    return first;
  }

  /** For `lookup` in the options of sockets and requests. */
  readonly lookup: LookupFunction = (host, { family = 0, all = false }, tell) => {
    this.resolve(host).then(
      (addresses) => {
        const wanted = addresses.filter((one) => isOfFamily(one, family));
        const [first] = wanted;
        if (first === undefined) tell(notFound(host), '', 0);
        else if (all) tell(null, [...wanted]);
        else tell(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => tell(error, '', 0),
    );
  };

  #look(host: string): Promise<Addresses> {
    const waiting = this.#inFlight.get(host);
    if (waiting !== undefined) return waiting;
    const known = this.#known.get(host);
    if (known?.failure !== undefined && this.#nowMs() - known.at < NOT_FOUND_MS)
      return Promise.reject(known.failure);
    const looked = this.#lookInTurn(host).finally(() => this.#inFlight.delete(host));
    this.#inFlight.set(host, looked);
    return looked;
  }

  #lookInTurn(host: string): Promise<Addresses> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ host, run: () => void this.#run(host).then(resolve, reject) });
      this.#startNext();
    });
  }

  #startNext(): void {
    while (this.#runningCount < MAX_RUNNING) {
      const index = this.#queue.findIndex(({ host }) => this.#runningCount === 0 || !this.#isSlow(host));
      if (index === -1) return;
      const [next] = this.#queue.splice(index, 1);
      next!.run();
    }
  }

  async #run(host: string): Promise<Addresses> {
    this.#runningCount += 1;
    const startedAt = this.#nowMs();
    let failure: Error | undefined;
    try {
      return await this.#ask(host);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      this.#runningCount -= 1;
      const at = this.#nowMs();
      this.#note(host, { isSlow: at - startedAt >= SLOW_MS, failure, at });
      this.#startNext();
    }
  }

  #isSlow(host: string): boolean {
    return this.#known.get(host)?.isSlow ?? false;
  }

  #note(host: string, known: Known): void {
    this.#known.delete(host);
    this.#known.set(host, known);
    if (this.#known.size > MAX_NAMES) this.#known.delete(this.#known.keys().next().value!);
  }
}

/** Shared by whatever connects somewhere: the threads it spares are those of the process. */
export const hostLookup = new HostLookup();

function askAll(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    // As `net.connect` asks: families this machine has no address of are left out.
    askSystem(host, { all: true, hints: ADDRCONFIG }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });
}

function isOfFamily({ family }: LookupAddress, wanted: number | string): boolean {
  return wanted === 0 || wanted === family || wanted === `IPv${family}`;
}

function notFound(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`Cannot find ${host}: no address`), { code: 'ENOTFOUND' });
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
