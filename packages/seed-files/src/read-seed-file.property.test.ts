import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TokenRecord } from '@lingpai/domain';
import { collectEvents } from '../test/collect-events.ts';
import { PRE_SHARED, writePskc } from '../test/write-pskc.ts';
import type { Protection } from '../test/write-pskc.ts';

const bytes = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));

/** Text that survives a file: no control characters, no blanks at its ends, none doubled. */
const name = fc
  .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
  .map((text) => text.replace(/[\s\p{Cc}\p{Cs}'"=]+/gu, ' ').trim())
  .filter((text) => text !== '');
const login = fc.stringMatching(/^[a-z][a-z0-9._]{0,20}$/);
const seed = fc.uint8Array({ minLength: 16, maxLength: 64 }).map((array) => Uint8Array.from(array));
const digits = fc.integer({ min: 4, max: 10 });
const moment = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);

const spec = fc.oneof(
  fc.record(
    {
      type: fc.constant('hotp' as const),
      hash: fc.constantFrom('sha1' as const, 'sha256' as const, 'sm3' as const),
      digits,
      periodSeconds: fc.constant(undefined),
      ocraSuite: fc.constant(undefined),
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      type: fc.constant('totp' as const),
      hash: fc.constantFrom(
        'sha1' as const,
        'sha256' as const,
        'sha512' as const,
        'sm3' as const,
        'sm4' as const,
      ),
      digits,
      periodSeconds: fc.integer({ min: 1, max: 86_400 }),
      ocraSuite: fc.constant(undefined),
    },
    { noNullPrototype: true },
  ),
  digits.map((count) => ({
    type: 'ocra' as const,
    hash: 'sha256' as const,
    digits: count,
    periodSeconds: undefined,
    ocraSuite: `OCRA-1:HOTP-SHA256-${count}:C-QN08`,
  })),
);

const token: fc.Arbitrary<TokenRecord> = fc
  .record(
    {
      serial: fc
        .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,20}$/)
        .filter((text) => !/^\d+(\.\d+)?E/i.test(text)),
      spec,
      seed,
      counter: fc.nat(),
      driftSteps: fc.integer({ min: -1000, max: 1000 }),
      manufacturer: fc.option(name, { nil: undefined }),
      model: fc.option(name, { nil: undefined }),
      startsAt: fc.option(moment, { nil: undefined }),
      expiresAt: fc.option(moment, { nil: undefined }),
      userLogin: fc.option(login, { nil: undefined }),
    },
    { noNullPrototype: true },
  )
  .map((record) => ({
    ...record,
    counter: record.spec.type === 'totp' ? 0 : record.counter,
    driftSteps: record.spec.type === 'totp' ? record.driftSteps : 0,
  }));
const tokens = fc.uniqueArray(token, { minLength: 1, maxLength: 8, selector: ({ serial }) => serial });

const protection: fc.Arbitrary<Protection> = fc
  .record({
    key: fc.constantFrom(16, 24, 32).chain(bytes),
    iv: bytes(16),
    macKey: bytes(20),
    macHash: fc.constantFrom('sha1', 'sha256', 'sha512'),
    writesMacKey: fc.boolean(),
    encryptionKeyXml: fc.constant(PRE_SHARED),
  })
  .map((record) => ({ ...record, macKey: record.writesMacKey ? record.macKey : record.key }));

test('readSeedFile() gives back any tokens written as PSKC, plain or encrypted', async () => {
  await fc.assert(
    fc.asyncProperty(
      tokens,
      fc.option(protection, { nil: undefined }),
      fc.integer({ min: 1, max: 500 }),
      async (records, protect, chunkBytes) => {
        const options = protect === undefined ? {} : { preSharedKey: protect.key };
        const collected = await collectEvents(writePskc(records, protect), options, chunkBytes);
        assert.equal(collected.error, undefined);
        assert.deepEqual(collected.refused, []);
        assert.deepEqual(
          collected.tokens.map((event) => event.token),
          records,
        );
      },
    ),
    { numRuns: 60 },
  );
});

const HEADER = [
  'expires',
  'serial',
  'type',
  'seed',
  'hash',
  'digits',
  'period',
  'counter',
  'drift',
  'suite',
  'user',
  'manufacturer',
  'model',
  'valid from',
];
const ENCODERS = {
  hex: (value: Uint8Array) => Buffer.from(value).toString('hex'),
  base64: (value: Uint8Array) => Buffer.from(value).toString('base64'),
};

function csvFields(record: TokenRecord, encoding: keyof typeof ENCODERS): string[] {
  const day = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
  return [
    day(record.expiresAt),
    record.serial,
    record.spec.type,
    ENCODERS[encoding](record.seed),
    record.spec.hash,
    String(record.spec.digits),
    String(record.spec.periodSeconds ?? ''),
    String(record.counter),
    String(record.driftSteps),
    record.spec.ocraSuite ?? '',
    record.userLogin ?? '',
    record.manufacturer ?? '',
    record.model ?? '',
    day(record.startsAt),
  ];
}

test('readSeedFile() gives back any tokens written as CSV with named columns', async () => {
  const separators = fc.constantFrom(',', ';', '\t', '|');
  const encodings = fc.constantFrom('hex' as const, 'base64' as const);
  await fc.assert(
    fc.asyncProperty(
      tokens,
      separators,
      encodings,
      fc.constantFrom('\n', '\r\n'),
      async (records, separator, encoding, lineEnd) => {
        const rows = [HEADER, ...records.map((record) => csvFields(record, encoding))];
        const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;
        const text = rows.map((row) => row.map(quote).join(separator)).join(lineEnd);
        const collected = await collectEvents(text, { encoding });
        assert.equal(collected.error, undefined);
        assert.deepEqual(collected.refused, []);
        assert.deepEqual(
          collected.tokens.map((event) => event.token),
          records,
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('readSeedFile() ends in events or in a SeedFileError, whatever the bytes', async () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '</KeyContainer>',
    '<KeyContainer>',
    '<KeyPackage>',
    '"',
    ',',
    ';',
    '\n',
    '\r',
    '#',
    "'",
    '=',
    'serial',
    'seed',
    '3132333435363738393031323334353637383930',
    'totp',
    '&',
    ']]>',
    '<!--',
    '\0',
    '\ufeff',
    '令牌号',
  );
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(anything, async (content) => {
      const { error, tokens: read, refused } = await collectEvents(content, {}, 13);
      assert.ok(error !== undefined || read.length + refused.length > 0);
    }),
    { numRuns: 500 },
  );
});
