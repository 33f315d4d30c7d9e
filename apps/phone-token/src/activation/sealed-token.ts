import { decodeBase64Url } from '@lingpai/algorithms';
import { ACTIVATION_HPKE_INFO } from '@lingpai/contract/routes/phone';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { ENTRY_FORMAT_VERSION, type TokenRecord, decodeRecord } from '../vault/token-record.ts';

/** A server's answer to a claim, and what it is bound to. */
export interface SealedAnswer {
  readonly enc: string;
  readonly ciphertext: string;
  readonly hpkeKeys: CryptoKeyPair;
  readonly ticket: Uint8Array;
  /** 65 bytes */
  readonly signingPublicPoint: Uint8Array;
}

/** A token as it came from the server. */
export interface ReceivedToken {
  readonly record: TokenRecord;
  readonly seed: Uint8Array<ArrayBuffer>;
}

/** The answer does not open with this phone's keys, or holds no token: it was altered, or meant for another phone. */
export class AnswerUnreadableError extends Error {
  override readonly name = 'AnswerUnreadableError';
}

/** A fresh HPKE recipient key pair for one activation; the private half cannot be exported. */
export function createHpkeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
}

/**
 * Opens the seed the server sealed to this phone (RFC 9180, base mode).
 *
 * @throws {AnswerUnreadableError} when it does not open or is no token
 */
export async function openSealedToken(answer: SealedAnswer, addedAtMs: number): Promise<ReceivedToken> {
  try {
    const plaintext = await openHpke(answer);
    const token = JSON.parse(new TextDecoder().decode(plaintext)) as Record<string, unknown>;
    plaintext.fill(0);
    const { seed, ...fields } = token;
    if (typeof seed !== 'string') throw new TypeError('no seed');
    return { record: toRecord(fields, addedAtMs), seed: decodeBase64Url(seed) };
  } catch (cause) {
    throw new AnswerUnreadableError('Cannot open the answer of the server', { cause });
  }
}

async function openHpke({ enc, ciphertext, hpkeKeys, ticket, signingPublicPoint }: SealedAnswer) {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const recipient = await suite.createRecipientContext({
    recipientKey: hpkeKeys,
    enc: decodeBase64Url(enc),
    info: new TextEncoder().encode(ACTIVATION_HPKE_INFO),
  });
  const aad = new Uint8Array(ticket.length + signingPublicPoint.length);
  aad.set(ticket, 0);
  aad.set(signingPublicPoint, ticket.length);
  return new Uint8Array(await recipient.open(decodeBase64Url(ciphertext), aad));
}

/** An event token's first OTP goes to the server as confirmation, so the phone continues with the one after it. */
function toRecord(fields: Record<string, unknown>, addedAtMs: number): TokenRecord {
  const counter = fields['periodSeconds'] === null ? Number(fields['counter']) + 1 : 0;
  const record = { ...fields, counter, origin: 'online', label: '', state: 'unconfirmed', addedAtMs };
  return decodeRecord(new TextEncoder().encode(JSON.stringify(record)), ENTRY_FORMAT_VERSION);
}
