import { equalOtp } from '@lingpai/algorithms';

/** Wider searches are a mistake of the caller: at two microseconds an OTP this is already half a second. */
export const MAX_SEARCH_FACTORS = 250_000;

/**
 * Finds the moving factor at which a token shows this OTP. Looks at every candidate, so that the time taken does not tell which matched.
 *
 * @param search.from first candidate (counter or time step), inclusive; below 0 is read as 0
 * @param search.to last candidate, inclusive; below `from` there is no candidate
 * @param search.otpAt the OTP at a factor
 * @returns the lowest factor that matches, or undefined
 * @throws {RangeError} when the window is wider than MAX_SEARCH_FACTORS
 * @see RFC 4226 §7.4, RFC 6238 §5.2
 */
export function searchWindow(search: {
  from: number;
  to: number;
  otp: string;
  otpAt: (factor: number) => string;
}): number | undefined {
  const from = Math.max(0, search.from);
  if (search.to - from > MAX_SEARCH_FACTORS)
    throw new RangeError(`Cannot search ${search.to - from} factors: at most ${MAX_SEARCH_FACTORS}`);
  let found: number | undefined;
  for (let factor = from; factor <= search.to; factor += 1) {
    const isMatch = equalOtp(search.otpAt(factor), search.otp);
    if (isMatch && found === undefined) found = factor;
  }
  return found;
}
