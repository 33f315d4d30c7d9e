import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { SeedFileError, showAlgorithm } from '../seed-file-error.ts';
import { findAttribute, findElement, findText } from '../xml/xml-element.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { findBase64 } from './decode-base64.ts';
import { findHmacHash } from './hash-names.ts';

/** RFC 8018 §4.2 asks for 1000 at least; real files go lower, and no supplier's goes near the upper end: minutes of work. */
const MIN_ITERATIONS = 1;
const MAX_ITERATIONS = 10_000_000;
const MAX_SALT_BYTES = 1024;
const KEY_BYTES: ReadonlySet<number> = new Set([16, 24, 32]);

/** Parameters of PBKDF2, RFC 6030 §6.1.1 */
export interface KeyDerivation {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly keyBytes: number;
  /** name of node:crypto */
  readonly hash: string;
}

/**
 * Reads `<DerivedKey>`.
 *
 * @throws {SeedFileError} derivation-unsupported, derivation-malformed, derivation-iterations
 */
export function readKeyDerivation(derivedKey: XmlElement): KeyDerivation {
  const method = findElement(derivedKey, 'KeyDerivationMethod');
  const algorithm = findAttribute(method, 'Algorithm') ?? '';
  if (!/pbkdf2$/i.test(algorithm)) {
    throw new SeedFileError('derivation-unsupported', { algorithm: showAlgorithm(algorithm) });
  }
  const params = findElement(method, 'PBKDF2-params');
  const salt = findBase64(findText(params, 'Salt', 'Specified'));
  const iterations = readInteger(params, 'IterationCount');
  const keyBytes = readInteger(params, 'KeyLength');
  if (
    salt === undefined ||
    salt.length > MAX_SALT_BYTES ||
    Number.isNaN(iterations) ||
    !KEY_BYTES.has(keyBytes)
  ) {
    throw new SeedFileError('derivation-malformed', { line: derivedKey.line });
  }
  if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
    throw new SeedFileError('derivation-iterations', { min: MIN_ITERATIONS, max: MAX_ITERATIONS });
  }
  return { salt, iterations, keyBytes, hash: readPrf(findElement(params, 'PRF')) };
}

function readInteger(params: XmlElement | undefined, name: string): number {
  const text = findText(params, name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}

/** RFC 8018 appendix A.2: HMAC-SHA1 where nothing is named */
function readPrf(prf: XmlElement | undefined): string {
  const name = findAttribute(prf, 'Algorithm') ?? findText(prf) ?? 'hmac-sha1';
  const hash = findHmacHash(name);
  if (hash === undefined)
    throw new SeedFileError('derivation-unsupported', { algorithm: showAlgorithm(name) });
  return hash;
}

const pbkdf2Async = promisify(pbkdf2);

/** Off the event loop: ten million rounds take seconds. */
export async function deriveKey(password: string, derivation: KeyDerivation): Promise<Uint8Array> {
  const { salt, iterations, keyBytes, hash } = derivation;
  return new Uint8Array(await pbkdf2Async(password, salt, iterations, keyBytes, hash));
}
