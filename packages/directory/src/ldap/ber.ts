import { BackendFault } from '../backend-fault.ts';

/** Tags of BER (X.690 §8.1.2) and of LDAP (RFC 4511, Appendix B). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  bindRequest: 0x60,
  bindResponse: 0x61,
  unbindRequest: 0x42,
  searchRequest: 0x63,
  searchEntry: 0x64,
  searchDone: 0x65,
  searchReference: 0x73,
  extendedRequest: 0x77,
  extendedResponse: 0x78,
  controls: 0xa0,
} as const;

/** One element: tag, length, and what it is made of. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.from([tag]), lengthBytes(length), ...parts]);
}

export function octets(value: string | Uint8Array, tag: number = TAG.octetString): Uint8Array {
  return tlv(tag, typeof value === 'string' ? Buffer.from(value) : value);
}

/** A non-negative number below 2^31. */
export function integer(value: number, tag: number = TAG.integer): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; bytes.length === 0 || rest > 0; rest = Math.floor(rest / 256))
    bytes.unshift(rest % 256);
  // A first bit that is set would make it negative.
  if (bytes[0]! > 0x7f) bytes.unshift(0);
  return tlv(tag, Uint8Array.from(bytes));
}

export function boolean(value: boolean, tag: number = TAG.boolean): Uint8Array {
  return tlv(tag, Uint8Array.from([value ? 0xff : 0]));
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from([0x80 | bytes.length, ...bytes]);
}

/** Where an element lies in some bytes. */
export interface Element {
  readonly tag: number;
  /** of its contents */
  readonly from: number;
  readonly end: number;
}

/**
 * The element that begins at `at`. Definite lengths alone (RFC 4511 §5.1).
 *
 * @returns undefined when its beginning is not there yet; its contents may lack still
 * @throws {BackendFault} garbled
 */
export function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) return { tag, from: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new BackendFault('garbled');
  if (at + 2 + count > bytes.length) return undefined;
  let length = 0;
  for (const byte of bytes.subarray(at + 2, at + 2 + count)) length = length * 256 + byte;
  return { tag, from: at + 2 + count, end: at + 2 + count + length };
}

/** Reads the elements some bytes are made of, one after the other. Everything has to be there. @throws {BackendFault} garbled */
export class BerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The contents of the next element. */
  read(tag: number): Uint8Array {
    const next = this.readAny();
    if (next.tag !== tag) throw new BackendFault('garbled');
    return next.contents;
  }

  readAny(): { readonly tag: number; readonly contents: Uint8Array } {
    const element = elementAt(this.#bytes, this.#at);
    if (element === undefined || element.end > this.#bytes.length) throw new BackendFault('garbled');
    this.#at = element.end;
    return { tag: element.tag, contents: this.#bytes.subarray(element.from, element.end) };
  }

  /** A non-negative number below 2^31. */
  readInteger(tag: number = TAG.integer): number {
    const contents = this.read(tag);
    if (contents.length === 0 || contents.length > 4 || contents[0]! > 0x7f)
      throw new BackendFault('garbled');
    return contents.reduce((value, byte) => value * 256 + byte, 0);
  }

  readText(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.read(TAG.octetString));
    } catch (error) {
      throw error instanceof BackendFault ? error : new BackendFault('garbled', { cause: error });
    }
  }
}
