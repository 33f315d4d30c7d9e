const CERTIFICATES = /^\s*(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;

/** Is this PEM of certificates alone, or nothing? A private key that was pasted with them would be shown to whoever reads the settings. */
export function isCertificatesAlone(pem: string): boolean {
  return pem === '' || CERTIFICATES.test(pem);
}
