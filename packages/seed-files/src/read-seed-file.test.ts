import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { chunksOf, collectEvents } from '../test/collect-events.ts';
import { readSeedFile } from './index.ts';
import type { SeedFileEvent } from './index.ts';

const HEX = '3132333435363738393031323334353637383930';
const ROWS = `a1,${HEX},hotp,6,5\na2,${HEX},totp,8,60\n`;

const NO_TOKEN_FILES: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['an empty file', '', 'empty-file'],
  ['blank lines alone', ' \n\r\n\t\n', 'empty-file'],
  ['comments alone', '# nothing\n# here\n', 'no-tokens'],
  ['a header alone', 'serial,secret\n', 'no-tokens'],
  ['prose', 'Dear customer,\nthe tokens follow by post.\n', 'encoding-unknown'],
  ['words', 'hello world\nthis is prose\n', 'unknown-format'],
  ['JSON', '{"tokens":[]}', 'unknown-format'],
  ['a ZIP archive or workbook', Buffer.from('504b030414000600', 'hex'), 'zip-file'],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'excel-file'],
  ['a gzip archive', gzipSync(ROWS), 'archive-file'],
  ['a PDF', '%PDF-1.7\n', 'pdf-file'],
  ['a web page', '\n<!DOCTYPE html><html></html>', 'html-file'],
  ['an armoured PGP message', '-----BEGIN PGP MESSAGE-----\n\nhQEM\n', 'pgp-encrypted'],
  ['a binary PGP message', Buffer.from('85010c0300112233', 'hex'), 'pgp-encrypted'],
  ['a password-encrypted PGP message', Buffer.from('8c0d040703020011', 'hex'), 'pgp-encrypted'],
  ['a CMS message', '-----BEGIN CMS-----\nMIIB\n', 'cms-encrypted'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n', 'pem-file'],
  ['binary data', Buffer.from([1, 2, 0, 0, 0, 7, 0xff, 0xfe, 0, 0]), 'binary-file'],
  ['another XML', '<feed><entry/></feed>', 'xml-root-unknown'],
];

for (const [what, content, code] of NO_TOKEN_FILES) {
  test(`readSeedFile() says ${code} to ${what}`, async () => {
    assert.equal((await collectEvents(content)).error?.code, code);
  });
}

test('readSeedFile() yields the detection first, then tokens, then progress up to the last byte', async () => {
  const events: SeedFileEvent[] = [];
  for await (const event of readSeedFile(chunksOf(ROWS))) events.push(event);
  assert.equal(events[0]?.kind, 'detected');
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'token').map((event) => 'line' in event && event.line),
    [1, 2],
  );
  const progress = events.filter((event) => event.kind === 'progress');
  assert.equal(progress.at(-1)?.bytesRead, ROWS.length);
});

test('readSeedFile() reads the same whatever the chunks are', async () => {
  const text = `令牌号,种子,类型\n"001",${HEX},时间\n0'2,${HEX},time\n`;
  const whole = await collectEvents(text);
  assert.equal(whole.tokens.length, 1);
  for (const chunkBytes of [1, 2, 3, 7, 64])
    assert.deepEqual(await collectEvents(text, {}, chunkBytes), whole);
});

const CHINESE = `令牌号,种子,类型,厂商\n0001,${HEX},时间,飞天\n`;
/** 令牌号,种子,类型,厂商 and 飞天, from the GBK code table */
const CHINESE_GBK = Buffer.concat([
  Buffer.from('c1eec5c6bac52cd6d6d7d32cc0e0d0cd2cb3a7c9cc0a', 'hex'),
  Buffer.from(`0001,${HEX},`),
  Buffer.from('cab1bce42cb7c9ccec0a', 'hex'),
]);

