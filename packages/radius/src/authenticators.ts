import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  AUTHENTICATOR_BYTES,
  HEADER_BYTES,
  RADIUS_ATTRIBUTE,
  type RadiusAttribute,
  type RadiusPacket,
  copyOf,
  encodePacket,
  packetLength,
} from './packet.ts';

/** What a Message-Authenticator says of a packet. */
export type MessageCheck = 'right' | 'wrong' | 'absent';

const BLANK = new Uint8Array(AUTHENTICATOR_BYTES);

/**
 * Writes an Access-Request (or Status-Server), with a Message-Authenticator as its first attribute: whoever lies in between cannot put
 * anything of their choice before it (CVE-2024-3596).
 *
 * @param request.authenticator 16 random bytes
 * @throws {RangeError} when something is too long
 * @see RFC 3579 §3.2
 */
export function encodeRequest(request: RadiusPacket, secret: Uint8Array): Uint8Array {
  const bytes = encodePacket(withBlankAuthenticator(request));
  bytes.set(hmac(secret, bytes), HEADER_BYTES + 2);
  return bytes;
}

/**
 * Writes the reply to a request: Message-Authenticator first, then the Response Authenticator over all of it.
 *
 * @throws {RangeError} when something is too long
 * @see RFC 2865 §3, RFC 3579 §3.2
 */
export function encodeReply(
  reply: { readonly code: number; readonly attributes: readonly RadiusAttribute[] },
  request: Pick<RadiusPacket, 'identifier' | 'authenticator'>,
  secret: Uint8Array,
): Uint8Array {
  const { identifier, authenticator } = request;
  const bytes = encodePacket(withBlankAuthenticator({ ...reply, identifier, authenticator }));
  bytes.set(hmac(secret, bytes), HEADER_BYTES + 2);
  bytes.set(responseDigest(bytes, secret), 4);
  return bytes;
}

/**
 * Checks the Message-Authenticator of a request that `decodePacket` has read.
 *
 * @returns `wrong`, too, when there are several, or one of another length than 16
 * Security: compares in constant time.
 */
export function checkRequest(bytes: Uint8Array, secret: Uint8Array): MessageCheck {
  return checkMessage(bytes, secret);
}

/**
 * Checks a reply that `decodePacket` has read against its request: both authenticators.
 *
 * @returns `wrong` when either is; `absent` when there is no Message-Authenticator, and all that speaks for the reply is MD5 over contents
 * that others may choose (CVE-2024-3596)
 * Security: compares in constant time.
 */
export function checkReply(
  bytes: Uint8Array,
  request: Pick<RadiusPacket, 'authenticator'>,
  secret: Uint8Array,
): MessageCheck {
  const own = copyOf(bytes, 0, packetLength(bytes));
  const claimed = copyOf(own, 4, HEADER_BYTES);
  own.set(request.authenticator, 4);
  if (!timingSafeEqual(responseDigest(own, secret), claimed)) return 'wrong';
  return checkMessage(own, secret);
}

function withBlankAuthenticator(packet: RadiusPacket): RadiusPacket {
  const type = RADIUS_ATTRIBUTE.messageAuthenticator;
  const others = packet.attributes.filter((attribute) => attribute.type !== type);
  return { ...packet, attributes: [{ type, value: BLANK }, ...others] };
}

/** MD5(code + identifier + length + Request Authenticator + attributes + secret); the request's authenticator is in `bytes`. */
function responseDigest(bytes: Uint8Array, secret: Uint8Array): Uint8Array {
  return createHash('md5').update(bytes).update(secret).digest();
}

function hmac(secret: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac('md5', secret).update(bytes).digest();
}

function checkMessage(bytes: Uint8Array, secret: Uint8Array): MessageCheck {
  const own = copyOf(bytes, 0, packetLength(bytes));
  const places = placesOfMessageAuthenticator(own);
  const [at] = places;
  if (at === undefined) return 'absent';
  if (places.length > 1 || own[at + 1] !== AUTHENTICATOR_BYTES + 2) return 'wrong';
  const claimed = copyOf(own, at + 2, at + 2 + AUTHENTICATOR_BYTES);
  own.set(BLANK, at + 2);
  return timingSafeEqual(hmac(secret, own), claimed) ? 'right' : 'wrong';
}

function placesOfMessageAuthenticator(bytes: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = HEADER_BYTES; at < bytes.length; at += bytes[at + 1]!)
    if (bytes[at] === RADIUS_ATTRIBUTE.messageAuthenticator) places.push(at);
  return places;
}
