import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeAuthority, makeServerCertificate } from '@lingpai/testing';
import { answer, configFor, findClosedPort, startServer } from '../test/scripted-server.ts';
import type { Script } from '../test/scripted-server.ts';
import { AgentClient } from './agent-client.ts';
import type { AgentConfig } from './config-file.ts';

const OK = answer({ code: 0 });
const cut: Script = (received) => void received.socket.destroy();
const silent: Script = () => {};
const keyOf = (received: { headers: Record<string, unknown> } | undefined): unknown =>
  received?.headers['idempotency-key'];

/** A client that is closed at the end of the test, and what it warned of. */
function open(config: AgentConfig) {
  const warnings: string[] = [];
  const client = new AgentClient(config, { onWarning: (message) => warnings.push(message) });
  return {
    client,
    warnings,
    auth: () => client.authenticateUser('test', 'pin755224'),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

describe('AgentClient over HTTP', () => {
  it('sends key, JSON and an idempotency key, and gives the verdict back', async () => {
    await using server = await startServer(answer({ code: 22 }));
    await using agent = open(configFor([server]));
    assert.deepEqual(await agent.auth(), { code: 22, reason: 'the OTP is wrong or was used before' });
    const [request] = server.received;
    assert.equal(`${request?.method} ${request?.path}`, 'POST /agent/v1/auth');
    assert.equal(request?.headers.authorization, 'Bearer key-that-must-stay-secret');
    assert.match(request?.headers['content-type'] ?? '', /^application\/json/);
    assert.match(String(keyOf(request)), /^[0-9a-f]{32}$/);
    assert.deepEqual(request?.body, { userId: 'test', password: 'pin755224' });
  });

  it('keeps a path prefix of the server', async () => {
    await using server = await startServer(OK);
    await using agent = open({ ...configFor([]), servers: [`${server.address}/otp/`] });
    await agent.auth();
    assert.equal(server.received[0]?.path, '/otp/agent/v1/auth');
  });

  it('uses one connection for calls that follow each other, and a new idempotency key for each', async () => {
    await using server = await startServer(OK);
    await using agent = open(configFor([server]));
    for (let call = 0; call < 5; call += 1) assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(new Set(server.received.map(({ socket }) => socket)).size, 1);
    assert.equal(new Set(server.received.map(keyOf)).size, 5);
  });

  it('makes 200 calls at once, each with its own verdict', async () => {
    await using server = await startServer((received, response) => {
      const { userId } = received.body as { userId: string };
      answer({ code: Number(userId) })(received, response);
    });
    await using agent = open(configFor([server]));
    const calls = Array.from({ length: 200 }, (_, at) => agent.client.authenticateUser(String(at), 'p'));
    assert.deepEqual(
      (await Promise.all(calls)).map(({ code }) => code),
      Array.from({ length: 200 }, (_, at) => at),
    );
    assert.equal(new Set(server.received.map(keyOf)).size, 200);
  });

  it('does not follow a redirect, which would carry the key elsewhere', async () => {
    await using other = await startServer(OK);
    await using server = await startServer(answer({}, 307, { location: `${other.address}/agent/v1/auth` }));
    await using agent = open(configFor([server]));
    assert.equal((await agent.auth()).code, 18);
    assert.equal(other.received.length, 0);
  });

  it('gives up an answer that is huge', async () => {
    await using server = await startServer((_received, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"code":0,"x":"');
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', pour);
      pour();
    });
    await using agent = open(configFor([server]));
    const { code, reason } = await agent.auth();
    assert.equal(code, 18);
    assert.match(reason ?? '', /larger than 64 KB/);
  });

  it('gives up an answer that is not HTTP', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await using agent = open(configFor([{ address: `http://127.0.0.1:${port}` }]));
    assert.equal((await agent.auth()).code, 18);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  for (const [name, script] of [
    ['no answer at all', silent],
    ['headers and then nothing', (_received, response) => response.writeHead(200).flushHeaders()],
    ['an answer that drips on for ever', drip],
  ] satisfies readonly (readonly [string, Script])[]) {
    it(`ends with 9 after timeoutMs on ${name}`, async () => {
      await using server = await startServer(script);
      await using agent = open(configFor([server], 120));
      const { code, reason } = await agent.auth();
      assert.equal(code, 9);
      // what is left of the 120 ms when the attempt starts: a busy machine has used some of them already
      assert.match(reason ?? '', /no complete answer within \d+ ms/);
    });
  }
});

describe('AgentClient failover', () => {
  it('ends with 9 when nothing listens, says why, and names no secret', async () => {
    const port = await findClosedPort();
    await using agent = open(configFor([{ address: `http://127.0.0.1:${port}` }]));
    const { code, reason } = await agent.auth();
    assert.equal(code, 9);
    assert.match(reason ?? '', /connection refused/);
    assert.doesNotMatch(`${reason} ${agent.warnings.join()}`, /key-that|755224/);
  });

  it('asks the next server when a server dies in the middle of a request, with the same idempotency key', async () => {
    await using dying = await startServer((received, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 10 }).write('{"co');
      setImmediate(() => received.socket.destroy());
    });
    await using good = await startServer(OK);
    await using agent = open(configFor([dying, good]));
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(dying.received.length, 1);
    assert.equal(keyOf(dying.received[0]), keyOf(good.received[0]));
    assert.match(agent.warnings[0] ?? '', /put aside for 1 s: the connection was closed/);
  });

  it('stays with the server that answered', async () => {
    const port = await findClosedPort();
    await using good = await startServer(OK);
    await using agent = open(configFor([{ address: `http://127.0.0.1:${port}` }, good]));
    for (let call = 0; call < 3; call += 1) assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(agent.warnings.length, 1);
  });

  it('asks the next server after a time-out', async () => {
    await using hanging = await startServer(silent);
    await using good = await startServer(answer({ code: 13 }));
    await using agent = open(configFor([hanging, good], 1000));
    assert.equal((await agent.auth()).code, 13);
    assert.equal(keyOf(hanging.received[0]), keyOf(good.received[0]));
  });

  it('waits for three time-outs at most', async () => {
    await using hanging = await startServer(silent);
    await using good = await startServer(OK);
    const same = (path: string) => ({ address: `${hanging.address}/${path}` });
    await using agent = open(configFor([same('a'), same('b'), same('c'), good], 500));
    assert.equal((await agent.auth()).code, 9);
    assert.equal(hanging.received.length, 3);
    assert.deepEqual(await agent.auth(), { code: 0 });
  });

  for (const status of [502, 503, 504]) {
    it(`asks the next server after HTTP ${status}`, async () => {
      await using ailing = await startServer(answer({ code: 1 }, status));
      await using good = await startServer(OK);
      await using agent = open(configFor([ailing, good]));
      assert.deepEqual(await agent.auth(), { code: 0 });
      assert.equal(keyOf(ailing.received[0]), keyOf(good.received[0]));
    });
  }

  it('asks the next server after an answer that cannot be read; 18 when there is no other answer', async () => {
    await using strange = await startServer((_received, response) => void response.end('<html>'));
    await using good = await startServer(OK);
    await using both = open(configFor([strange, good]));
    assert.deepEqual(await both.auth(), { code: 0 });
    await using alone = open(configFor([strange]));
    assert.equal((await alone.auth()).code, 18);
  });

  it('takes a refusal of the key as the answer', async () => {
    await using refusing = await startServer(answer({ code: 12 }, 401));
    await using good = await startServer(OK);
    await using agent = open(configFor([refusing, good]));
    assert.equal((await agent.auth()).code, 12);
    assert.equal(good.received.length, 0);
  });

  it('waits as long as a busy server asks, and asks again with the same key', async () => {
    await using server = await startServer(answer({}, 429, { 'retry-after': '0' }));
    const busy = server.script;
    server.script = (received, response) => (server.received.length < 3 ? busy : OK)(received, response);
    await using agent = open(configFor([server]));
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(server.received.length, 3);
    assert.equal(new Set(server.received.map(keyOf)).size, 1);
  });

  it('ends with 9 when a busy server asks for more time than there is', async () => {
    await using server = await startServer(answer({}, 429, { 'retry-after': '60' }));
    await using agent = open(configFor([server]));
    const { code, reason } = await agent.auth();
    assert.equal(code, 9);
    assert.match(reason ?? '', /HTTP 429/);
    assert.equal(server.received.length, 1);
  });

  it('asks an idle server rather than wait for a busy one', async () => {
    await using busy = await startServer(answer({}, 429, { 'retry-after': '1' }));
    await using idle = await startServer(OK);
    await using agent = open(configFor([busy, idle]));
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(busy.received.length, 1);
  });

  it('tries again on a new connection when the server closes a kept one just as it is used', async () => {
    await using server = await startServer(OK);
    await using agent = open(configFor([server]));
    await agent.auth();
    const [kept] = server.sockets;
    server.script = (received, response) => (received.socket === kept ? cut : OK)(received, response);
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(server.received.length, 3);
    assert.equal(keyOf(server.received[1]), keyOf(server.received[2]));
    assert.deepEqual(agent.warnings, []);
  });

  it('asks the only server again for an answer that got lost, also while it starts again, with the same key', async () => {
    const lost = await startServer(OK);
    lost.script = (received, response) => {
      cut(received, response);
      void lost[Symbol.asyncDispose]();
    };
    await using agent = open(configFor([lost]));
    const verdict = agent.auth();
    while (!agent.warnings.some((warning) => warning.includes('put aside'))) await delay(5);
    await using again = await startServer(answer({ code: 13 }), { port: lost.port });
    assert.equal((await verdict).code, 13);
    assert.equal(keyOf(lost.received[0]), keyOf(again.received[0]));
  });

  it('ends with 9 when every answer gets lost, after as many tries as there is time for', async () => {
    await using server = await startServer(cut);
    await using agent = open(configFor([server], 1000));
    assert.equal((await agent.auth()).code, 9);
    assert.equal(server.received.length > 1, true);
    assert.equal(new Set(server.received.map(keyOf)).size, 1);
  });

  it('gives every one of 200 calls its verdict while a server dies under them', async () => {
    await using dying = await startServer(OK);
    dying.script = (received, response) => (dying.received.length > 50 ? cut : OK)(received, response);
    await using good = await startServer(OK);
    await using agent = open(configFor([dying, good]));
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => agent.auth()));
    assert.deepEqual(
      verdicts.filter(({ code }) => code !== 0),
      [],
    );
    assert.equal(agent.warnings.filter((warning) => warning.includes('put aside')).length >= 1, true);
  });

  it('returns to a server that came back', async () => {
    const port = await findClosedPort();
    await using agent = open(configFor([{ address: `http://127.0.0.1:${port}` }]));
    assert.equal((await agent.auth()).code, 9);
    await using server = await startServer(OK, { port });
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.match(agent.warnings.at(-1) ?? '', /answers again/);
    assert.equal(server.received.length, 1);
  });
});

