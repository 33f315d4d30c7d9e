import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readAnswer } from './answers.ts';
import type { Exchange } from './transport.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const http = (status: number, text: string | undefined, headers: Record<string, string> = {}): Exchange => ({
  kind: 'answer',
  status,
  headers: { 'content-type': JSON_TYPE, ...headers },
  text,
});

describe('readAnswer()', () => {
  it('takes the code and the fields of HTTP 200', () => {
    const reading = readAnswer(http(200, '{"code":13,"more":"x"}'), undefined);
    assert.deepEqual(reading, { kind: 'verdict', code: 13, fields: { code: 13, more: 'x' } });
  });

  it('passes a code on that this release does not know', () => {
    assert.deepEqual(readAnswer(http(200, '{"code":4711}'), undefined).kind, 'verdict');
  });

  for (const text of [
    '',
    'OK',
    '0',
    'null',
    '[]',
    '[{"code":0}]',
    '{}',
    '{"code":"0"}',
    '{"code":null}',
    '{"code":false}',
  ]) {
    it(`finds ${text === '' ? 'an empty body' : text} malformed`, () => {
      assert.equal(isMalformed(readAnswer(http(200, text), undefined)), true);
    });
  }
  for (const text of [
    '{"code":-1}',
    '{"code":-0}',
    '{"code":0.5}',
    '{"code":1e300}',
    '{"code":[0]}',
    '{"code":0',
  ]) {
    it(`finds ${text} malformed`, () =>
      assert.equal(isMalformed(readAnswer(http(200, text), undefined)), true));
  }

  it('takes nothing for success but HTTP 200 with JSON and code 0', () => {
    const statuses = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constant(200));
    const types = fc.constantFrom('text/html', 'application/json', 'application/jsonp', '');
    const bodies = fc.oneof(fc.json(), fc.string(), fc.constant('{"code":0}'));
    fc.assert(
      fc.property(statuses, types, bodies, (status, type, text) => {
        const reading = readAnswer(http(status, text, { 'content-type': type }), 102);
        const isAccepted = reading.kind === 'verdict' && reading.code === 0;
        const isGenuine = status === 200 && type === 'application/json' && hasCodeZero(text);
        assert.equal(isAccepted, isGenuine);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses an answer of another type, too large or not UTF-8', () => {
    assert.equal(
      isMalformed(readAnswer(http(200, '{"code":0}', { 'content-type': 'text/html' }), undefined)),
      true,
    );
    assert.equal(isMalformed(readAnswer(http(200, undefined), undefined)), true);
  });

  const DECIDED: readonly (readonly [status: number, code: number])[] = [
    [400, 2],
    [413, 2],
    [401, 12],
    [403, 68],
    [500, 1],
  ];
  for (const [status, code] of DECIDED) {
    it(`makes ${code} of HTTP ${status}, whatever the body says`, () => {
      const reading = readAnswer(http(status, '{"code":0}'), undefined);
      assert.equal(reading.kind === 'verdict' && reading.code, code);
    });
  }

  it('does not follow redirects', () => {
    assert.equal(isMalformed(readAnswer(http(302, '', { location: 'http://127.0.0.1/' }), undefined)), true);
  });

  it('makes the given code of a call the server does not have, and of that 404 alone', () => {
    const ours = '{"error":{"code":"request.not-found","message":"…"}}';
    const reading = readAnswer(http(404, ours), 50);
    assert.equal(reading.kind === 'verdict' && reading.code, 50);
    assert.equal(isMalformed(readAnswer(http(404, ours), undefined)), true);
    assert.equal(isMalformed(readAnswer(http(404, '<h1>Not Found</h1>'), 50)), true);
  });

  for (const status of [408, 502, 503, 504]) {
    it(`lets another server answer after HTTP ${status}`, () => {
      const reading = readAnswer(http(status, undefined), undefined);
      assert.deepEqual(reading, { kind: 'failed', isMalformed: false, reason: `HTTP ${status}` });
    });
  }

  it('reads Retry-After in seconds and as a date, and never spins', () => {
    const retryAfterMs = (value: string) => {
      const reading = readAnswer(http(429, '', { 'retry-after': value }), undefined);
      return reading.kind === 'busy' ? reading.retryAfterMs : undefined;
    };
    assert.equal(retryAfterMs('3'), 3_000);
    assert.equal(retryAfterMs('0'), 100);
    assert.equal(retryAfterMs('soon'), 1_000);
    assert.equal(retryAfterMs('Wed, 21 Oct 2015 07:28:00 GMT'), 100);
    assert.equal(readAnswer(http(429, ''), undefined).kind, 'busy');
  });
});

function isMalformed(reading: ReturnType<typeof readAnswer>): boolean {
  return reading.kind === 'failed' && reading.isMalformed;
}

function hasCodeZero(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return (
      typeof value === 'object' &&
      value !== null &&
      'code' in value &&
      Object.is(value.code, 0) &&
      !Array.isArray(value)
    );
  } catch {
    return false;
  }
}
