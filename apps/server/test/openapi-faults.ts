type Node = Record<string, unknown>;
interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Node;
  readonly patternProperties?: Node;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
}

/** What the OpenAPI Specification 3.1 lets stand in each kind of object that we use. */
const FIELDS = {
  document: ['openapi', 'info', 'servers', 'tags', 'paths', 'components'],
  info: ['title', 'version', 'description', 'license'],
  tag: ['name', 'description'],
  operation: [
    'operationId',
    'tags',
    'summary',
    'description',
    'security',
    'parameters',
    'requestBody',
    'responses',
  ],
  parameter: ['name', 'in', 'required', 'description', 'schema', 'example'],
  requestBody: ['required', 'content', 'description'],
  response: ['description', 'headers', 'content'],
  header: ['description', 'schema'],
  media: ['schema', 'examples'],
  example: ['summary', 'value'],
  components: ['securitySchemes', 'parameters', 'examples', 'schemas'],
  securityScheme: ['type', 'scheme', 'description', 'in', 'name'],
} as const;
/** JSON Schema 2020-12, as far as we use it. */
const SCHEMA_WORDS = new Set(
  (
    'type enum const description default format properties required items anyOf additionalProperties patternProperties ' +
    'minLength maxLength pattern minimum maximum minItems maxItems'
  ).split(' '),
);
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);
const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array', 'null']);
const COMPONENT_NAME = /^[a-zA-Z0-9._-]+$/;

/** What is wrong with an OpenAPI 3.1 document, each with its place; of a good one: nothing. */
export function faultsOf(document: Node): string[] {
  return new Checker(document).check();
}

class Checker {
  readonly #document: Node;
  readonly #faults: string[] = [];

  constructor(document: Node) {
    this.#document = document;
  }

  check(): string[] {
    const { info, tags, paths, components, openapi } = this.#document;
    this.#expect(/^3\.1\.\d+$/.test(String(openapi)), 'openapi');
    this.#fields('document', this.#document, '');
    this.#fields('info', info, 'info');
    for (const tag of tags as Node[]) this.#fields('tag', tag, 'tags');
    for (const [path, item] of entries(paths)) this.#path(path, item as Node);
    this.#components(components as Node);
    return this.#faults;
  }

  #path(path: string, item: Node): void {
    for (const [method, operation] of entries(item)) {
      const place = `${method} ${path}`;
      this.#expect(METHODS.has(method), place);
      this.#operation(operation as Node, path, place);
    }
  }

  #operation(operation: Node, path: string, place: string): void {
    this.#fields('operation', operation, place);
    const { parameters, requestBody, responses, security, tags, summary, operationId } = operation;
    this.#expect(typeof summary === 'string' && summary !== '', `${place}: summary`);
    this.#expect(/^[a-z]\w+$/i.test(String(operationId)), `${place}: operationId`);
    const known = new Set((this.#document['tags'] as Node[]).map(({ name }) => name));
    this.#expect((tags as string[]).length === 1 && known.has((tags as string[])[0]), `${place}: tags`);
    for (const scheme of security as Node[]) this.#scheme(scheme, place);
    const inPath = (parameters as Node[]).filter((one) => one['in'] === 'path').map(({ name }) => name);
    const inTemplate = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    this.#expect(JSON.stringify(inPath) === JSON.stringify(inTemplate), `${place}: parameters of the path`);
    for (const parameter of parameters as Node[]) this.#parameter(parameter, place);
    if (requestBody !== undefined) {
      this.#fields('requestBody', requestBody, place);
      this.#content((requestBody as Node)['content'], `${place} body`);
    }
    for (const [status, response] of entries(responses)) this.#response(response, `${place} ${status}`);
  }

  #scheme(requirement: Node, place: string): void {
    const { securitySchemes } = this.#document['components'] as Node;
    for (const name of Object.keys(requirement))
      this.#expect(Object.hasOwn(securitySchemes as Node, name), `${place}: security ${name}`);
  }

  #parameter(given: Node, place: string): void {
    const parameter = this.#resolve(given, place);
    this.#fields('parameter', parameter, place);
    const { in: where, required, schema } = parameter;
    this.#expect(['path', 'query', 'header'].includes(String(where)), `${place}: in ${String(where)}`);
    this.#expect(where !== 'path' || required === true, `${place}: a parameter of the path is required`);
    this.#schema(schema, place);
  }

  #response(response: unknown, place: string): void {
    this.#fields('response', response, place);
    const { description, headers, content } = response as Node;
    this.#expect(typeof description === 'string' && description !== '', `${place}: description`);
    for (const [, header] of entries(headers)) {
      this.#fields('header', header, place);
      this.#schema((header as Node)['schema'], place);
    }
    this.#content(content, place);
  }

  #content(content: unknown, place: string): void {
    for (const [type, media] of entries(content)) {
      this.#expect(/^[a-z]+\/[a-z.+-]+$/.test(type), `${place}: ${type}`);
      this.#fields('media', media, place);
      this.#schema((media as Node)['schema'], place);
      for (const [, example] of entries((media as Node)['examples']))
        this.#fields('example', this.#resolve(example as Node, place), place);
    }
  }

  #components(components: Node): void {
    this.#fields('components', components, 'components');
    for (const [kind, named] of entries(components))
      for (const [name, one] of entries(named)) {
        this.#expect(COMPONENT_NAME.test(name), `components: ${kind} ${name}`);
        if (kind === 'schemas') this.#schema(one, `components: ${name}`);
        if (kind === 'securitySchemes') this.#fields('securityScheme', one, `components: ${name}`);
      }
  }

  #schema(given: unknown, place: string): void {
    const schema = given as Node;
    if (Object.hasOwn(schema, '$ref')) {
      this.#expect(Object.keys(schema).length === 1, `${place}: beside $ref`);
      this.#resolve(schema, place);
      return;
    }
    for (const word of Object.keys(schema)) this.#expect(SCHEMA_WORDS.has(word), `${place}: ${word}`);
    const { type = [], pattern = '', required = [], properties = {} } = schema as SchemaNode;
    for (const one of [type].flat()) this.#expect(TYPES.has(one), `${place}: type ${one}`);
    this.#expect(isPattern(pattern), `${place}: pattern ${pattern}`);
    for (const name of required) this.#expect(Object.hasOwn(properties, name), `${place}: required ${name}`);
    for (const part of partsOf(schema as SchemaNode)) this.#schema(part, place);
  }

  #resolve(node: Node, place: string): Node {
    const { $ref: reference } = node;
    if (typeof reference !== 'string') return node;
    const found = reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((at, name) => (at as Node | undefined)?.[name], this.#document);
    this.#expect(found !== undefined, `${place}: ${reference} leads nowhere`);
    return (found ?? {}) as Node;
  }

  #fields(kind: keyof typeof FIELDS, node: unknown, place: string): void {
    const known: readonly string[] = FIELDS[kind];
    for (const name of Object.keys(node as Node)) this.#expect(known.includes(name), `${place}: ${name}`);
  }

  #expect(holds: boolean, fault: string): void {
    if (!holds) this.#faults.push(fault);
  }
}

function partsOf({ items, anyOf = [], properties, patternProperties }: SchemaNode): unknown[] {
  const named = [...entries(properties), ...entries(patternProperties)].map(([, part]) => part);
  return [...(items === undefined ? [] : [items]), ...anyOf, ...named];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function entries(node: unknown): [string, unknown][] {
  return Object.entries((node ?? {}) as Node);
}
