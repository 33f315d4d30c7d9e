/** Names of node:crypto for what PSKC files name by URI or OID. */
const HMACS: Readonly<Record<string, string>> = {
  'hmac-sha1': 'sha1',
  'hmac-sha224': 'sha224',
  'hmac-sha256': 'sha256',
  'hmac-sha384': 'sha384',
  'hmac-sha512': 'sha512',
  // RFC 8018 appendix C
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** @param name `http://www.w3.org/2000/09/xmldsig#hmac-sha1`, `HMAC-SHA1`, or an OID */
export function findHmacHash(name: string): string | undefined {
  const tail = name
    .trim()
    .slice(name.trim().lastIndexOf('#') + 1)
    .toLowerCase();
  const plain = tail.replace(/^urn:oid:/, '').replace(/^hmac-?sha-?(?=\d)/, 'hmac-sha');
  return Object.hasOwn(HMACS, plain) ? HMACS[plain] : undefined;
}
