const GROUP_CHARACTERS = 4;

/** Splits a code into groups that are easy to read and type: `ABCD-EFGH-…`. One that has groups already keeps them. */
export function groupCode(code: string): string {
  if (/[\s-]/.test(code)) return code;
  return code.match(new RegExp(`.{1,${GROUP_CHARACTERS}}`, 'g'))?.join('-') ?? code;
}
