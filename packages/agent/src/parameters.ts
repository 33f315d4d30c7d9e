/** What a call takes, by name: the longest text, and the form where it is fixed (as the server's schema has it). */
const RULES: Readonly<Record<string, { readonly maxCharacters: number; readonly pattern?: RegExp }>> = {
  userId: { maxCharacters: 128 },
  password: { maxCharacters: 512 },
  serial: { maxCharacters: 64, pattern: /^[A-Za-z0-9._:/-]+$/ },
  otp: { maxCharacters: 64 },
  nextOtp: { maxCharacters: 64 },
  response: { maxCharacters: 128 },
  clientChallenge: { maxCharacters: 64 },
  sessionInfo: { maxCharacters: 1024, pattern: /^([0-9a-f]{2})+$/ },
  clientAddress: { maxCharacters: 64, pattern: /^[0-9A-Fa-f:.]+(%[\w.~-]+)?$/ },
  oldPassword: { maxCharacters: 256 },
  newPassword: { maxCharacters: 256 },
  signatureId: { maxCharacters: 64, pattern: /^[A-Za-z0-9_-]+$/ },
  signature: { maxCharacters: 128 },
  form: { maxCharacters: 6, pattern: /^(digest|typed)$/ },
  label: { maxCharacters: 64 },
  value: { maxCharacters: 256 },
  assertionId: { maxCharacters: 128, pattern: /^[A-Za-z0-9_-]+$/ },
  path: { maxCharacters: 4096 },
};

const MAX_FIELDS = 16;

/**
 * Finds the first parameter that no server would accept. The answer names the parameter and never quotes it.
 *
 * @returns what is wrong, or undefined when every parameter can be sent
 */
export function findParameterFault(parameters: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(parameters)) {
    const fault = name === 'fields' ? findFieldsFault(value) : findTextFault(name, value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findTextFault(name: string, value: unknown): string | undefined {
  const rule = RULES[name];
  if (rule === undefined) return `"${name}" is not a parameter`;
  if (typeof value !== 'string') return `"${name}" is missing or not a string`;
  if (value === '') return `"${name}" is empty`;
  if (isLongerThan(value, rule.maxCharacters))
    return `"${name}" has more than ${rule.maxCharacters} characters`;
  if (rule.pattern?.test(value) === false) return `"${name}" has characters that are not allowed in it`;
  return undefined;
}

/** The lines of a transaction. */
function findFieldsFault(fields: unknown): string | undefined {
  if (!Array.isArray(fields) || fields.length === 0) return '"fields" is missing or empty';
  if (fields.length > MAX_FIELDS) return `"fields" has more than ${MAX_FIELDS} fields`;
  return fields
    .map((field) => findParameterFault(pickParameters(field, ['label', 'value'])))
    .find((fault) => fault !== undefined);
}

/** Characters are code points; a text this long in UTF-16 units needs no counting. */
function isLongerThan(value: string, maxCharacters: number): boolean {
  if (value.length <= maxCharacters) return false;
  return value.length > 2 * maxCharacters || Array.from(value).length > maxCharacters;
}

/** Takes the named fields where they are given, so that what an older server does not know is not sent. */
export function pickGiven(source: unknown, names: readonly string[]): Record<string, unknown> {
  const picked = Object.entries(pickParameters(source, names));
  return Object.fromEntries(picked.filter(([, value]) => value !== undefined));
}

/**
 * Session information as it is sent, where it is given: a text as its UTF-8, in hexadecimal.
 *
 * @returns what is neither text nor bytes as it is, for `findParameterFault` to refuse
 */
export function pickSessionInfo(source: unknown): Record<string, unknown> {
  const { sessionInfo: given } = pickParameters(source, ['sessionInfo']);
  if (given === undefined) return {};
  const bytes = typeof given === 'string' ? new TextEncoder().encode(given) : given;
  return { sessionInfo: bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : given };
}

/** Takes the named fields of an object a caller gave, whatever it is. */
export function pickParameters(source: unknown, names: readonly string[]): Record<string, unknown> {
  const record = typeof source === 'object' && source !== null ? (source as Record<string, unknown>) : {};
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}
