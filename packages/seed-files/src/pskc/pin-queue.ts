import type { RefusedEvent, SeedFileEvent, TokenEvent } from '../seed-file-event.ts';

type Emit = (event: SeedFileEvent) => void;
interface Row {
  /** undefined: nothing is said of it */
  event: TokenEvent | RefusedEvent | undefined;
  /** nothing further down the file changes it */
  isSettled: boolean;
  /** Id of the key that is the PIN, or that the token waits for */
  readonly pinKeyId: string;
  /** of a row that is a PIN */
  readonly pin: Uint8Array | undefined;
}

/** A PIN stands beside its token; where all tokens come first and then all PINs, only so many tokens get theirs. */
const MAX_WAITING_TOKENS = 1000;
/** PINs that no token takes hold rows up as well. */
const MAX_HELD_ROWS = 4 * MAX_WAITING_TOKENS;

/**
 * Rows of a PSKC file on their way out, in its order. A token may name the key that is its PIN, which stands in a package of its own, before or
 * behind it (RFC 6030 §5): then it waits, and what comes behind it as well.
 */
export class PinQueue {
  readonly #rows: Row[] = [];
  /** that wait for a PIN, by its key's Id */
  readonly #tokens = new Map<string, Row[]>();
  #waitingCount = 0;
  /** that no token has asked for yet, by their Id */
  readonly #pins = new Map<string, Row & { readonly pin: Uint8Array }>();

  add(event: TokenEvent | RefusedEvent): void {
    this.#rows.push({ event, isSettled: true, pinKeyId: '', pin: undefined });
  }

  /** @param pinKeyId Id of the key that is its PIN */
  addToken(event: TokenEvent, pinKeyId: string): void {
    const known = this.#pins.get(pinKeyId);
    if (known !== undefined) {
      // It is somebody's now, and no row of its own.
      known.event = undefined;
      return this.add(withPin(event, known.pin));
    }
    const row = { event, isSettled: false, pinKeyId, pin: undefined };
    this.#rows.push(row);
    this.#tokens.set(pinKeyId, [...(this.#tokens.get(pinKeyId) ?? []), row]);
    this.#waitingCount += 1;
  }

  /**
   * @param pin undefined: it cannot be read
   * @param refusal what is said of it when no token takes it
   */
  addPin(pinKeyId: string, pin: Uint8Array | undefined, refusal: RefusedEvent): void {
    const tokens = this.#tokens.get(pinKeyId) ?? [];
    this.#tokens.delete(pinKeyId);
    this.#waitingCount -= tokens.length;
    for (const row of tokens) {
      row.event = withPin(row.event as TokenEvent, pin);
      row.isSettled = true;
    }
    if (pin === undefined) return this.add(refusal);
    if (tokens.length > 0) return void pin.fill(0);
    const row = { event: refusal, isSettled: false, pinKeyId, pin };
    this.#rows.push(row);
    this.#pins.set(pinKeyId, row);
  }

  /** @param hasEnded the file has: who still waits for a PIN goes without */
  drain(emit: Emit, hasEnded: boolean): void {
    for (let row = this.#rows[0]; row !== undefined; row = this.#rows[0]) {
      if (!row.isSettled && !hasEnded && !this.#isFull) return;
      this.#rows.shift();
      this.#forget(row);
      if (row.event !== undefined) emit(row.event);
    }
  }

  get #isFull(): boolean {
    return this.#waitingCount > MAX_WAITING_TOKENS || this.#rows.length > MAX_HELD_ROWS;
  }

  #forget(row: Row): void {
    const { pinKeyId, pin } = row;
    pin?.fill(0);
    if (this.#pins.get(pinKeyId) === row) this.#pins.delete(pinKeyId);
    if (row.isSettled || pin !== undefined) return;
    this.#waitingCount -= 1;
    const others = (this.#tokens.get(pinKeyId) ?? []).filter((one) => one !== row);
    if (others.length > 0) this.#tokens.set(pinKeyId, others);
    else this.#tokens.delete(pinKeyId);
  }
}

function withPin(event: TokenEvent, pin: Uint8Array | undefined): TokenEvent {
  return pin === undefined ? event : { ...event, token: { ...event.token, pin: pin.slice() } };
}
