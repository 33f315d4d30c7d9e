import { EncodingError, decodeUtf8 } from '@lingpai/algorithms';
import { isTokenPin } from '@lingpai/domain';
import { RowRefusal, showAlgorithm, showValue } from '../seed-file-error.ts';
import type { SeedEncoding } from '../seed-file-event.ts';
import { decodeSeed } from '../token/decode-seed.ts';
import type { RawToken } from '../token/to-token-record.ts';
import { findType } from '../token/token-type.ts';
import { findAttribute, findElement, findText } from '../xml/xml-element.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { findBase64 } from './decode-base64.ts';
import type { KeyContainer } from './key-container.ts';
import { parseUserId } from './parse-user-id.ts';

/** Data items, and what drafts call them in `<Data Name="…">`. */
const ITEM_NAMES = {
  Secret: 'SECRET',
  Counter: 'COUNTER',
  TimeInterval: 'TIME_INTERVAL',
  TimeDrift: 'TIME_DRIFT',
} as const;
type ItemName = keyof typeof ITEM_NAMES;

/** A key package (`Device` in drafts), one of its keys, and what the file says about all of them. */
export interface KeyPlace {
  readonly package: XmlElement;
  readonly key: XmlElement;
  readonly container: KeyContainer;
  /** of a secret that is not encrypted */
  readonly encoding: SeedEncoding;
}

/** SerialNo of the device; where there is none, the key's own Id stands for it. */
export function findKeySerial({
  package: keyPackage,
  key,
}: Pick<KeyPlace, 'package' | 'key'>): string | undefined {
  return findText(deviceOf(keyPackage), 'SerialNo') ?? findAttribute(key, 'Id', 'KeyId', 'SecretId', 'id');
}

/**
 * Reads one key of RFC 6030 §4, or of the drafts before it.
 *
 * @throws {RowRefusal} what is wrong with this key
 * @throws {SeedFileError} what is wrong with all of them, as a missing password
 */
export function readKey(place: KeyPlace): RawToken {
  const { key } = place;
  const { type, suite } = readAlgorithm(key);
  const parameters = findElement(key, 'AlgorithmParameters') ?? findElement(key, 'Usage');
  const digits = readResponseFormat(findElement(parameters, 'ResponseFormat'));
  const namedSuite = suite ?? readSuite(findElement(parameters, 'Suite'));
  const isOcra = type === 'ocra';
  return {
    serial: findKeySerial(place) ?? '',
    seed: readSecret(place),
    type,
    suite: isOcra ? namedSuite : undefined,
    hash: isOcra ? undefined : namedSuite,
    digits,
    counter: readNumber(place, 'Counter'),
    // An OCRA key's time step stands in its suite; here it only repeats it
    period: isOcra ? undefined : readNumber(place, 'TimeInterval'),
    drift: readNumber(place, 'TimeDrift'),
    ...readDevice(place),
  };
}

