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

/** Makes a server's certificate for one IPv4 address. */
export function makeServerCertificate(address: string, authority: Certificate): Certificate {
  const names = der(0x30, der(0x87, Buffer.from(address.split('.').map(Number))));
  return issue(address, der(0x30, SUBJECT_ALT_NAME, der(0x04, names)), authority);
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
    pem: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    name,
    key: privateKey,
  };
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
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}
