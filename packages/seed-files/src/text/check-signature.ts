import { SeedFileError } from '../seed-file-error.ts';
import type { SeedFileErrorCode } from '@lingpai/contract';

/** First bytes of what people upload by mistake. */
const SIGNATURES: readonly (readonly [hex: string, code: SeedFileErrorCode])[] = [
  ['504b0304', 'zip-file'],
  ['504b0506', 'zip-file'],
  ['d0cf11e0a1b11ae1', 'excel-file'],
  ['1f8b', 'archive-file'],
  ['377abcaf271c', 'archive-file'],
  ['526172211a07', 'archive-file'],
  ['fd377a585a00', 'archive-file'],
  ['425a68', 'archive-file'],
  ['25504446', 'pdf-file'],
];

/**
 * RFC 9580 §5.1, §5.3, by the first four bytes in hexadecimal: an encrypted message begins with a session key packet, public-key
 * (tag 1, version 3) or symmetric-key (tag 3, version 4 to 6).
 */
const BINARY_PGP = /^(?:84..03|85....03|c1..03|c1....03|8c..0[456]|c3..0[456])/;

/** First words of texts that are no token file. */
const OPENINGS: readonly (readonly [RegExp, SeedFileErrorCode])[] = [
  [/^-----BEGIN PGP /, 'pgp-encrypted'],
  [/^-----BEGIN (?:PKCS7|CMS)-----/, 'cms-encrypted'],
  [/^(?:mime-version|content-type):.*(?:pkcs7-mime|multipart\/encrypted)/is, 'cms-encrypted'],
  [/^-----BEGIN /, 'pem-file'],
  [/^<(?:!doctype\s+html|html|head|body)\b/i, 'html-file'],
];

/**
 * Refuses what is no text, or no token file, by its first bytes, so that a person hears what they uploaded and what to do.
 *
 * @param head the first kilobytes
 * @throws {SeedFileError} zip-file, excel-file, archive-file, pdf-file, pgp-encrypted
 */
export function checkSignature(head: Buffer): void {
  const hex = head.toString('hex', 0, 8);
  if (BINARY_PGP.test(hex)) throw new SeedFileError('pgp-encrypted');
  const found = SIGNATURES.find(([start]) => hex.startsWith(start));
  if (found !== undefined) throw new SeedFileError(found[1]);
}

/**
 * The same for decoded text.
 *
 * @throws {SeedFileError} pgp-encrypted, cms-encrypted, pem-file, html-file, binary-file
 */
export function checkOpening(text: string): void {
  const start = text.slice(0, 512).trimStart();
  const found = OPENINGS.find(([pattern]) => pattern.test(start));
  if (found !== undefined) throw new SeedFileError(found[1]);
  if (/(?![\t\n\v\f\r])[\p{Cc}]/u.test(text.slice(0, 4096))) throw new SeedFileError('binary-file');
}