describe('AgentClient over TLS', () => {
  const authority = makeAuthority('Test CA');
  const certificate = makeServerCertificate('127.0.0.1', authority);

  it('trusts the CA of the configuration', async () => {
    await using server = await startServer(OK, { certificate });
    await using agent = open({ ...configFor([server]), caPem: authority.pem });
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(new Set(server.received.map(({ socket }) => socket)).size, 1);
  });

  it('trusts no other CA, no other address, and says so', async () => {
    await using server = await startServer(OK, { certificate });
    await using elsewhere = await startServer(OK, {
      certificate: makeServerCertificate('127.0.0.2', authority),
    });
    const strangers = { ...configFor([server]), caPem: makeAuthority('Other CA').pem };
    for (const config of [
      configFor([server]),
      strangers,
      { ...configFor([elsewhere]), caPem: authority.pem },
    ]) {
      await using agent = open(config);
      const { code, reason } = await agent.auth();
      assert.equal(code, 9);
      assert.match(reason ?? '', /certificate of the server is not trusted/);
    }
    assert.equal(server.received.length + elsewhere.received.length, 0);
  });

  it('verifies the certificate also where the environment says not to', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await using server = await startServer(OK, { certificate });
      await using agent = open(configFor([server]));
      assert.equal((await agent.auth()).code, 9);
      assert.equal(server.received.length, 0);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('keeps verifying on the new connection after a kept one was closed', async () => {
    await using server = await startServer(OK, { certificate });
    await using agent = open({ ...configFor([server]), caPem: authority.pem });
    await agent.auth();
    const kept = server.received[0]?.socket;
    server.script = (received, response) => (received.socket === kept ? cut : OK)(received, response);
    assert.deepEqual(await agent.auth(), { code: 0 });
    assert.equal(server.received.length, 3);
  });

  it('ends with 9 when https meets a server without TLS', async () => {
    await using server = await startServer(OK);
    await using agent = open({ ...configFor([]), servers: [server.address.replace('http:', 'https:')] });
    assert.equal((await agent.auth()).code, 9);
  });
});

/** One byte every 20 ms: each alone is in time, the answer never is. */
function drip(...[received, response]: Parameters<Script>): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  received.socket.on('close', () => clearInterval(timer));
}
