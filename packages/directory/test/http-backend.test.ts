import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeCertificate } from '@lingpai/testing';
import { HttpBackend } from '../src/index.ts';
import { ask, httpConfig, listenTcp } from './back-ends.ts';

const SECRET = 'a-shared-Secret-1';
const NOW_MS = 1_767_225_600_500;
const QUERY = { login: '张伟', password: 'right-1' };
const backendAt = (url: string, change = {}) =>
  new HttpBackend(httpConfig({ url, ...change }), SECRET, () => NOW_MS);

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const read = (handler: Handler) => (request: IncomingMessage, response: ServerResponse) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  request.on('end', () => handler(request, response, body));
};
async function listenHttp(t: TestContext, handler: Handler): Promise<string> {
  const server = createServer(read(handler));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`;
}
const answering = (t: TestContext, status: number, body: string, headers = {}) =>
  listenHttp(t, (_, response) => response.writeHead(status, headers).end(body));

test('HttpBackend posts login and password, signed, and tells right from wrong', async (t) => {
  const seen: { headers: IncomingMessage['headers']; method?: string | undefined; body: string }[] = [];
  const url = await listenHttp(t, ({ headers, method }, response, body) => {
    seen.push({ headers, method, body });
    const { password } = JSON.parse(body) as { password: string };
    response.end(JSON.stringify({ accepted: password === QUERY.password }));
  });
  assert.deepEqual(await ask(backendAt(url), QUERY), { verdict: 'right', reason: 'accepted' });
  assert.deepEqual(await ask(backendAt(url), { ...QUERY, password: 'x' }), {
    verdict: 'wrong',
    reason: 'refused',
  });
  const [{ headers, method, body } = seen[0]!] = seen;
  assert.deepEqual([method, JSON.parse(body)], ['POST', QUERY]);
  const timestamp = '1767225600';
  assert.equal(headers['x-lingpai-timestamp'], timestamp);
  const expected = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
  assert.equal(headers['x-lingpai-signature'], `v1=${expected}`);
});

test('HttpBackend takes one answer for an answer, and nothing else', async (t) => {
  const bodies = [
    '',
    'true',
    '{}',
    '[]',
    'null',
    '{"accepted": "true"}',
    '{"accepted": 1}',
    '{"accepted": null}',
    '{"Accepted": true}',
    '{"accepted": true, "accepted": false}',
    '{"accepted": false, "accepted": true}',
    '{"accepted": true, "login": "x"}',
    '[{"accepted": true}]',
    '{"accepted": true',
    '{"accepted": true}}',
    `{"accepted": true}${' '.repeat(5000)}`,
  ];
  for (const body of bodies)
    assert.deepEqual(
      await ask(backendAt(await answering(t, 200, body)), QUERY),
      { verdict: 'unavailable', reason: 'garbled' },
      body,
    );
  for (const body of ['{"accepted":true}', ' {\n "accepted" : true }\r\n'])
    assert.equal((await ask(backendAt(await answering(t, 200, body)), QUERY)).verdict, 'right', body);
});

test('HttpBackend takes no other status, and follows no redirect', async (t) => {
  const target = await answering(t, 200, '{"accepted": true}');
  for (const status of [201, 204, 301, 302, 307, 308, 400, 401, 403, 404, 500, 502, 503])
    assert.equal(
      (
        await ask(
          backendAt(
            await answering(t, status, status === 204 ? '' : '{"accepted": true}', { location: target }),
          ),
          QUERY,
        )
      ).verdict,
      'unavailable',
    );
});

test('HttpBackend sends no password in clear to another machine unless allowed, and none without secret', async (t) => {
  const url = await answering(t, 200, '{"accepted": true}');
  assert.deepEqual(await ask(backendAt('http://192.0.2.1/'), QUERY), {
    verdict: 'unavailable',
    reason: 'plain-refused',
  });
  assert.equal((await ask(backendAt(url.replace('127.0.0.1', 'localhost')), QUERY)).verdict, 'right');
  assert.deepEqual(await ask(backendAt(url), { ...QUERY, password: '' }), {
    verdict: 'wrong',
    reason: 'password-empty',
  });
  const unsigned = new HttpBackend(httpConfig({ url }), '', () => NOW_MS);
  assert.deepEqual(await ask(unsigned, QUERY), { verdict: 'unavailable', reason: 'secret-missing' });
});

test('HttpBackend checks the certificate', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-https-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { caFile, certificateFile, keyFile } = makeCertificate(folder);
  const [cert, key] = [readFileSync(certificateFile), readFileSync(keyFile)];
  const server = createTlsServer(
    { cert, key },
    read((_, response) => response.end('{"accepted": true}')),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const caPem = readFileSync(caFile, 'utf8');
  assert.equal((await ask(backendAt(url, { caPem }), QUERY)).verdict, 'right');
  assert.deepEqual(await ask(backendAt(url), QUERY), { verdict: 'unavailable', reason: 'tls-failed' });
});

test('HttpBackend does not wait for a server that hangs, drips, floods or drops, and leaves no connection open', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
  const drip = (socket: Socket, text: string) => {
    const timer = setInterval(() => socket.write(text), 10);
    socket.once('close', () => clearInterval(timer));
  };
  const behaviours: [string, (socket: Socket) => void][] = [
    ['hangs', () => undefined],
    ['drips headers', (socket) => (socket.write('HTTP/1.1 200 OK\r\n'), drip(socket, 'x-a: b\r\n'))],
    ['drips a body', (socket) => (socket.write(`${head}content-length: 500\r\n\r\n{`), drip(socket, ' '))],
    ['floods', (socket) => void socket.write(`${head}\r\n${' '.repeat(4_000_000)}`)],
    ['drops', (socket) => socket.destroy()],
    ['drops half-way', (socket) => void socket.end(`${head}content-length: 18\r\n\r\n{"accepted": true`)],
    [
      'ends chunks early',
      (socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\n12\r\n{"accepted": true}`),
    ],
    ['speaks something else', (socket) => void socket.end('220 mail.example ESMTP\r\n')],
  ];
  for (const [what, behave] of behaviours) {
    const { port, sockets } = await listenTcp(t, behave);
    const answer = await ask(backendAt(`http://127.0.0.1:${port}/`), QUERY, 250);
    assert.equal(answer.verdict, 'unavailable', what);
    while (sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
});
