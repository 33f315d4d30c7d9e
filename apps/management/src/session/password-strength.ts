export const STRENGTH_LEVELS = ['none', 'weak', 'fair', 'good', 'strong'] as const;
export type StrengthLevel = (typeof STRENGTH_LEVELS)[number];

const COMMON =
  /^(?:password|passw0rd|p@ssw0rd|admin|administrator|qwerty|letmein|welcome|lingpai|123|abc|111|000)/i;
const REPEATED = /^(.{1,4})\1+$/;
const FAIR_BITS = 40;
const GOOD_BITS = 55;
const STRONG_BITS = 75;

/**
 * A hint while typing, not a rule: the server decides what it takes.
 *
 * @returns how hard the password is to guess, roughly by length and kinds of characters; `weak` for common or repeated ones
 */
export function passwordStrength(password: string): StrengthLevel {
  if (password === '') return 'none';
  if (COMMON.test(password) && password.length < 16) return 'weak';
  if (REPEATED.test(password)) return 'weak';
  const bits = new Set(password).size * 0.5 * Math.log2(alphabetSize(password)) + password.length * 1.5;
  if (password.length < 8 || bits < FAIR_BITS) return 'weak';
  if (bits < GOOD_BITS) return 'fair';
  return bits < STRONG_BITS ? 'good' : 'strong';
}

function alphabetSize(password: string): number {
  const kinds: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[ -/:-@[-`{-~]/, 33],
    [/[^ -~]/, 2000],
  ];
  return kinds.reduce((size, [kind, count]) => (kind.test(password) ? size + count : size), 1);
}
