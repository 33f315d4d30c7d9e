import { Refusal } from '../refusal.ts';

/** A search computes up to a million OTPs in the thread that answers everybody: two share it, a third would only make all three slower. */
const MAX_AT_ONCE = 2;
/** A search is over after seconds. */
const RETRY_SECONDS = 5;

/** How many clocks one process infers at a time. */
export class InferenceSlots {
  readonly #maxAtOnce: number;
  #takenCount = 0;

  constructor(maxAtOnce = MAX_AT_ONCE) {
    this.#maxAtOnce = maxAtOnce;
  }

  /** @throws {Refusal} token.inference-busy when all are taken: whoever asks is told at once, and waits for nobody */
  async run<T>(search: () => Promise<T>): Promise<T> {
    if (this.#takenCount >= this.#maxAtOnce)
      throw new Refusal('token.inference-busy', { max: this.#maxAtOnce, seconds: RETRY_SECONDS });
    this.#takenCount += 1;
    try {
      return await search();
    } finally {
      this.#takenCount -= 1;
    }
  }
}
