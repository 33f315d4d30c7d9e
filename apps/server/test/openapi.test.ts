import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, isErrorCode } from '@lingpai/contract';
import Fastify from 'fastify';
import { Value } from 'typebox/value';
import { EXAMPLES } from '../src/http/openapi/examples.ts';
import { makeOpenApiDocument } from '../src/http/openapi/document.ts';
import { AGENT_MODULES, MANAGEMENT_MODULES, callOf, listOperations } from '../src/http/openapi/operations.ts';
import { agentRoutes } from '../src/http/agent.routes.ts';
import { useCookies } from '../src/http/app.ts';
import { registerManagementApi } from '../src/http/management-api.ts';
import { type DocumentedOperation, operationsIn } from './declared-answers.ts';
import { faultsOf } from './openapi-faults.ts';
import { testOnEveryEngine } from './system.ts';

const document = JSON.parse(JSON.stringify(makeOpenApiDocument()));
const operations = operationsIn(document);

test('makeOpenApiDocument() is well-formed OpenAPI 3.1, and every reference leads somewhere', () => {
  assert.deepEqual(faultsOf(document), []);
  const broken = structuredClone(document);
  broken.paths['/agent/v1/auth'].post.responses['200'].content['application/json'].schema.$ref = '#/nowhere';
  broken.components.schemas.User.propertys = {};
  assert.equal(faultsOf(broken).length, 2);
});

test('makeOpenApiDocument() gives each operation a name of its own, its security, and answers for what may go wrong', () => {
  const names = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(names).size, names.length);
  const exported = [...AGENT_MODULES, ...MANAGEMENT_MODULES].flatMap((module) => Object.keys(module));
  for (const name of names) assert.equal(exported.filter((one) => one === name).length, 1, name);
  const open = operations
    .filter(({ security }) => security.length === 0)
    .map(({ operationId }) => operationId);
  assert.deepEqual(open.sort(), ['completeSetup', 'readSetup', 'signIn']);
  for (const { call, operationId, security, responses } of operations) {
    const expected = call.includes(' /agent/') ? 'agentKey' : 'session';
    if (security.length > 0) assert.deepEqual(security, [{ [expected]: [] }], operationId);
    const statuses = Object.keys(responses);
    const unauthorized = security.length > 0 || operationId === 'signIn';
    assert.equal(statuses.includes('401'), unauthorized, operationId);
    for (const status of ['500', '503']) assert.ok(statuses.includes(status), `${operationId}: ${status}`);
    assert.equal(statuses.filter((status) => status < '300').length, 1, operationId);
  }
});

test('makeOpenApiDocument() declares errors under the status they have, and lists them all', () => {
  const listed: string[] = document.components.schemas.ErrorCode.enum;
  const declared = new Set<string>();
  for (const { call, operationId, responses } of operations.filter((one) => !one.call.includes(' /agent/')))
    for (const [status, { codes }] of Object.entries(responses))
      for (const code of codes) {
        assert.ok(isErrorCode(code) && ERRORS[code] === Number(status), `${call} ${operationId}: ${code}`);
        declared.add(code);
      }
  assert.deepEqual([...declared, 'request.not-found'].sort(), [...listed].sort());
  assert.deepEqual(Object.keys(document.components.examples).sort(), [...listed].sort());
  for (const { value, summary } of Object.values<{ value: object; summary: string }>(
    document.components.examples,
  ))
    assert.doesNotMatch(`${JSON.stringify(value)}${summary}`, /\{\w+\}/);
});

test('EXAMPLES fit the schemas of their calls', () => {
  const routes = new Map<string, ReturnType<typeof listOperations>[number]['route']>(
    listOperations().map(({ id, route }) => [id, route]),
  );
  for (const [id, { request = {}, answer = {} }] of Object.entries(EXAMPLES)) {
    const { body, response } = routes.get(id)!;
    for (const { value } of Object.values(request))
      assert.ok(Value.Check(body!, Value.Default(body!, structuredClone(value))), id);
    for (const { value } of Object.values(answer)) assert.ok(Value.Check(response!, value), id);
  }
});

testOnEveryEngine(
  'makeOpenApiDocument() describes the routes there are, and no other',
  async ({ context }, t) => {
    const app = Fastify() as unknown as Parameters<typeof registerManagementApi>[0];
    t.after(() => app.close());
    const registered: string[] = [];
    app.addHook('onRoute', ({ method, url }) => {
      if (method !== 'HEAD') registered.push(`${String(method)} ${url}`);
    });
    await useCookies(app);
    agentRoutes(app, context, () => undefined);
    await registerManagementApi(app, context, { isSecure: false, logFailure: () => undefined });
    await app.ready();
    assert.deepEqual(
      registered.sort(),
      listOperations()
        .map(({ route }) => callOf(route))
        .sort(),
    );
    assert.deepEqual(operations.map(({ call }: DocumentedOperation) => call).sort(), registered.sort());
  },
);
