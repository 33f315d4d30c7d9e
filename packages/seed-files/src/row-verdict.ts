import type { RefusedEvent, SeedFileDefaults, TokenEvent } from './seed-file-event.ts';
import { RowRefusal } from './seed-file-error.ts';
import { SerialRegister } from './token/serial-register.ts';
import { toTokenRecord } from './token/to-token-record.ts';
import type { RawToken } from './token/to-token-record.ts';

const MAX_SHOWN_SERIAL_CHARACTERS = 64;
/** A seed of 16 bytes is at least this long in Base64 without padding, and 26 and 32 in the others. */
const SHORTEST_SEED_CHARACTERS = 22;

/** Turns what was read into the token, or into the reason why not; knows the serials of the file so far. */
export class RowJudge {
  readonly #serials = new SerialRegister();
  readonly #defaults: SeedFileDefaults;

  constructor(defaults: SeedFileDefaults) {
    this.#defaults = defaults;
  }

  /**
   * @param line where the row or key package stands
   * @param read gives what it says; may throw a {@link RowRefusal}
   * @param findSerial its serial, for the message, when `read` failed
   */
  judge(line: number, read: () => RawToken, findSerial: () => string | undefined): TokenEvent | RefusedEvent {
    try {
      const token = toTokenRecord(read(), this.#defaults);
      const firstLine = this.#serials.add(token.serial, line);
      if (firstLine !== undefined) throw new RowRefusal('serial-duplicate', { firstLine });
      return { kind: 'token', line, token };
    } catch (cause) {
      if (!(cause instanceof RowRefusal)) throw cause;
      return { kind: 'refused', line, serial: harmlessSerial(findSerial()), problem: cause.problem };
    }
  }
}

/** Where columns are mixed up, the seed stands in the serial's place: what could be one is not repeated. */
export function harmlessSerial(serial: string | undefined): string | undefined {
  if (serial === undefined || serial === '' || serial.length > MAX_SHOWN_SERIAL_CHARACTERS) return undefined;
  return serial.length >= SHORTEST_SEED_CHARACTERS && /^[A-Za-z0-9+/_=\s-]+$/.test(serial)
    ? undefined
    : serial;
}
