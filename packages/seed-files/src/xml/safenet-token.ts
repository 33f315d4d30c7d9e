import { RowRefusal } from '../seed-file-error.ts';
import type { SeedEncoding } from '../seed-file-event.ts';
import { decodeSeed } from '../token/decode-seed.ts';
import type { RawToken } from '../token/to-token-record.ts';
import { findAttribute, findElement, findText } from './xml-element.ts';
import type { XmlElement } from './xml-element.ts';

/** In this form a seed of 32 bytes means SHA-256; the file says so nowhere else. */
const SHA256_SEED_BYTES = 32;

export function findSafenetSerial(token: XmlElement): string | undefined {
  return findAttribute(token, 'serial', 'Serial', 'SerialNumber');
}

/**
 * Reads `<Token serial="…"><Applications><Application><Seed>hex</Seed><MovingFactor>n</MovingFactor>`, SafeNet (Aladdin) eToken PASS.
 *
 * @throws {RowRefusal}
 */
export function readSafenetToken(token: XmlElement, encoding: SeedEncoding): RawToken {
  const applications = findElement(token, 'Applications')?.children ?? [];
  const application = applications.find((each) => findText(each, 'Seed') !== undefined);
  const text = findText(application, 'Seed');
  if (text === undefined) throw new RowRefusal('seed-missing');
  const seed = decodeSeed(text, encoding);
  return {
    serial: findSafenetSerial(token) ?? '',
    seed,
    hash: seed.length === SHA256_SEED_BYTES ? 'sha256' : undefined,
    counter: findText(application, 'MovingFactor'),
    model: findText(token, 'ProductName'),
  };
}
