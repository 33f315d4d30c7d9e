import type { TSchema } from 'typebox';
import { faultAnswers, isPublic } from './answers.ts';
import { type CallExamples, EXAMPLES } from './examples.ts';
import type { Components } from './json-schema.ts';
import type { Operation } from './operations.ts';
import { TAGS, TAKES_IDEMPOTENCY_KEY } from './texts.ts';

/** Fields of a schema of an object, as the document has it. */
interface Fields {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly required?: readonly string[];
}

/** One call: what it takes, and every answer it can give. */
export function describeOperation(operation: Operation, components: Components): object {
  const { id, route } = operation;
  const { summary, description, tag } = route;
  return {
    operationId: id,
    tags: [TAGS[tag]?.name ?? tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(operation),
    parameters: parametersOf(operation, components),
    ...requestBodyOf(operation, components),
    responses: { ...successOf(operation, components), ...faultAnswers(operation) },
  };
}

/** Said of each, also where there is none: nobody has to guess. */
function securityOf(operation: Operation): object[] {
  if (isPublic(operation)) return [];
  return operation.kind === 'agent' ? [{ agentKey: [] }] : [{ session: [] }];
}

function parametersOf(operation: Operation, components: Components): object[] {
  const { params, query } = operation.route;
  return [
    ...fieldsOf(params, 'path', components),
    ...fieldsOf(query, 'query', components),
    ...headersOf(operation).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function headersOf(operation: Operation): string[] {
  if (operation.kind === 'management') return ['AcceptLanguage'];
  return TAKES_IDEMPOTENCY_KEY.has(operation.id) ? ['IdempotencyKey'] : [];
}

function fieldsOf(schema: TSchema | undefined, place: 'path' | 'query', components: Components): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] }: Fields = components.describe(schema);
  return Object.entries(properties).map(([name, { description, ...field }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: field,
  }));
}

function requestBodyOf({ id, route: { body, form } }: Operation, components: Components): object {
  if (form !== undefined) return { requestBody: uploadOf(components.describe(form)) };
  if (body === undefined) return {};
  const { request }: CallExamples = EXAMPLES[id] ?? {};
  const schema = components.describe(body);
  return {
    requestBody: {
      required: !mayBeLeftOut(body),
      content: { 'application/json': { schema, ...(request && { examples: request }) } },
    },
  };
}

function uploadOf({ properties, required = [], ...rest }: Fields): object {
  const file = { type: 'string', format: 'binary', description: 'After all other fields' };
  const schema = { ...rest, properties: { ...properties, file }, required: [...required, 'file'] };
  return { required: true, content: { 'multipart/form-data': { schema } } };
}

/** Nothing sent is taken as null. */
function mayBeLeftOut({
  anyOf,
}: TSchema & { readonly anyOf?: readonly { readonly type?: string }[] }): boolean {
  return anyOf?.some(({ type }) => type === 'null') ?? false;
}

function successOf({ id, kind, route: { response, file } }: Operation, components: Components): object {
  if (file !== undefined)
    return { 200: { description: 'The file', content: { [file]: { schema: { type: 'string' } } } } };
  if (response === undefined) return { 204: { description: 'Done' } };
  const { answer }: CallExamples = EXAMPLES[id] ?? {};
  const schema = components.describe(response);
  return {
    200: {
      description: kind === 'agent' ? 'A verdict: `code` says which' : 'Done',
      content: { 'application/json': { schema, ...(answer && { examples: answer }) } },
    },
  };
}