const CHARSETS: readonly (readonly [string, Uint8Array, string])[] = [
  ['UTF-8', Buffer.from(CHINESE), 'utf-8'],
  ['UTF-8 with byte order mark', Buffer.from(`\ufeff${CHINESE}`), 'utf-8'],
  ['UTF-16LE with byte order mark', Buffer.from(`\ufeff${CHINESE}`, 'utf16le'), 'utf-16le'],
  ['UTF-16LE without', Buffer.from(CHINESE, 'utf16le'), 'utf-16le'],
  ['UTF-16BE with byte order mark', Buffer.from(`\ufeff${CHINESE}`, 'utf16le').swap16(), 'utf-16be'],
  ['UTF-16BE without', Buffer.from(CHINESE, 'utf16le').swap16(), 'utf-16be'],
  ['GBK', CHINESE_GBK, 'gb18030'],
];

for (const [what, bytes, charset] of CHARSETS) {
  test(`readSeedFile() reads a CSV in ${what}`, async () => {
    const { detected, tokens } = await collectEvents(bytes);
    assert.equal(detected?.charset, charset);
    assert.equal(tokens[0]?.token.serial, '0001');
    assert.equal(tokens[0]?.token.manufacturer, '飞天');
  });
}

test('readSeedFile() reads GBK that begins long after the first slice', async () => {
  const ascii = `a,${HEX}\n`.repeat(2000).replace(/^a/gm, () => 'x');
  const rows = ascii
    .split('\n')
    .slice(0, 2000)
    .map((row, index) => `${index}${row}\n`)
    .join('');
  const bytes = Buffer.concat([Buffer.from(`${rows}# `), CHINESE_GBK.subarray(0, 6), Buffer.from('\n')]);
  const { tokens, error } = await collectEvents(bytes);
  assert.equal(error, undefined);
  assert.equal(tokens.length, 2000);
});

test('readSeedFile() names the line of a character that is neither UTF-8 nor GB18030', async () => {
  const bytes = Buffer.concat([
    Buffer.from(ROWS),
    Buffer.from('a3,'),
    Buffer.from([0xff, 0xff]),
    Buffer.from('\n'),
  ]);
  const { error } = await collectEvents(bytes);
  assert.deepEqual([error?.code, error?.line], ['text-malformed', 3]);
});

test('readSeedFile() refuses a format that the file is not', async () => {
  assert.equal((await collectEvents(ROWS, { format: 'pskc' })).error?.code, 'format-mismatch');
  assert.equal(
    (await collectEvents('<KeyContainer/>', { format: 'oath-csv' })).error?.code,
    'format-mismatch',
  );
  assert.equal(
    (await collectEvents('<KeyContainer/>', { format: 'safenet-xml' })).error?.code,
    'format-mismatch',
  );
  assert.equal(
    (await collectEvents(`serial,seed\n1,${HEX}`, { format: 'yubico-csv' })).error?.code,
    'format-mismatch',
  );
});

test('readSeedFile() stops when the signal aborts between chunks', async () => {
  const controller = new AbortController();
  let chunks = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (;;) {
      chunks += 1;
      if (chunks === 5) controller.abort();
      yield Buffer.from(`t${chunks},${HEX}\n`.padEnd(8192, '\n'));
    }
  }
  await assert.rejects(
    async () => {
      for await (const event of readSeedFile(source(), { signal: controller.signal })) {
        assert.notEqual(event.kind, 'refused');
      }
    },
    { name: 'AbortError' },
  );
  assert.equal(chunks, 5);
});

test('readSeedFile() stops when the signal aborts while the source is silent', async () => {
  const controller = new AbortController();
  const source: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
  };
  const reading = readSeedFile(source, { signal: controller.signal }).next();
  controller.abort(new Error('the administrator cancelled'));
  await assert.rejects(reading, { message: 'the administrator cancelled' });
});

test('readSeedFile() closes its source when the caller stops early', async () => {
  let isClosed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from(ROWS.padEnd(8192, '\n'));
    } finally {
      isClosed = true;
    }
  }
  for await (const event of readSeedFile(source())) if (event.kind === 'progress') break;
  assert.equal(isClosed, true);
});

test('readSeedFile() hands on the error of its source', async () => {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(ROWS);
    throw new Error('the upload broke off');
  }
  await assert.rejects(
    async () => {
      for await (const event of readSeedFile(source())) assert.notEqual(event.kind, 'refused');
    },
    { message: 'the upload broke off' },
  );
});
