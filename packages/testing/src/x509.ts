import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A certificate and its key, made for one test run (X.509 v3, RFC 5280, ECDSA P-256). */
export interface Certificate {
  readonly pem: string;
  readonly keyPem: string;
  readonly name: string;
  readonly key: KeyObject;
}

const ECDSA_WITH_SHA256 = der(0x30, hex('06082a8648ce3d040302'));
const COMMON_NAME = hex('0603550403');
const BASIC_CONSTRAINTS = hex('0603551d13');
const SUBJECT_ALT_NAME = hex('0603551d11');
const TRUE = hex('0101ff');
const DAY_MS = 86_400_000;

/** Makes a certificate authority that signs itself. */
export function makeAuthority(name: string): Certificate {
  return issue(name, der(0x30, BASIC_CONSTRAINTS, TRUE, der(0x04, der(0x30, TRUE))));
}

/** Makes a server's certificate for IPv4 addresses and host names. */
export function makeServerCertificate(
  names: string | readonly string[],
  authority: Certificate,
): Certificate {
  const all = [names].flat();
  const alternatives = der(0x30, ...all.map(alternativeName));
  return issue(all[0] ?? '', der(0x30, SUBJECT_ALT_NAME, der(0x04, alternatives)), authority);
}

/** RFC 5280 §4.2.1.6: iPAddress or dNSName */
function alternativeName(name: string): Buffer {
  const isAddress = /^[\d.]+$/.test(name);
  return isAddress ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
}

function issue(name: string, extension: Buffer, authority?: Certificate): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = authority ?? { name, key: privateKey };
  const content = der(
    0x30,
    der(0xa0, hex('020102')),
    der(0x02, Buffer.from([0x01]), randomBytes(8)),
    ECDSA_WITH_SHA256,
    nameOf(signer.name),
    der(0x30, utcTime(Date.now() - DAY_MS), utcTime(Date.now() + DAY_MS)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension)),
  );
  const signature = sign('sha256', content, signer.key);
  const certificate = der(0x30, content, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
  return {
    pem: pemOf(certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    name,
    key: privateKey,
  };
}

/** RFC 7468 §2: lines of 64 characters, none of them empty */
function pemOf(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function nameOf(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(name)))));
}

/** YYMMDDHHMMSSZ */
function utcTime(atMs: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(atMs).toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content]);
}

/** In as few bytes as it takes: DER knows no other (X.690 §10.1). */
function lengthOf({ length }: Buffer): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}
