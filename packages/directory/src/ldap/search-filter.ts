import { boolean, octets, TAG, tlv } from './ber.ts';

/** RFC 4511 §4.5.1.7 */
const FILTER = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equality: 0xa3,
  substrings: 0xa4,
  greaterOrEqual: 0xa5,
  lessOrEqual: 0xa6,
  present: 0x87,
  approximate: 0xa8,
  extensible: 0xa9,
} as const;
const COMPARISONS: Readonly<Record<string, number>> = {
  '=': FILTER.equality,
  '>=': FILTER.greaterOrEqual,
  '<=': FILTER.lessOrEqual,
  '~=': FILTER.approximate,
};
const LOGIN = '{login}';
const ATTRIBUTE = String.raw`(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)(?:;[A-Za-z0-9-]+)*`;
const SIMPLE = new RegExp(`^(${ATTRIBUTE})(=|>=|<=|~=)(.*)$`, 's');
const EXTENSIBLE = new RegExp(`^(${ATTRIBUTE})?(:dn)?(?::((?!dn:=)${ATTRIBUTE}))?:=(.*)$`, 'si');
const VALUE_PART = /\{login\}|\\[0-9A-Fa-f]{2}|[^\\()*\0{]+|\{/gy;

/**
 * Reads a search filter and puts a login where it says `{login}`. The filter is taken apart first: whatever the login is, it stays one value,
 * and nothing in it is syntax.
 *
 * @param template e.g. `(&(objectClass=person)(uid={login}))`; the outer parentheses may be left out
 * @returns the filter as it travels; undefined when it is not one, or has no `{login}`
 * @see RFC 4515 §3
 */
export function encodeSearchFilter(template: string, login: string): Uint8Array | undefined {
  if (!template.includes(LOGIN)) return undefined;
  const text = template.trim();
  const parser = new FilterParser(text.startsWith('(') ? text : `(${text})`, login);
  try {
    return parser.parseWhole();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class FilterParser {
  readonly #text: string;
  readonly #login: Uint8Array;
  #at = 0;

  constructor(text: string, login: string) {
    this.#text = text;
    this.#login = Buffer.from(login);
  }

  parseWhole(): Uint8Array {
    const filter = this.#parseFilter();
    if (this.#at !== this.#text.length) throw new SyntaxError('text after the filter');
    return filter;
  }

  #parseFilter(): Uint8Array {
    this.#expect('(');
    const filter = this.#parseComponent();
    this.#expect(')');
    return filter;
  }

  #parseComponent(): Uint8Array {
    const kind = this.#text[this.#at];
    if (kind === '!') {
      this.#at += 1;
      return tlv(FILTER.not, this.#parseFilter());
    }
    if (kind !== '&' && kind !== '|') return this.#parseItem();
    this.#at += 1;
    const filters: Uint8Array[] = [];
    while (this.#text[this.#at] === '(') filters.push(this.#parseFilter());
    if (filters.length === 0) throw new SyntaxError('nothing to combine');
    return tlv(kind === '&' ? FILTER.and : FILTER.or, ...filters);
  }

  #parseItem(): Uint8Array {
    const end = this.#text.indexOf(')', this.#at);
    if (end < 0) throw new SyntaxError('no closing parenthesis');
    const item = this.#text.slice(this.#at, end);
    this.#at = end;
    const simple = SIMPLE.exec(item);
    if (simple !== null) return this.#encodeSimple(simple[1]!, simple[2]!, simple[3]!);
    const extensible = EXTENSIBLE.exec(item);
    if (extensible === null) throw new SyntaxError('no comparison');
    const [, attribute, dn, rule, value] = extensible;
    if (attribute === undefined && rule === undefined) throw new SyntaxError('compares nothing');
    return tlv(
      FILTER.extensible,
      ...(rule === undefined ? [] : [octets(rule, 0x81)]),
      ...(attribute === undefined ? [] : [octets(attribute, 0x82)]),
      octets(this.#valueOf(value!), 0x83),
      ...(dn === undefined ? [] : [boolean(true, 0x84)]),
    );
  }

  #encodeSimple(attribute: string, comparison: string, value: string): Uint8Array {
    if (comparison !== '=' || !value.includes('*'))
      return tlv(COMPARISONS[comparison]!, octets(attribute), octets(this.#valueOf(value)));
    if (value === '*') return octets(attribute, FILTER.present);
    const parts = value.split('*').map((part) => this.#valueOf(part));
    const tagOf = (index: number) => (index === 0 ? 0x80 : index === parts.length - 1 ? 0x82 : 0x81);
    const substrings = parts.map((part, index) =>
      part.length === 0 ? undefined : octets(part, tagOf(index)),
    );
    const given = substrings.filter((part) => part !== undefined);
    if (given.length === 0) throw new SyntaxError('nothing between the asterisks');
    return tlv(FILTER.substrings, octets(attribute), tlv(TAG.sequence, ...given));
  }

  #valueOf(text: string): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < text.length;) {
      VALUE_PART.lastIndex = at;
      const [part] = VALUE_PART.exec(text) ?? [];
      if (part === undefined) throw new SyntaxError('a character that has to be escaped');
      if (part === LOGIN) parts.push(this.#login);
      else if (part.startsWith('\\')) parts.push(Buffer.from(part.slice(1), 'hex'));
      else parts.push(Buffer.from(part));
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new SyntaxError(`no ${character}`);
    this.#at += 1;
  }
}
