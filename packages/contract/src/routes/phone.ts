import Type, { type Static } from 'typebox';
import { EpochMs, Serial, TokenHashField, TokenTypeField } from './fields.ts';
import { route } from './route.ts';

/** What the phone token calls on the phone-facing listener. Bytes are base64url without padding. */
const tag = 'phone';
const Bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' });

/** Clock of the server, so that the phone can show the right OTP although its own clock is wrong. */
export const phoneTime = route({
  method: 'GET',
  path: '/phone/v1/time',
  tag,
  summary: "The server's clock",
  response: Type.Object({ nowMs: EpochMs }),
});

/**
 * Claims an online distribution. The ticket is the secret of the QR code. `password` only where the distribution asks for it:
 * leave it out first; the refusal `activation.password-needed` asks for it and costs no try.
 */
export const claimActivation = route({
  method: 'POST',
  path: '/phone/v1/activations',
  tag,
  summary: 'Claim an online distribution: get the seed, sealed to this phone',
  body: Type.Object({
    ticket: Bytes(64),
    /** HPKE recipient key, P-256, uncompressed point (65 bytes) */
    hpkePublicKey: Bytes(128),
    /** device signing key, ECDSA P-256, uncompressed point (65 bytes); the phone identifier is derived from it */
    signingPublicKey: Bytes(128),
    password: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  response: Type.Object({
    serial: Serial,
    /** HPKE encapsulated key and ciphertext; plaintext is JSON `SealedToken`; info = `lingpai activation v1` (UTF-8), aad = ticket bytes ‖ signing public key bytes */
    enc: Bytes(256),
    ciphertext: Bytes(8192),
    nowMs: EpochMs,
    /** the first OTP has to arrive before this, or the claim lapses */
    confirmBy: EpochMs,
  }),
});
/** Proves that the phone computes the same OTPs. For time tokens the phone sends the OTP of the step before the present one, so that the one on screen stays unused. */
export const confirmActivation = route({
  method: 'POST',
  path: '/phone/v1/activations/confirm',
  tag,
  summary: 'Confirm a claim with the first OTP',
  body: Type.Object({ ticket: Bytes(64), otp: Type.String({ minLength: 4, maxLength: 10 }) }),
  response: Type.Object({ nowMs: EpochMs }),
});

/** What is inside the sealed answer of `claimActivation`. */
export const SealedToken = Type.Object({
  serial: Serial,
  type: TokenTypeField,
  hash: TokenHashField,
  digits: Type.Integer({ minimum: 4, maximum: 10 }),
  periodSeconds: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  ocraSuite: Type.Union([Type.String(), Type.Null()]),
  /** base64url */
  seed: Type.String(),
  /** next counter of an event token */
  counter: Type.Integer({ minimum: 0 }),
  /** who issued it: the name of the top organisation */
  issuer: Type.String(),
  /** login of the bound user when there is exactly one, else empty */
  account: Type.String(),
});
export type SealedToken = Static<typeof SealedToken>;
/** UTF-8 of this is HPKE's `info`. */
export const ACTIVATION_HPKE_INFO = 'lingpai activation v1';

/** What the QR codes hold, in the fragment of the distribution site's address, which no server ever sees. */
export const ONLINE_QR_PATH = '#/activate/1.';
export const OFFLINE_QR_PATH = '#/offline/1.';
