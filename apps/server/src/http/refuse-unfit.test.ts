import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createHttp } from './app.ts';

/** Answers how what it was sent comes in. */
function open(t: TestContext) {
  const app = createHttp({
    tls: undefined,
    trustProxy: undefined,
    logFailure: () => assert.fail('a failure inside'),
  });
  app.post('/echo', ({ body }) => ({ body }));
  t.after(() => app.close());
  return async (payload: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.inject({ method: 'POST', url: '/echo', headers, payload });
    return {
      status: response.statusCode,
      body: response.json<{ error?: { code: string; params: object } }>(),
    };
  };
}
const nested = (levels: number) => `{"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

test('refuseUnfit() lets bodies pass that are nested 32 levels deep, and refuses deeper ones', async (t) => {
  const post = open(t);
  assert.equal((await post(nested(32))).status, 200);
  for (const levels of [33, 1000, 200_000]) {
    const { status, body } = await post(nested(levels));
    assert.deepEqual(
      [status, body.error?.code, body.error?.params],
      [400, 'request.malformed', { detail: 'x (depth)' }],
    );
  }
});

test('refuseUnfit() refuses U+0000, however deep it is', async (t) => {
  const { status, body } = await open(t)('{"a": {"b": ["c\\u0000"]}}');
  assert.deepEqual([status, body.error?.params], [400, { detail: 'a (characters)' }]);
});
