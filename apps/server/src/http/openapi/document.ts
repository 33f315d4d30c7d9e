import * as contract from '@lingpai/contract';
import type { TSchema } from 'typebox';
import { PRODUCT_VERSION } from '../../product-version.ts';
import { exampleOf } from './answers.ts';
import { errorCodeSchema, usedErrors, withErrorCodes, withResultCodes } from './code-schemas.ts';
import { Components } from './json-schema.ts';
import { describeOperation } from './operation-object.ts';
import { type Operation, listOperations } from './operations.ts';
import { DESCRIPTION, PARAMETERS, SECURITY_SCHEMES, TAGS } from './texts.ts';

/** The OpenAPI 3.1 document of the internal listener, made of the routes of the contract and the table of errors. */
export function makeOpenApiDocument(): object {
  const operations = listOperations();
  const components = new Components(namedSchemas(operations));
  const paths = pathsOf(operations, components);
  // Answers refer to it by its name.
  components.describe(contract.ErrorBody);
  const schemas = components.schemas();
  const codes = usedErrors(operations);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lingpai 令牌',
      version: PRODUCT_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: Object.values(TAGS),
    paths,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      parameters: PARAMETERS,
      examples: Object.fromEntries(codes.map((code) => [code, exampleOf(code)])),
      schemas: {
        ...schemas,
        ErrorCode: errorCodeSchema(codes),
        ErrorBody: withErrorCodes(schemas['ErrorBody']),
        Verdict: withResultCodes(schemas['Verdict']),
      },
    },
  };
}

/** What the contract exports by name is a component by that name; but a form is written out, because a file joins its fields. */
function namedSchemas(operations: readonly Operation[]): Record<string, TSchema> {
  const forms = new Set<unknown>(operations.map(({ route }) => route.form));
  const exported: [string, unknown][] = Object.entries(contract);
  const named = exported.filter(
    (entry): entry is [string, TSchema] => isSchema(entry[1]) && !forms.has(entry[1]),
  );
  return { Verdict: contract.agentRoutes.agentAuth.response, ...Object.fromEntries(named) };
}

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('properties' in value || 'items' in value);
}

function pathsOf(operations: readonly Operation[], components: Components): Record<string, object> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const { path, method } = operation.route;
    const template = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[template] = {
      ...paths[template],
      [method.toLowerCase()]: describeOperation(operation, components),
    };
  }
  return paths;
}
