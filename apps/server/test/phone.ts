import { webcrypto } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import {
  computeOtp,
  decodeBase64Url,
  deviceCodeOf,
  encodeBase64Url,
  pureJsPrimitives,
  sha256,
} from '@lingpai/algorithms';
import { ACTIVATION_HPKE_INFO, SealedToken } from '@lingpai/contract';
import { Value } from 'typebox/value';

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** A phone: its keys, and what it does with an answer. */
export class TestPhone {
  readonly hpkePublicKey: string;
  readonly signingPublicKey: string;
  readonly #hpkeKeys: webcrypto.CryptoKeyPair;

  private constructor(hpkeKeys: webcrypto.CryptoKeyPair, hpkePoint: Uint8Array, signingPoint: Uint8Array) {
    this.#hpkeKeys = hpkeKeys;
    this.hpkePublicKey = encodeBase64Url(hpkePoint);
    this.signingPublicKey = encodeBase64Url(signingPoint);
  }

  static async create(): Promise<TestPhone> {
    const { subtle } = webcrypto;
    const hpkeKeys = (await suite.kem.generateKeyPair()) as webcrypto.CryptoKeyPair;
    const signing = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ]);
    const point = async (key: webcrypto.CryptoKey) => new Uint8Array(await subtle.exportKey('raw', key));
    return new TestPhone(hpkeKeys, await point(hpkeKeys.publicKey), await point(signing.publicKey));
  }

  get deviceCode(): string {
    return deviceCodeOf(decodeBase64Url(this.signingPublicKey), sha256);
  }

  /** What it posts to claim. */
  claim(qr: string): { ticket: string; hpkePublicKey: string; signingPublicKey: string } {
    const { hpkePublicKey, signingPublicKey } = this;
    return { ticket: ticketOf(qr), hpkePublicKey, signingPublicKey };
  }

  async open(qr: string, reply: { enc: string; ciphertext: string }): Promise<SealedToken> {
    const aad = Buffer.concat([decodeBase64Url(ticketOf(qr)), decodeBase64Url(this.signingPublicKey)]);
    const plain = await suite.open(
      {
        recipientKey: this.#hpkeKeys,
        enc: own(decodeBase64Url(reply.enc)),
        info: own(Buffer.from(ACTIVATION_HPKE_INFO)),
      },
      own(decodeBase64Url(reply.ciphertext)),
      own(aad),
    );
    return Value.Parse(SealedToken, JSON.parse(Buffer.from(plain).toString()));
  }
}

function own(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

export function ticketOf(qr: string): string {
  return qr.slice(qr.indexOf('#/activate/1.') + '#/activate/1.'.length);
}

/** What the phone shows, or showed so many steps ago. */
export function phoneOtp(token: SealedToken, nowMs: number, stepsAgo = 0): string {
  const { periodSeconds } = token;
  const movingFactor =
    periodSeconds === null ? token.counter : Math.floor(nowMs / 1000 / periodSeconds) - stepsAgo;
  return computeOtp({
    primitives: pureJsPrimitives,
    spec: { ...token, periodSeconds: periodSeconds ?? undefined },
    seed: decodeBase64Url(token.seed),
    movingFactor,
  });
}
