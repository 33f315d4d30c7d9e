import { readSingle, write } from '../vault/database.ts';
import { type ClockSample, addSample, medianOffsetMs, parseSamples, sampleClock } from './server-clock.ts';

/** Asks the server for its clock, epoch ms. */
export type AskServerTime = () => Promise<number>;

/** Keeps what is known of the server's clock, over restarts. */
export class ClockKeeper {
  readonly #database: IDBDatabase;
  readonly #ask: AskServerTime;
  #samples: readonly ClockSample[];
  readonly #listeners = new Set<() => void>();

  private constructor(database: IDBDatabase, ask: AskServerTime, samples: readonly ClockSample[]) {
    this.#database = database;
    this.#ask = ask;
    this.#samples = samples;
  }

  static async open(database: IDBDatabase, ask: AskServerTime): Promise<ClockKeeper> {
    return new ClockKeeper(database, ask, parseSamples(await readSingle(database, 'clock')));
  }

  /** what to add to the phone's clock to get the server's */
  get offsetMs(): number {
    return medianOffsetMs(this.#samples);
  }
  /** epoch ms of the last comparison; undefined: never compared */
  get comparedAtMs(): number | undefined {
    return this.#samples.at(-1)?.takenAtMs;
  }

  /** The server's clock, as far as it is known. */
  serverNowMs(): number {
    return Date.now() + this.offsetMs;
  }

  /** Compares the clocks. False when the server did not answer, or too slowly. */
  async measure(): Promise<boolean> {
    const sentAtMs = Date.now();
    const started = performance.now();
    let serverNowMs: number;
    try {
      serverNowMs = await this.#ask();
    } catch {
      return false; // no network: the clock stays as it was known
    }
    return this.note({ sentAtMs, roundTripMs: performance.now() - started, serverNowMs });
  }

  /** Takes in the clock of any answer of the server. */
  async note(call: { sentAtMs: number; roundTripMs: number; serverNowMs: number }): Promise<boolean> {
    const sample = sampleClock(call);
    if (sample === undefined) return false;
    this.#samples = addSample(this.#samples, sample);
    for (const listener of this.#listeners) listener();
    await write(this.#database, ['singles'], (writer) => writer.putSingle('clock', this.#samples));
    return true;
  }

  /** @returns how to stop listening */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
