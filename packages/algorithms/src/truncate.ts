import { AlgorithmInputError } from './input-error.ts';

/** RFC 4226 §5.3 asks for 6 or more, RFC 6287 §6.2 knows 4 to 10. */
export const MIN_OTP_DIGITS = 4;
export const MAX_OTP_DIGITS = 10;

/**
 * Dynamic truncation: picks 31 bits of a MAC, at an offset its last byte names.
 *
 * @param mac at least 20 bytes; of a longer hash the last byte still is the one that counts (RFC 6238 §1.2)
 * @returns 0 to 2^31 - 1
 * @throws {AlgorithmInputError} `mac` when it is shorter than 20 bytes
 * @see RFC 4226 §5.3
 */
export function dynamicTruncate(mac: Uint8Array): number {
  if (mac.length < 20) {
    throw new AlgorithmInputError('mac', `Cannot truncate a MAC of ${mac.length} bytes: 20 are needed`);
  }
  const offset = mac[mac.length - 1]! & 0x0f;
  // The top bit is dropped so that signed and unsigned readers agree.
  return (
    ((mac[offset]! & 0x7f) << 24) | (mac[offset + 1]! << 16) | (mac[offset + 2]! << 8) | mac[offset + 3]!
  );
}

/**
 * The last decimal digits of a number, with leading zeros. Always a string: an OTP that starts with 0 is no number.
 *
 * @param value 0 to 2^32 - 1. With 10 digits this is the value itself: a 31-bit one never starts with 3 or more
 * @param digits 4 to 10
 * @throws {AlgorithmInputError} `digits` when out of range
 * @see RFC 4226 §5.3 step 3
 */
export function decimalOtp(value: number, digits: number): string {
  if (!Number.isInteger(digits) || digits < MIN_OTP_DIGITS || digits > MAX_OTP_DIGITS) {
    throw new AlgorithmInputError(
      'digits',
      `Cannot compute an OTP of ${digits} digits: 4 to 10 are possible`,
    );
  }
  return String(value % 10 ** digits).padStart(digits, '0');
}
