/**
 * Compares two OTPs, or other short ASCII strings, in a time that depends on their lengths alone.
 *
 * @param a what was expected
 * @param b what was submitted; a length that differs gives false, and an OTP's length is no secret
 * Security: constant time as far as a JIT allows: no branch and no early end on content.
 */
export function equalOtp(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  // Past the end of b `charCodeAt` is NaN, and NaN ^ n is n: no exception, and the lengths already differ.
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
