/**
 * Takes apart what a user typed in one field: static password + OTP, without separators (guide, 2.4.2.2). Lengths are in code points.
 *
 * @param staticLength length of the user's static password; undefined when the policy does not ask for it: whatever stands before the
 * OTP is then ignored, as the guide says
 * @returns undefined when it is too short, or when the parts do not add up
 */
export function splitCredential(
  password: string,
  digits: number,
  staticLength: number | undefined,
): { staticPassword: string; otp: string } | undefined {
  const characters = Array.from(password);
  const before = characters.length - digits;
  if (before < 0 || (staticLength !== undefined && before !== staticLength)) return undefined;
  return { staticPassword: characters.slice(0, before).join(''), otp: characters.slice(before).join('') };
}
