import { createCipheriv, createHmac } from 'node:crypto';
import type { TokenRecord } from '@lingpai/domain';

/** How the values of a file are protected. */
export interface Protection {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly macKey: Buffer;
  /** `sha1`, `sha256` … */
  readonly macHash: string;
  /** write `<MACKey>`; without it the encryption key must be the MAC key */
  readonly writesMacKey: boolean;
  /** what stands inside `<EncryptionKey>` */
  readonly encryptionKeyXml: string;
}

export const PRE_SHARED = '<ds:KeyName>Pre-shared-key</ds:KeyName>';

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** AES-CBC as XML Encryption has it: IV, then ciphertext. */
export function encryptCbc(value: Uint8Array, key: Buffer, iv: Buffer): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc` as 'aes-128-cbc', key, iv);
  return Buffer.concat([iv, cipher.update(value), cipher.final()]);
}

export function cipherDataXml(data: Buffer, keyBytes: number): string {
  return (
    `<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes${keyBytes * 8}-cbc"/>` +
    `<xenc:CipherData><xenc:CipherValue>${data.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  );
}

/** One Data item's content, plain or protected. */
export function valueXml(plain: string, bytes: Uint8Array, protection: Protection | undefined): string {
  if (protection === undefined) return `<PlainValue>${plain}</PlainValue>`;
  const data = encryptCbc(bytes, protection.key, protection.iv);
  const mac = createHmac(protection.macHash, protection.macKey).update(data).digest('base64');
  return `<EncryptedValue>${cipherDataXml(data, protection.key.length)}</EncryptedValue><ValueMAC>${mac}</ValueMAC>`;
}

function element(name: string, content: string | undefined): string {
  return content === undefined ? '' : `<${name}>${escapeXml(content)}</${name}>`;
}

function dataXml(
  { spec, seed, counter, driftSteps }: TokenRecord,
  protection: Protection | undefined,
): string {
  const secret = `<Secret>${valueXml(Buffer.from(seed).toString('base64'), seed, protection)}</Secret>`;
  const counterBytes = Buffer.alloc(8);
  counterBytes.writeBigUInt64BE(BigInt(counter));
  if (spec.type !== 'totp')
    return `${secret}<Counter>${valueXml(String(counter), counterBytes, protection)}</Counter>`;
  const period = String(spec.periodSeconds);
  return (
    `${secret}<Time><PlainValue>0</PlainValue></Time>` +
    `<TimeInterval>${valueXml(period, Buffer.from(period), protection)}</TimeInterval>` +
    `<TimeDrift><PlainValue>${driftSteps}</PlainValue></TimeDrift>`
  );
}

function dateXml(name: string, at: number | undefined): string {
  return element(name, at === undefined ? undefined : new Date(at).toISOString());
}

/** One key package of RFC 6030. */
export function keyPackageXml(token: TokenRecord, protection?: Protection): string {
  const { spec } = token;
  const suite = spec.ocraSuite ?? (spec.hash === 'sha1' ? undefined : `HMAC-${spec.hash.toUpperCase()}`);
  return (
    `<KeyPackage><DeviceInfo>${element('Manufacturer', token.manufacturer)}<SerialNo>${token.serial}</SerialNo>` +
    `${element('Model', token.model)}</DeviceInfo>` +
    `<Key Id="${token.serial}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:${spec.type}">` +
    `<AlgorithmParameters>${element('Suite', suite)}<ResponseFormat Length="${spec.digits}" Encoding="DECIMAL"/></AlgorithmParameters>` +
    `<Data>${dataXml(token, protection)}</Data>${element('UserId', token.userLogin && `UID=${token.userLogin},DC=example`)}` +
    `<Policy>${dateXml('StartDate', token.startsAt)}${dateXml('ExpiryDate', token.expiresAt)}</Policy>` +
    '</Key></KeyPackage>\n'
  );
}

/** What stands before the key packages. */
export function containerStart(protection?: Protection): string {
  const start =
    '<?xml version="1.0" encoding="UTF-8"?>\n<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"' +
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"' +
    ' xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"' +
    ' xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">\n';
  if (protection === undefined) return start;
  const { macHash, macKey, key, iv, writesMacKey, encryptionKeyXml } = protection;
  const algorithm =
    macHash === 'sha1'
      ? 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'
      : `http://www.w3.org/2001/04/xmldsig-more#hmac-${macHash}`;
  const macKeyXml = writesMacKey
    ? `<MACKey>${cipherDataXml(encryptCbc(macKey, key, iv), key.length)}</MACKey>`
    : '';
  return (
    `${start}<EncryptionKey>${encryptionKeyXml}</EncryptionKey>\n` +
    `<MACMethod Algorithm="${algorithm}">${macKeyXml}</MACMethod>\n`
  );
}

export const CONTAINER_END = '</KeyContainer>\n';

/** A whole PSKC file. */
export function writePskc(tokens: readonly TokenRecord[], protection?: Protection): string {
  return (
    containerStart(protection) +
    tokens.map((token) => keyPackageXml(token, protection)).join('') +
    CONTAINER_END
  );
}
