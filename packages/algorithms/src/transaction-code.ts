import { decodeBase64Url, encodeBase64Url } from './encoding/base64.ts';
import { concatBytes } from './encoding/bytes.ts';
import { encodeHex } from './encoding/hex.ts';
import { decodeUtf8, encodeUtf8 } from './encoding/utf8.ts';
import { sha256 } from './hash/sha2.ts';
import type { OcraChallengeFormat, OcraSuite } from './ocra-suite.ts';

/** A line of a transaction, as the signer reads it: `收款账号`, `6222…`. */
export interface TransactionField {
  readonly label: string;
  readonly value: string;
}

/** What a token is asked to sign. */
export interface Transaction {
  readonly serial: string;
  /** OCRA suite of the signature */
  readonly suite: string;
  /** 16 bytes, fresh: the same payment made twice is two transactions */
  readonly nonce: Uint8Array;
  /** 1 to 255; each text at most 65,535 bytes of UTF-8 */
  readonly fields: readonly TransactionField[];
}

/** A text that is no transaction code of this version. */
export class TransactionCodeError extends Error {
  override readonly name = 'TransactionCodeError';
}

export const TRANSACTION_NONCE_BYTES = 16;
/** Longer questions have more than 128 bits already, and nobody can type them. */
export const MAX_QUESTION_CHARACTERS = 40;
/** Upper-case letters and digits without those that look alike (0 O 1 I): 32, five bits each. */
export const QUESTION_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const VERSION = 'LPS1';
const MAX_FIELDS = 255;
const MAX_TEXT_BYTES = 0xffff;

/**
 * Writes a transaction as bytes that no other transaction has: `LPS1`, the nonce, serial, suite, the number of fields (one byte), then
 * label and value of each. Every text goes behind its length (two bytes, big endian), so that nothing can slide from one into the next.
 */
export function encodeTransaction({ serial, suite, nonce, fields }: Transaction): Uint8Array<ArrayBuffer> {
  if (nonce.length !== TRANSACTION_NONCE_BYTES || fields.length === 0 || fields.length > MAX_FIELDS)
    throw new TransactionCodeError(
      'Cannot encode the transaction: wrong nonce length or wrong number of fields',
    );
  const texts = fields.flatMap(({ label, value }) => [encodeText(label), encodeText(value)]);
  return concatBytes(
    encodeUtf8(VERSION),
    nonce,
    encodeText(serial),
    encodeText(suite),
    Uint8Array.of(fields.length),
    ...texts,
  );
}

function encodeText(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  if (bytes.length > MAX_TEXT_BYTES || !text.isWellFormed())
    throw new TransactionCodeError('Cannot encode the transaction: a text is too long or no Unicode');
  return concatBytes(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
}

/** The text of the QR code: `LPS1.` and the bytes of the transaction in base64url. */
export function formatTransactionCode(encoded: Uint8Array): string {
  return `${VERSION}.${encodeBase64Url(encoded)}`;
}

/**
 * Reads a QR code for a phone that shows what it signs.
 *
 * @returns the transaction, and its bytes for {@link transactionQuestion}
 * @throws {TransactionCodeError} for anything that {@link formatTransactionCode} does not write
 */
export function parseTransactionCode(text: string): Transaction & { readonly encoded: Uint8Array } {
  if (!text.startsWith(`${VERSION}.`)) refuse('it is none, or of another version');
  try {
    const encoded = decodeBase64Url(text.slice(VERSION.length + 1));
    return { ...readTransaction(new Reader(encoded)), encoded };
  } catch (cause) {
    if (cause instanceof TransactionCodeError) throw cause;
    throw new TransactionCodeError('Cannot read the transaction code: it is damaged', { cause });
  }
}

function readTransaction(reader: Reader): Transaction {
  if (decodeUtf8(reader.take(VERSION.length)) !== VERSION) refuse('it is of another version');
  const nonce = reader.take(TRANSACTION_NONCE_BYTES);
  const [serial, suite] = [reader.takeText(), reader.takeText()];
  const count = reader.take(1)[0]!;
  const fields = Array.from({ length: count }, () => ({
    label: reader.takeText(),
    value: reader.takeText(),
  }));
  if (count === 0 || !reader.isAtEnd) refuse('it is damaged');
  return { serial, suite, nonce, fields };
}

class Reader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  take(count: number): Uint8Array {
    const end = this.#position + count;
    if (end > this.#bytes.length) refuse('it is cut off');
    const taken = this.#bytes.slice(this.#position, end);
    this.#position = end;
    return taken;
  }

  takeText(): string {
    const [high = 0, low = 0] = this.take(2);
    return decodeUtf8(this.take((high << 8) | low));
  }
}

function refuse(why: string): never {
  throw new TransactionCodeError(`Cannot read the transaction code: ${why}`);
}

/**
 * The OCRA question a transaction is signed by: SHA-256 of its bytes, written in the suite's format, as long as the suite allows (40
 * characters at most).
 *
 * @param encoded of {@link encodeTransaction}
 * @see RFC 6287 §7.3
 */
export function transactionQuestion(
  encoded: Uint8Array,
  { challenge }: Pick<OcraSuite, 'challenge'>,
): string {
  const length = Math.min(challenge.maxLength, MAX_QUESTION_CHARACTERS);
  return QUESTION_OF[challenge.format](sha256(encoded), length);
}

const QUESTION_OF: Readonly<Record<OcraChallengeFormat, (digest: Uint8Array, length: number) => string>> = {
  H: (digest, length) => encodeHex(digest).toUpperCase().slice(0, length),
  // 256 bits against 133 at the most: no digit is more likely than another by as much as one could measure.
  N: (digest, length) => (toNumber(digest) % 10n ** BigInt(length)).toString().padStart(length, '0'),
  A: (digest, length) => {
    const number = toNumber(digest);
    return Array.from(
      { length },
      (_, index) => QUESTION_ALPHABET[Number((number >> BigInt(5 * index)) & 31n)],
    ).join('');
  },
};

function toNumber(digest: Uint8Array): bigint {
  return BigInt(`0x${encodeHex(digest)}`);
}

/**
 * What two questions have in common when they get the same response: RFC 6287 §5.1 writes N as a hexadecimal number and fills it up with
 * zeros on the right, so 1000 and 16000 are the same to a token; and so are `12` and `1200` in format H.
 */
export function questionUnderMac(text: string, { challenge }: Pick<OcraSuite, 'challenge'>): string {
  switch (challenge.format) {
    case 'A':
      return text;
    case 'N':
      return BigInt(text).toString(16).replace(/0+$/, '');
    case 'H':
      return text.toLowerCase().replace(/0+$/, '');
  }
}
