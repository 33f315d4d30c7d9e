import type { DeliveryError } from '@lingpai/contract/phrases/events';

/** A delivery did not get through; the word says why, and nothing of what was sent. */
export class DeliveryFailure extends Error {
  readonly word: DeliveryError;

  constructor(word: DeliveryError, options?: ErrorOptions) {
    super(`Cannot deliver: ${word}`, options);
    this.name = 'DeliveryFailure';
    this.word = word;
  }
}

const WORDS: Readonly<Record<string, DeliveryError>> = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  ECONNABORTED: 'connection-lost',
  ECONNECTION: 'connection-lost',
  HPE_INVALID_CONSTANT: 'failed',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EDNS: 'host-unknown',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'host-unreachable',
  EADDRNOTAVAIL: 'host-unreachable',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-name',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  INVALID_CA: 'tls-untrusted',
  EPROTO: 'tls-failed',
  ETLS: 'tls-failed',
  EAUTH: 'mail-login-refused',
  ENOAUTH: 'mail-login-refused',
};

/** The word for what Node, OpenSSL or the mail client says; what they say may hold anything, so it goes no further. */
export function deliveryErrorOf(error: unknown): DeliveryError {
  if (error instanceof DeliveryFailure) return error.word;
  if (!(error instanceof Error)) return 'failed';
  // The mail client replaces the code of a socket's error by one of its own, and keeps what it was.
  const { code, originalCode, responseCode } = error as MailError;
  if (code !== 'EAUTH' && typeof responseCode === 'number') return `smtp-${responseCode}`;
  return wordOf(originalCode ?? code);
}

interface MailError extends Error {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly responseCode?: unknown;
}

function wordOf(code: unknown): DeliveryError {
  if (typeof code !== 'string') return 'failed';
  if (code.startsWith('ERR_SSL_')) return 'tls-failed';
  if (code.startsWith('ERR_OSSL_')) return 'ca-unreadable';
  return Object.hasOwn(WORDS, code) ? WORDS[code]! : 'failed';
}
