/** An address block: the first `prefixBits` bits of these bytes. IPv4 is kept as IPv6-mapped (RFC 4291 §2.5.5.2), so that both compare. */
interface AddressBlock {
  /** 16 bytes */
  readonly bytes: Uint8Array;
  readonly prefixBits: number;
}

const ADDRESS_BITS = 128;
const MAPPED_PREFIX_BITS = 96;
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * Is this an address or a CIDR block (RFC 4632 §3.1): `10.0.0.7`, `10.0.0.0/8`, `2001:db8::/32`? Leading zeros in IPv4 are refused (some
 * read them as octal), and so are zone names.
 */
export function isAddressBlock(text: string): boolean {
  return parseAddressBlock(text) !== undefined;
}

/**
 * Reads an allow list once, for many callers: may this address come in?
 *
 * @param allow addresses and CIDR blocks; empty: any address may
 * @returns the answer for the address of a caller; IPv4 may come as IPv6-mapped (`::ffff:10.0.0.7`), as dual-stack listeners give it
 */
export function parseAllowList(allow: readonly string[]): (address: string) => boolean {
  if (allow.length === 0) return () => true;
  const blocks = allow.map(parseAddressBlock).filter((block) => block !== undefined);
  return (address) => {
    const caller = parseAddress(address.replace(/%.*$/, ''));
    return caller !== undefined && blocks.some((block) => isInBlock(caller, block));
  };
}

function isInBlock(address: Uint8Array, { bytes, prefixBits }: AddressBlock): boolean {
  for (let bit = 0; bit < prefixBits; bit += 8) {
    const mask = prefixBits - bit >= 8 ? 0xff : (0xff << (8 - (prefixBits - bit))) & 0xff;
    if (((address[bit / 8]! ^ bytes[bit / 8]!) & mask) !== 0) return false;
  }
  return true;
}

function parseAddressBlock(text: string): AddressBlock | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const bytes = parseAddress(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  if (prefix === undefined) return { bytes, prefixBits: ADDRESS_BITS };
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  const offset = address.includes(':') ? 0 : MAPPED_PREFIX_BITS;
  const prefixBits = Number(prefix) + offset;
  return prefixBits <= ADDRESS_BITS ? { bytes, prefixBits } : undefined;
}

function parseAddress(text: string): Uint8Array | undefined {
  const bytes = text.includes(':') ? parseIpv6(text) : parseMapped(text);
  return bytes && Uint8Array.from(bytes);
}

function parseMapped(text: string): number[] | undefined {
  const bytes = parseIpv4(text);
  return bytes && [...MAPPED_PREFIX, ...bytes];
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  const isValid =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isValid ? parts.map(Number) : undefined;
}

/** RFC 4291 §2.2: eight groups, one run of zeros may be `::`, the last two may be IPv4. */
function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const zeros = 16 - head.length - tail!.length;
  return zeros >= 2 ? [...head, ...Array.from({ length: zeros }, () => 0), ...tail!] : undefined;
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const isIpv4 = mayEndInIpv4 && index === groups.length - 1 && group.includes('.');
    const value = isIpv4 ? parseIpv4(group) : parseGroup(group);
    if (value === undefined) return undefined;
    bytes.push(...value);
  }
  return bytes;
}

function parseGroup(group: string): number[] | undefined {
  if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}

/** Is this a single address, IPv4 or IPv6? */
export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

const NETWORK_GROUPS = 4;

/**
 * What an address counts as: IPv4 by itself, also where it is written as IPv6-mapped; of IPv6 the first 64 bits, since whoever has one
 * address of a network has them all (RFC 4291 §2.5.4). What is no address stays as it is.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const bytes = parseAddress(address.replace(/%.*$/, ''));
  if (bytes === undefined) return address;
  if (MAPPED_PREFIX.every((byte, index) => bytes[index] === byte)) return bytes.slice(12).join('.');
  const groups = Array.from({ length: NETWORK_GROUPS }, (_, index) =>
    ((bytes[2 * index]! << 8) | bytes[2 * index + 1]!).toString(16),
  );
  return `${groups.join(':')}::/64`;
}