/** `urn:ietf:params:xml:ns:keyprov:pskc:pin`: no token, but the PIN of one. */
export function isPinKey(key: XmlElement): boolean {
  return /(?:^|[:#/])pin$/i.test(algorithmOf(key) ?? '');
}

/** Where the PIN stands that goes into a key's answers; undefined where none does. RFC 6030 §5 */
export function findPinKeyId(key: XmlElement): string | undefined {
  const policy = findElement(findElement(key, 'Policy'), 'PINPolicy');
  const mode = findAttribute(policy, 'PINUsageMode');
  return mode?.trim().toLowerCase() === 'algorithmic' ? findAttribute(policy, 'PINKeyId') : undefined;
}

/** What {@link findPinKeyId} of a token may name this key by. */
export function findKeyId(key: XmlElement): string | undefined {
  return findAttribute(key, 'Id', 'KeyId');
}

/**
 * Reads a key that is a PIN.
 *
 * @returns its text in UTF-8; undefined when it is not there, or nothing that can be typed
 * @throws {SeedFileError} as {@link readKey}
 */
export function readPin(place: KeyPlace): Uint8Array | undefined {
  try {
    const pin = readSecret(place);
    return isTokenPin(decodeUtf8(pin)) ? pin : undefined;
  } catch (cause) {
    if (cause instanceof RowRefusal || cause instanceof EncodingError) return undefined;
    throw cause;
  }
}

function deviceOf(keyPackage: XmlElement): XmlElement | undefined {
  return findElement(keyPackage, 'DeviceInfo') ?? findElement(keyPackage, 'DeviceId');
}

/** `urn:ietf:params:xml:ns:keyprov:pskc:totp` (RFC), `…pskc#hotp`, `HOTP` (drafts), `…pskc#OCRA-1:HOTP-SHA512-8:C-QN08` (profiles draft) */
function readAlgorithm(key: XmlElement): { type: string | undefined; suite: string | undefined } {
  const uri = algorithmOf(key);
  if (uri === undefined) return { type: undefined, suite: undefined };
  const suite = /OCRA-1:[\w:-]+$/i.exec(uri)?.[0];
  if (suite !== undefined) return { type: 'ocra', suite };
  const name = uri.slice(Math.max(uri.lastIndexOf('#'), uri.lastIndexOf(':'), uri.lastIndexOf('/')) + 1);
  if (findType(name) === undefined) throw new RowRefusal('type-unknown', { type: showAlgorithm(uri) });
  return { type: name, suite: undefined };
}

function algorithmOf(key: XmlElement): string | undefined {
  return findAttribute(key, 'Algorithm', 'KeyAlgorithm', 'SecretAlgorithm');
}

/** OCRA suite, or for time tokens the hash (`HMAC-SHA256`); privacyIDEA writes the hash as an attribute. */
function readSuite(suite: XmlElement | undefined): string | undefined {
  return findText(suite) ?? findAttribute(suite, 'hashalgo', 'HashAlgo', 'hashAlgo');
}

function readResponseFormat(format: XmlElement | undefined): string | undefined {
  const encoding = findAttribute(format, 'Encoding', 'Format', 'format', 'encoding') ?? 'DECIMAL';
  if (encoding.toUpperCase() !== 'DECIMAL') {
    throw new RowRefusal('response-encoding', { encoding: showValue(encoding) });
  }
  const checkDigits = findAttribute(format, 'CheckDigits', 'CheckDigit', 'checkDigit') ?? 'false';
  if (!/^(?:false|0)$/i.test(checkDigits)) throw new RowRefusal('check-digit');
  return findAttribute(format, 'Length', 'length');
}

function findItem(key: XmlElement, name: ItemName): XmlElement | undefined {
  for (const data of key.children) {
    if (data.name !== 'Data') continue;
    const draftName = findAttribute(data, 'Name', 'name');
    const item = draftName === undefined ? findElement(data, name) : data;
    if (draftName !== undefined && draftName.toUpperCase() !== ITEM_NAMES[name]) continue;
    if (item !== undefined) return item;
  }
  return undefined;
}

/** The value of an item as text, or as bytes where it was encrypted. */
function readItem({ key, container }: KeyPlace, name: ItemName): string | Uint8Array | undefined {
  const item = findItem(key, name);
  if (item === undefined) return undefined;
  const encrypted = findElement(item, 'EncryptedValue');
  if (encrypted !== undefined) return container.decryptValue(item, encrypted);
  const bare = findText(item, 'Value');
  if (bare !== undefined && name === 'Secret') container.checkDraftValue();
  return findText(item, 'PlainValue') ?? bare;
}

function readSecret(place: KeyPlace): Uint8Array {
  const value = readItem(place, 'Secret');
  if (value instanceof Uint8Array) return value;
  if (value !== undefined) return decodeSeed(value, place.encoding);
  const isReference = findElement(place.key, 'KeyReference') !== undefined;
  throw new RowRefusal(isReference ? 'seed-by-reference' : 'seed-missing');
}

/** Decimal where plain; drafts and some vendors put big-endian bytes, or Base64 of the digits, there. */
function readNumber(place: KeyPlace, name: ItemName): string | undefined {
  const value = readItem(place, name);
  if (value === undefined || value instanceof Uint8Array) return value && decimalOf(value);
  if (/^[+-]?\d+$/.test(value)) return value;
  const bytes = findBase64(value);
  return bytes === undefined ? value : decimalOf(bytes);
}

const DIGITS = /^[+-]?\d{1,20}$/;
const MAX_INTEGER_BYTES = 8;

/** ASCII digits, or an unsigned big-endian integer: no real counter has bytes that are all digits. */
function decimalOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  if (DIGITS.test(text)) return text;
  if (bytes.length > MAX_INTEGER_BYTES) return 'malformed';
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`).toString();
}

function readDevice(place: KeyPlace): Pick<RawToken, 'manufacturer' | 'model' | 'start' | 'expiry' | 'user'> {
  const device = deviceOf(place.package);
  const policy = findElement(place.key, 'Policy');
  const userId = findText(place.key, 'UserId') ?? findText(device, 'UserId');
  return {
    manufacturer: findText(device, 'Manufacturer'),
    model: findText(device, 'Model'),
    start: findText(policy, 'StartDate') ?? findText(device, 'StartDate'),
    expiry: findText(policy, 'ExpiryDate') ?? findText(device, 'ExpiryDate') ?? findText(device, 'Expiry'),
    user: userId === undefined ? undefined : parseUserId(userId),
  };
}
