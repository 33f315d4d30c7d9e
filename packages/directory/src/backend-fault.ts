import type { BackendReason } from '@lingpai/contract/phrases/backends';

/** A server did not answer, or not what the protocol says: nobody's password is wrong for it. */
export class BackendFault extends Error {
  readonly reason: BackendReason;

  constructor(reason: BackendReason, options?: ErrorOptions) {
    super(`Cannot ask the back-end: ${reason}`, options);
    this.name = 'BackendFault';
    this.reason = reason;
  }
}

const NOT_FOUND = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);
const LOST = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
const LATE = new Set(['ETIMEDOUT', 'ABORT_ERR', 'ERR_SOCKET_CONNECTION_TIMEOUT']);
const TLS =
  /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** What an error of a socket, or of TLS, means to whoever runs the back-end. */
export function faultOf(error: unknown): BackendFault {
  if (error instanceof BackendFault) return error;
  const code = errorCode(error);
  const options = { cause: error };
  if (NOT_FOUND.has(code)) return new BackendFault('host-unknown', options);
  if (UNREACHABLE.has(code)) return new BackendFault('connection-refused', options);
  if (LATE.has(code)) return new BackendFault('timed-out', options);
  if (TLS.test(code)) return new BackendFault('tls-failed', options);
  return new BackendFault(LOST.has(code) ? 'connection-lost' : 'garbled', options);
}

/** Several addresses of one name were tried: the last one tells. */
function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors.at(-1));
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
