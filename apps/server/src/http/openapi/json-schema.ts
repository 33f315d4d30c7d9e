import type { TSchema } from 'typebox';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

/** The schemas a document names: whatever looks like one of them is a reference to it, and those that are referred to are kept. */
export class Components {
  /** by the schema as text */
  readonly #nameOf: ReadonlyMap<string, string>;
  readonly #described = new Map<string, JsonObject>();

  /** @param named by the name it is to have; of two names for one schema the first counts */
  constructor(named: Readonly<Record<string, TSchema>>) {
    const entries = Object.entries(named).map(([name, schema]) => [textOf(plain(schema)), name] as const);
    this.#nameOf = new Map(entries.toReversed());
  }

  /** A schema of the contract as the document has it. */
  describe(schema: TSchema): object {
    return this.#reference(plain(schema)) as object;
  }

  /** What `describe` referred to so far. */
  schemas(): Record<string, object> {
    return Object.fromEntries([...this.#described].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #reference(schema: Json): Json {
    if (Array.isArray(schema)) return schema.map((part) => this.#reference(part));
    if (typeof schema !== 'object' || schema === null) return schema;
    const name = this.#nameOf.get(textOf(schema));
    if (name === undefined) return this.#parts(schema);
    if (!this.#described.has(name)) this.#described.set(name, this.#parts(schema));
    return { $ref: `#/components/schemas/${name}` };
  }

  #parts(schema: JsonObject): JsonObject {
    const parts = Object.entries(schema).map(([name, part]): [string, Json] => [name, this.#reference(part)]);
    return simplify(Object.fromEntries(parts));
  }
}

/** Without what is no JSON, and without `$id`, which would give the references in it another base. */
function plain(schema: TSchema): JsonObject {
  return JSON.parse(JSON.stringify(schema, (name, value: unknown) => (name === '$id' ? undefined : value)));
}

/** A choice of texts is an `enum`, and what may be null has two types: people and generators read both more easily than `anyOf`. */
function simplify(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const choices = anyOf.filter((one): one is JsonObject => !isNull(one));
  const mayBeNull = choices.length < anyOf.length;
  const constants = choices.map((one) => one['const']);
  const [type, ...otherTypes] = new Set(choices.map((one) => one['type']));
  if (typeof type !== 'string' || otherTypes.length > 0) return schema;
  if (constants.every((value) => value !== undefined))
    return mayBeNull
      ? { type: [type, 'null'], enum: [...constants, null], ...rest }
      : { type, enum: constants, ...rest };
  const [only, ...others] = choices;
  if (only === undefined || others.length > 0) return schema;
  const values = Array.isArray(only['enum']) ? { enum: [...only['enum'], null] } : {};
  return { ...only, ...values, ...rest, type: [type, 'null'] };
}

function textOf(schema: JsonObject): string {
  return JSON.stringify(schema);
}

function isNull(schema: Json): boolean {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) && schema['type'] === 'null';
}
