import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { makeOpenApiDocument } from '../src/http/openapi/document.ts';
import { createAgent } from '@lingpai/domain';
import { ADMIN } from './activation.ts';
import { AgentWorld } from './agent-world.ts';
import { undeclared } from './declared-answers.ts';

/** What a real server answers, against what its document says. */
const world = await AgentWorld.open({ after });
const server = await world.serve();

interface Call {
  readonly method?: string;
  readonly path: string;
  /** as the document has it, where it has parameters */
  readonly route?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
const agentKey = (key = world.agentKey) => ({ authorization: `Bearer ${key}` });

async function ask({ method = 'POST', path, body, headers = {} }: Call) {
  const hasBody = body !== undefined;
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { ...(hasBody && { 'content-type': 'application/json' }), ...headers },
    ...(hasBody && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, response, answer: text === '' ? undefined : JSON.parse(text) };
}

test('/docs serves the document, as JSON, YAML and a page', async () => {
  const { answer, response } = await ask({ method: 'GET', path: '/docs/json' });
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  assert.deepEqual(answer, JSON.parse(JSON.stringify(makeOpenApiDocument())));
  const yaml = await (await fetch(`${server.url}/docs/yaml`)).text();
  assert.match(yaml, /^openapi: 3\.1\.0\n/);
  const page = await (await fetch(`${server.url}/docs/`)).text();
  assert.match(page, /<title>Lingpai 令牌 API<\/title>/);
});

test('the agent interface gives the answers its document declares', async () => {
  const [user] = await world.addUsers(1);
  const barred = await createAgent(
    { name: 'elsewhere', allow: ['192.0.2.1'], requester: ADMIN },
    world.context,
  );
  const path = '/agent/v1/auth';
  const body = { userId: user!.login, password: user!.otpAt(0) };
  const { answer: opened } = await ask({ path: '/agent/v1/sessions', headers: agentKey(), body: {} });
  const session = { route: '/agent/v1/sessions/:sessionId/verify-otp', headers: agentKey() };
  const calls: [status: number, code: number, call: Call][] = [
    [200, 0, { path, body, headers: agentKey() }],
    [200, 22, { path, body, headers: agentKey() }],
    [401, 12, { path, body }],
    [401, 12, { path, body, headers: agentKey('wrong') }],
    [403, 68, { path, body, headers: agentKey(barred.key) }],
    [400, 2, { path, body: { userId: 7 }, headers: agentKey() }],
    [400, 2, { path, body: '{"userId":', headers: agentKey() }],
    [413, 2, { path, body: { ...body, password: 'x'.repeat(1_100_000) }, headers: agentKey() }],
    [400, 2, { ...session, path: `/agent/v1/sessions/${opened.sessionId}/verify-otp`, body: {} }],
    [
      200,
      45,
      { ...session, path: `/agent/v1/sessions/${opened.sessionId}/verify-otp`, body: { otp: '123456' } },
    ],
  ];
  for (const [status, code, call] of calls) {
    const { status: given, answer } = await ask(call);
    assert.deepEqual([given, answer.code], [status, code], JSON.stringify(call).slice(0, 200));
    assert.equal(undeclared(`POST ${call.route ?? call.path}`, given), undefined);
  }
});

test('the management interface gives the answers its document declares', async () => {
  const signIn = { path: '/api/v1/session', body: { login: 'nobody', password: 'wrong' } };
  const users = { path: '/api/v1/users', body: { login: 'x', organizationId: 1 } };
  const calls: [status: number, code: string, call: Call][] = [
    [401, 'session.refused', signIn],
    [400, 'request.malformed', { ...signIn, body: {} }],
    [413, 'request.too-large', { ...signIn, body: { login: 'x'.repeat(1_100_000), password: 'x' } }],
    [403, 'request.wrong-origin', { ...signIn, headers: { 'sec-fetch-site': 'cross-site' } }],
    [403, 'request.wrong-origin', { ...users, headers: { origin: 'https://evil.example' } }],
    [401, 'session.none', users],
    [401, 'session.none', { method: 'GET', path: '/api/v1/tokens/1', route: '/api/v1/tokens/:serial' }],
    [401, 'session.none', { method: 'DELETE', path: '/api/v1/agents/1', route: '/api/v1/agents/:id' }],
    [403, 'setup.ticket-invalid', { path: '/api/v1/setup', body: SETUP }],
  ];
  for (const [status, code, call] of calls) {
    const { status: given, answer } = await ask(call);
    assert.deepEqual([given, answer.error.code], [status, code], JSON.stringify(call).slice(0, 200));
    assert.equal(undeclared(`${call.method ?? 'POST'} ${call.route ?? call.path}`, given, code), undefined);
  }
  const nowhere = await ask({ method: 'GET', path: '/api/v1/nothing' });
  assert.deepEqual([nowhere.status, nowhere.answer.error.code], [404, 'request.not-found']);
});

const SETUP = { ticket: 'made-up', login: 'boss', password: 'plum-Tram-4471', organizationName: 'A' };
