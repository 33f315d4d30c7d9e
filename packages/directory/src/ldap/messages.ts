import { BackendFault } from '../backend-fault.ts';
import { BerReader, TAG, boolean, integer, octets, tlv } from './ber.ts';

/** Result codes, RFC 4511 Appendix A. */
export const RESULT = {
  success: 0,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  constraintViolation: 19,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  unwillingToPerform: 53,
} as const;

const VERSION = 3;
const SCOPE_SUBTREE = 2;
const NEVER_DEREFERENCE = 0;
const START_TLS_OID = '1.3.6.1.4.1.1466.20037';
/** RFC 4511 §4.5.1.8: no attributes. */
const NO_ATTRIBUTES = '1.1';

export interface LdapMessage {
  readonly id: number;
  /** tag of the operation */
  readonly operation: number;
  readonly contents: Uint8Array;
}

/** Simple bind. The caller sees to it that neither is empty: that would be an anonymous bind, which succeeds (RFC 4513 §5.1.2). */
export function encodeBind(id: number, name: string, password: string): Uint8Array {
  return message(id, tlv(TAG.bindRequest, integer(VERSION), octets(name), octets(password, 0x80)));
}

export function encodeStartTls(id: number): Uint8Array {
  return message(id, tlv(TAG.extendedRequest, octets(START_TLS_OID, 0x80)));
}

export function encodeUnbind(id: number): Uint8Array {
  return message(id, tlv(TAG.unbindRequest));
}

/** A search for names of entries below `base`. */
export function encodeSearch(
  id: number,
  search: {
    readonly base: string;
    readonly filter: Uint8Array;
    readonly sizeLimit: number;
    readonly timeLimitSeconds: number;
  },
): Uint8Array {
  return message(
    id,
    tlv(
      TAG.searchRequest,
      octets(search.base),
      integer(SCOPE_SUBTREE, TAG.enumerated),
      integer(NEVER_DEREFERENCE, TAG.enumerated),
      integer(search.sizeLimit),
      integer(search.timeLimitSeconds),
      boolean(false),
      search.filter,
      tlv(TAG.sequence, octets(NO_ATTRIBUTES)),
    ),
  );
}

function message(id: number, operation: Uint8Array): Uint8Array {
  return tlv(TAG.sequence, integer(id), operation);
}

/** @param contents of the outer sequence @throws {BackendFault} garbled */
export function decodeMessage(contents: Uint8Array): LdapMessage {
  const reader = new BerReader(contents);
  const id = reader.readInteger();
  const { tag, contents: body } = reader.readAny();
  if (!reader.isAtEnd) reader.read(TAG.controls);
  if (!reader.isAtEnd) throw new BackendFault('garbled');
  return { id, operation: tag, contents: body };
}

/** The code of an LDAPResult (RFC 4511 §4.1.9). @throws {BackendFault} garbled */
export function decodeResultCode(contents: Uint8Array): number {
  const reader = new BerReader(contents);
  const code = reader.readInteger(TAG.enumerated);
  reader.read(TAG.octetString);
  reader.read(TAG.octetString);
  // Referrals, credentials, names and values of extended operations.
  while (!reader.isAtEnd) if (reader.readAny().tag < 0x80) throw new BackendFault('garbled');
  return code;
}

/** The name of a found entry. @throws {BackendFault} garbled */
export function decodeEntryName(contents: Uint8Array): string {
  const reader = new BerReader(contents);
  const name = reader.readText();
  reader.read(TAG.sequence);
  if (!reader.isAtEnd) throw new BackendFault('garbled');
  return name;
}
