/** One comparison of this phone's clock with the server's. */
export interface ClockSample {
  /** what to add to the phone's clock to get the server's */
  readonly offsetMs: number;
  readonly takenAtMs: number;
}

/** A slower answer says too little about when the server looked at its clock. */
export const MAX_ROUND_TRIP_MS = 3_000;
const KEPT_SAMPLES = 5;
/** From here on the phone's owner is told. */
export const NOTABLE_OFFSET_MS = 30_000;

/**
 * Makes a sample of one call.
 *
 * @param call `sentAtMs` and `serverNowMs` in epoch ms, `roundTripMs` by a clock that nobody can set
 * @returns undefined when the answer took too long to be of use
 */
export function sampleClock(call: {
  sentAtMs: number;
  roundTripMs: number;
  serverNowMs: number;
}): ClockSample | undefined {
  const { sentAtMs, roundTripMs, serverNowMs } = call;
  if (roundTripMs < 0 || roundTripMs > MAX_ROUND_TRIP_MS) return undefined;
  return {
    offsetMs: Math.round(serverNowMs - (sentAtMs + roundTripMs / 2)),
    takenAtMs: Math.round(sentAtMs + roundTripMs),
  };
}

/** Two samples further apart than this cannot both be right: the phone's clock was set in between. */
const CLOCK_SET_MS = 5_000;

/** Adds a sample and keeps the last five; samples from before the phone's clock was set are dropped. */
export function addSample(samples: readonly ClockSample[], sample: ClockSample): readonly ClockSample[] {
  const still = samples.filter((older) => Math.abs(older.offsetMs - sample.offsetMs) <= CLOCK_SET_MS);
  return [...still, sample].slice(-KEPT_SAMPLES);
}

/** The median of the samples' offsets; 0 without samples: then the phone's own clock is believed. */
export function medianOffsetMs(samples: readonly ClockSample[]): number {
  const sorted = samples.map(({ offsetMs }) => offsetMs).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return 0;
  if (sorted.length % 2 === 1) return upper;
  return Math.round(((sorted[middle - 1] ?? upper) + upper) / 2);
}

/** Reads what was stored; anything unexpected counts as nothing stored. */
export function parseSamples(stored: unknown): readonly ClockSample[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (one: unknown): one is ClockSample =>
      typeof one === 'object' &&
      one !== null &&
      Number.isFinite((one as ClockSample).offsetMs) &&
      Number.isFinite((one as ClockSample).takenAtMs),
  );
}
