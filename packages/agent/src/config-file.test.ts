import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeAuthority } from '@lingpai/testing';
import { AgentConfigError, checkAgentConfig, readAgentConfig } from './config-file.ts';

const GOOD = {
  version: 1,
  agentId: 'bank',
  key: 'key-that-must-stay-secret',
  servers: ['https://otp.example:8443/'],
  timeoutMs: 5_000,
};

describe('checkAgentConfig()', () => {
  it('takes a complete configuration', () => {
    const { config, warnings } = checkAgentConfig(GOOD, 'agent.acf');
    assert.deepEqual(config, { ...GOOD, servers: ['https://otp.example:8443'] });
    assert.deepEqual(warnings, []);
  });

  it('keeps a path prefix and drops repeated servers', () => {
    const servers = ['https://a.example/otp/', 'https://a.example/otp', 'https://b.example'];
    assert.deepEqual(checkAgentConfig({ ...GOOD, servers }, 'x').config.servers, [
      'https://a.example/otp',
      'https://b.example',
    ]);
  });

  it('takes certificates that can be read, and only the certificates of the text', () => {
    const { pem } = makeAuthority('Test CA');
    const { config } = checkAgentConfig({ ...GOOD, caPem: `comment\n${pem}${pem}` }, 'x');
    assert.equal(config.caPem?.match(/BEGIN/g)?.length, 2);
    assert.doesNotMatch(config.caPem ?? '', /comment/);
  });

  const REFUSED: readonly (readonly [name: string, content: unknown, message: RegExp])[] = [
    ['a list', [], /not a JSON object/],
    ['null', null, /not a JSON object/],
    ['no version', { ...GOOD, version: undefined }, /"version" is missing/],
    [
      'a later version',
      { ...GOOD, version: 2 },
      /"version" is 2, and this release of @lingpai\/agent knows 1: update it/,
    ],
    ['an empty agentId', { ...GOOD, agentId: '' }, /"agentId"/],
    ['a key with a line break', { ...GOOD, key: 'secret\r\nx: y' }, /"key"/],
    ['an empty key', { ...GOOD, key: '' }, /"key"/],
    ['no servers', { ...GOOD, servers: [] }, /"servers" is not a list/],
    ['one server not in a list', { ...GOOD, servers: 'https://a.example' }, /"servers" is not a list/],
    [
      'too many servers',
      { ...GOOD, servers: Array.from({ length: 17 }, (_, at) => `http://h${at}`) },
      /1 to 16/,
    ],
    [
      'an address without scheme',
      { ...GOOD, servers: ['127.0.0.1:8080'] },
      /"servers\[0\]" is not an address/,
    ],
    ['another scheme', { ...GOOD, servers: ['ftp://a.example'] }, /neither http: nor https:/],
    [
      'a password in an address',
      { ...GOOD, servers: ['https://u:hunter2@a.example'] },
      /user name or password/,
    ],
    ['a query in an address', { ...GOOD, servers: ['https://a.example/?x'] }, /query/],
    ['a certificate that is none', { ...GOOD, caPem: 'abc' }, /no PEM certificate/],
    [
      'a damaged certificate',
      { ...GOOD, caPem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      /cannot be read/,
    ],
    ['no timeoutMs', { ...GOOD, timeoutMs: undefined }, /"timeoutMs"/],
    ['timeoutMs as text', { ...GOOD, timeoutMs: '5000' }, /"timeoutMs"/],
    ['a too short timeoutMs', { ...GOOD, timeoutMs: 99 }, /100 to 120000/],
    ['a too long timeoutMs', { ...GOOD, timeoutMs: 120_001 }, /100 to 120000/],
  ];
  for (const [name, content, message] of REFUSED) {
    it(`refuses ${name} and quotes no secret`, () => {
      assert.throws(
        () => checkAgentConfig(content, 'agent.acf'),
        (error: unknown) => {
          assert.ok(error instanceof AgentConfigError);
          assert.match(error.message, /^Cannot use "agent.acf": /);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /secret|hunter2/);
          return true;
        },
      );
    });
  }

  it('warns of fields it does not know and of servers without TLS that are not on this machine', () => {
    const servers = [
      'http://10.0.0.5:8080',
      'http://127.0.0.1:8080',
      'http://localhost',
      'http://[::1]:8080',
    ];
    const { warnings } = checkAgentConfig({ ...GOOD, servers, timeout: 5 }, 'agent.acf');
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /fields this release does not know: timeout$/);
    assert.match(warnings[1] ?? '', /^http:\/\/10\.0\.0\.5:8080 is reached without TLS/);
  });
});

describe('readAgentConfig()', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lingpai-acf-'));
  });
  after(() => rm(folder, { recursive: true }));
  const write = async (content: string | Uint8Array): Promise<string> => {
    const path = join(folder, 'agent.acf');
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };

  it('reads JSON, with or without a byte order mark', async () => {
    assert.deepEqual(await readAgentConfig(await write(JSON.stringify(GOOD))), GOOD);
    assert.deepEqual(await readAgentConfig(await write(`\uFEFF${JSON.stringify(GOOD)}`)), GOOD);
  });

  it('says what is wrong with a file it cannot read', async () => {
    await assert.rejects(readAgentConfig(join(folder, 'none.acf')), /there is no such file/);
    await assert.rejects(readAgentConfig(folder), /directory/);
    await assert.rejects(readAgentConfig(await write('')), /it is not JSON/);
    await assert.rejects(readAgentConfig(await write(' '.repeat(65_537))), /larger than 65536 bytes/);
    await assert.rejects(readAgentConfig(await write(Uint8Array.of(0x22, 0xff, 0x22))), /it is not UTF-8/);
  });

  it('never quotes the file: the key stands in it', async () => {
    const path = await write('{"key": "hunter2", oops');
    await assert.rejects(readAgentConfig(path), (error: Error) => {
      assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /hunter2/);
      return true;
    });
  });
});
