/** Codes of a packet, RFC 2865 §3, RFC 5997 §3. */
export const RADIUS_CODE = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accessChallenge: 11,
  statusServer: 12,
} as const;

/** Types of attributes, RFC 2865 §5, RFC 2869 §5. */
export const RADIUS_ATTRIBUTE = {
  userName: 1,
  userPassword: 2,
  chapPassword: 3,
  nasIpAddress: 4,
  nasPort: 5,
  serviceType: 6,
  replyMessage: 18,
  state: 24,
  calledStationId: 30,
  callingStationId: 31,
  nasIdentifier: 32,
  proxyState: 33,
  chapChallenge: 60,
  eapMessage: 79,
  messageAuthenticator: 80,
  nasIpv6Address: 95,
} as const;

export const AUTHENTICATOR_BYTES = 16;
/** RFC 2865 §3: code, identifier, length, authenticator. */
export const HEADER_BYTES = 20;
export const MAX_PACKET_BYTES = 4096;
/** RFC 2865 §5: the length of an attribute is one byte, and counts its own two. */
export const MAX_ATTRIBUTE_BYTES = 253;

export interface RadiusAttribute {
  /** 0 to 255 */
  readonly type: number;
  /** 0 to 253 bytes */
  readonly value: Uint8Array;
}

export interface RadiusPacket {
  /** 0 to 255; see `RADIUS_CODE` */
  readonly code: number;
  /** 0 to 255; a reply has the request's */
  readonly identifier: number;
  /** 16 bytes */
  readonly authenticator: Uint8Array;
  /** in the order of the packet */
  readonly attributes: readonly RadiusAttribute[];
}

/** Why bytes are no packet. */
export type PacketProblem = 'too-short' | 'too-long' | 'length-wrong' | 'attribute-cut' | 'attribute-empty';

/**
 * Reads a packet. Bytes beyond its length are padding (RFC 2865 §3); everything within has to add up.
 *
 * @returns the packet, or why these bytes are none
 */
export function decodePacket(
  bytes: Uint8Array,
):
  | { readonly packet: RadiusPacket; readonly problem?: never }
  | { readonly packet?: never; readonly problem: PacketProblem } {
  if (bytes.length < HEADER_BYTES) return { problem: 'too-short' };
  const length = packetLength(bytes);
  if (length < HEADER_BYTES) return { problem: 'length-wrong' };
  if (length > MAX_PACKET_BYTES) return { problem: 'too-long' };
  if (length > bytes.length) return { problem: 'too-short' };
  const attributes: RadiusAttribute[] = [];
  for (let at = HEADER_BYTES; at < length;) {
    const attributeLength = bytes[at + 1] ?? 0;
    if (at + 2 > length || at + attributeLength > length) return { problem: 'attribute-cut' };
    if (attributeLength < 2) return { problem: 'attribute-empty' };
    attributes.push({ type: bytes[at]!, value: copyOf(bytes, at + 2, at + attributeLength) });
    at += attributeLength;
  }
  const authenticator = copyOf(bytes, 4, HEADER_BYTES);
  return { packet: { code: bytes[0]!, identifier: bytes[1]!, authenticator, attributes } };
}

/**
 * Writes a packet as it is: authenticators and hidden passwords are the caller's (see `encodeRequest`, `encodeReply`).
 *
 * @throws {RangeError} when it cannot be written: a value or the whole is too long
 */
export function encodePacket({ code, identifier, authenticator, attributes }: RadiusPacket): Uint8Array {
  const length = attributes.reduce((sum, { value }) => sum + 2 + value.length, HEADER_BYTES);
  if (length > MAX_PACKET_BYTES) throw new RangeError('Cannot encode a packet: longer than 4096 bytes');
  if (authenticator.length !== AUTHENTICATOR_BYTES)
    throw new RangeError('Cannot encode a packet: the authenticator has 16 bytes');
  const bytes = new Uint8Array(length);
  bytes.set([code, identifier, length >> 8, length & 0xff]);
  bytes.set(authenticator, 4);
  let at = HEADER_BYTES;
  for (const { type, value } of attributes) {
    if (value.length > MAX_ATTRIBUTE_BYTES)
      throw new RangeError('Cannot encode an attribute: longer than 253 bytes');
    bytes.set([type, value.length + 2], at);
    bytes.set(value, at + 2);
    at += value.length + 2;
  }
  return bytes;
}

/** What the header says. */
export function packetLength(bytes: Uint8Array): number {
  return (bytes[2]! << 8) | bytes[3]!;
}

/** The values of all attributes of a type, in the order of the packet. */
export function attributeValues({ attributes }: RadiusPacket, type: number): Uint8Array[] {
  return attributes.filter((attribute) => attribute.type === type).map(({ value }) => value);
}

/** `slice` of a Buffer is a view, not a copy. */
export function copyOf(bytes: Uint8Array, from: number, end: number): Uint8Array {
  return Uint8Array.from(bytes.subarray(from, end));
}
