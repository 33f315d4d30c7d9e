import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import vectors from '../vectors/ocra.json' with { type: 'json' };
import {
  OcraSuiteError,
  decodeHex,
  encodeHex,
  encodeUtf8,
  formatOcraSuite,
  isOcraChallenge,
  mutualClientChallenge,
  mutualServerChallenge,
  ocraDataInput,
  ocraResponse,
  ocraTimeStep,
  parseOcraSuite,
  pureJsPrimitives as primitives,
} from './index.ts';
import type { OcraChallenge, OcraSuite, OcraSuiteErrorCode } from './index.ts';

interface Vector {
  readonly counter?: number;
  readonly challenge: string;
  readonly pin?: string;
  readonly sessionInfoHex?: string;
  readonly timeStep?: number;
  readonly response: string;
}

function respond(suiteText: string, seedHex: string, vector: Vector, isMutual: boolean): string {
  const { challenge, sessionInfoHex, counter, pin, timeStep } = vector;
  const parts: OcraChallenge = isMutual ? [challenge.slice(0, 8), challenge.slice(8)] : challenge;
  return ocraResponse({
    primitives,
    suite: parseOcraSuite(suiteText),
    seed: decodeHex(seedHex),
    challenge: parts,
    counter,
    pin,
    timeStep,
    sessionInfo: sessionInfoHex === undefined ? undefined : decodeHex(sessionInfoHex),
  });
}

for (const { section, suite, seedHex, mutual, vectors: rows } of vectors.groups) {
  test(`ocraResponse() gives the vectors of RFC 6287 ${section}, ${suite}`, () => {
    assert.ok(rows.length > 0);
    for (const row of rows as Vector[]) assert.equal(respond(suite, seedHex, row, mutual), row.response);
  });
}

test('ocraResponse() gives the regression values for hex, long text, session information and seconds', () => {
  for (const { suite, seedHex, ...row } of vectors.own.vectors) {
    assert.equal(respond(suite, seedHex, row as Vector, false), row.response);
  }
});

test('ocraDataInput() gives the worked example byte for byte', () => {
  const { suite, counter, challenge, pin, hex } = vectors.dataInput;
  const dataInput = ocraDataInput(primitives, { suite: parseOcraSuite(suite), counter, challenge, pin });
  assert.equal(encodeHex(dataInput), hex);
});

test('ocraResponse() takes the PIN or its hash alike, never both', () => {
  const suite = parseOcraSuite('OCRA-1:HOTP-SHA256-8:QN08-PSHA1');
  const common = { primitives, suite, seed: encodeUtf8('1234567890123456'), challenge: '12345678' };
  const pinHash = decodeHex(vectors.pinSha1Hex);
  assert.equal(ocraResponse({ ...common, pin: vectors.pin }), ocraResponse({ ...common, pinHash }));
  assert.throws(() => ocraResponse({ ...common, pin: '1234', pinHash }), { code: 'pin' });
  assert.throws(() => ocraResponse({ ...common, pinHash: new Uint8Array(32) }), { code: 'pin' });
});

test('ocraResponse() gives the whole HMAC for 0 digits', () => {
  const suite = parseOcraSuite('OCRA-1:HOTP-SHA512-0:QN08');
  const seed = encodeUtf8('1234567890123456');
  const challenge = '12345678';
  const mac = primitives.hmac('sha512', seed, ocraDataInput(primitives, { suite, challenge }));
  assert.equal(ocraResponse({ primitives, suite, seed, challenge }), encodeHex(mac));
});

/** The 128 bytes of Q in the data input of a suite that has nothing but Q. */
function challengeFieldHex(suiteText: string, challenge: OcraChallenge): string {
  const dataInput = ocraDataInput(primitives, { suite: parseOcraSuite(suiteText), challenge });
  return encodeHex(dataInput.subarray(suiteText.length + 1));
}

test('ocraDataInput() fills up an odd number of hex digits on the right', () => {
  assert.equal(challengeFieldHex('OCRA-1:HOTP-SHA1-6:QH08', 'ABCDE'), 'abcde0'.padEnd(256, '0'));
  assert.equal(challengeFieldHex('OCRA-1:HOTP-SHA1-6:QN08', '00000418'), '1a20'.padEnd(256, '0')); // 418 = 0x1a2
  assert.equal(challengeFieldHex('OCRA-1:HOTP-SHA1-6:QN08', '00000000'), '00'.padEnd(256, '0'));
});

test('ocraDataInput() has room for two challenges of the longest kind', () => {
  const [client, server] = ['9'.repeat(64), '8'.repeat(64)];
  const decimal = BigInt(client + server).toString(16);
  const decimalHex = decimal.length % 2 === 0 ? decimal : `${decimal}0`;
  const both = mutualServerChallenge(client, server);
  assert.equal(challengeFieldHex('OCRA-1:HOTP-SHA1-6:QN64', both), decimalHex.padEnd(256, '0'));
  assert.equal(challengeFieldHex('OCRA-1:HOTP-SHA1-6:QA64', both), '39'.repeat(64) + '38'.repeat(64));
  assert.equal(challengeFieldHex('OCRA-1:HOTP-SHA1-6:QH64', both), (client + server).padEnd(256, '0'));
});

test('ocraDataInput() fills up session information on the left and refuses more than the suite has room for', () => {
  const suite = parseOcraSuite('OCRA-1:HOTP-SHA1-6:QN08-S064');
  const sessionInfo = encodeUtf8('session');
  const dataInput = ocraDataInput(primitives, { suite, challenge: '12345678', sessionInfo });
  assert.equal(encodeHex(dataInput.subarray(-64)), encodeHex(sessionInfo).padStart(128, '0'));
  const tooLong = new Uint8Array(65);
  assert.throws(() => ocraDataInput(primitives, { suite, challenge: '12345678', sessionInfo: tooLong }), {
    code: 'session-info',
  });
});

test('mutualServerChallenge() and mutualClientChallenge() put the two parties in opposite orders', () => {
  assert.deepEqual(mutualServerChallenge('CLI22220', 'SRV11110'), ['CLI22220', 'SRV11110']);
  assert.deepEqual(mutualClientChallenge('CLI22220', 'SRV11110'), ['SRV11110', 'CLI22220']);
});

test('ocraResponse() refuses a challenge of the wrong length or format, in either half of a mutual one', () => {
  const seed = encodeUtf8('1234567890123456');
  const cases: [suite: string, challenge: OcraChallenge][] = [
    ['QN08', '123'],
    ['QN08', '123456789'],
    ['QN08', '1234567a'],
    ['QN08', '12345 78'],
    ['QN08', '１２３４５６７８'],
    ['QN08', '-1234567'],
    ['QN08', '0x123456'],
    ['QH08', '1234567G'],
    ['QA08', 'abc'],
    ['QA08', 'Zahlung€'],
    ['QA08', 'abc\ndefg'],
    ['QN08', ['12345678', '123']],
    ['QN08', ['123456789', '12345678']],
    ['QN08', '1234567812345678'],
  ];
  for (const [format, challenge] of cases) {
    const suite = parseOcraSuite(`OCRA-1:HOTP-SHA1-6:${format}`);
    assert.throws(
      () => ocraResponse({ primitives, suite, seed, challenge }),
      { code: 'challenge' },
      String(challenge),
    );
  }
});

test('isOcraChallenge() judges as ocraResponse() does', () => {
  const suite = parseOcraSuite('OCRA-1:HOTP-SHA1-6:QH10');
  assert.equal(isOcraChallenge(suite, 'aBc123'), true);
  assert.equal(isOcraChallenge(suite, 'abc'), false);
  assert.equal(isOcraChallenge(suite, '12345678901'), false);
});

test('ocraResponse() wants every input the suite names and no other', () => {
  const full = parseOcraSuite('OCRA-1:HOTP-SHA1-6:C-QN08-PSHA1-S064-T1M');
  const bare = parseOcraSuite('OCRA-1:HOTP-SHA1-6:QN08');
  const seed = encodeUtf8('1234567890123456');
  const optional = { counter: 0, pin: '', sessionInfo: new Uint8Array(0), timeStep: 0 };
  const base = { primitives, seed, challenge: '12345678' };
  assert.match(ocraResponse({ ...base, suite: full, ...optional }), /^\d{6}$/);
  const codes = {
    counter: 'counter',
    pin: 'pin',
    sessionInfo: 'session-info',
    timeStep: 'time-step',
  } as const;
  for (const [field, code] of Object.entries(codes) as [keyof typeof codes, string][]) {
    assert.throws(() => ocraResponse({ ...base, suite: full, ...optional, [field]: undefined }), {
      code: `${code}-missing`,
    });
    assert.throws(() => ocraResponse({ ...base, suite: bare, [field]: optional[field] }), {
      code: `${code}-unexpected`,
    });
  }
});

test('ocraTimeStep() counts in the unit of the suite', () => {
  const atMs = Date.UTC(2008, 2, 25, 12, 6, 30);
  const stepFor = (period: string) => ocraTimeStep(parseOcraSuite(`OCRA-1:HOTP-SHA1-6:QN08-${period}`), atMs);
  assert.equal(stepFor('T1M'), 0x132d0b6);
  assert.equal(stepFor('T30S'), Math.floor(atMs / 30_000));
  assert.equal(stepFor('T48H'), Math.floor(atMs / (48 * 3_600_000)));
  assert.throws(() => ocraTimeStep(parseOcraSuite('OCRA-1:HOTP-SHA1-6:QN08'), atMs), {
    code: 'time-step-unexpected',
  });
});

const hashes = fc.constantFrom('sha1' as const, 'sha256' as const, 'sha512' as const);
const plainObjects = { noNullPrototype: true } as const;
const challengeFormats = fc.record(
  {
    format: fc.constantFrom('A' as const, 'N' as const, 'H' as const),
    maxLength: fc.integer({ min: 4, max: 64 }),
  },
  plainObjects,
);
const periods = fc.oneof(
  fc.integer({ min: 1, max: 59 }),
  fc.integer({ min: 1, max: 59 }).map((minutes) => minutes * 60),
  fc.integer({ min: 1, max: 48 }).map((hours) => hours * 3600),
);
const suites: fc.Arbitrary<OcraSuite> = fc.record(
  {
    hash: hashes,
    digits: fc.constantFrom(0, 4, 5, 6, 7, 8, 9, 10),
    hasCounter: fc.boolean(),
    challenge: challengeFormats,
    pinHash: fc.option(hashes, { nil: undefined }),
    sessionBytes: fc.option(fc.integer({ min: 1, max: 512 }), { nil: undefined }),
    periodSeconds: fc.option(periods, { nil: undefined }),
  },
  plainObjects,
);

test('parseOcraSuite() reads back what formatOcraSuite() writes, over the whole grammar', () => {
  fc.assert(
    fc.property(suites, (suite) => {
      const text = formatOcraSuite(suite);
      assert.deepEqual(parseOcraSuite(text), suite);
      assert.equal(formatOcraSuite(parseOcraSuite(text)), text);
    }),
    { numRuns: 1000 },
  );
});

test('parseOcraSuite() accepts every value of every field', () => {
  const tails: string[] = [];
  for (let n = 4; n <= 64; n++) for (const f of 'ANH') tails.push(`Q${f}${String(n).padStart(2, '0')}`);
  for (let n = 1; n <= 512; n++) tails.push(`QN08-S${String(n).padStart(3, '0')}`);
  for (const [unit, most] of [
    ['S', 59],
    ['M', 59],
    ['H', 48],
  ] as const) {
    for (let n = 1; n <= most; n++) tails.push(`QN08-T${n}${unit}`);
  }
  for (const tail of tails) {
    const text = `OCRA-1:HOTP-SHA1-6:${tail}`;
    assert.equal(formatOcraSuite(parseOcraSuite(text)), text);
  }
});

test('parseOcraSuite() refuses what the grammar does not have, and says where', () => {
  const cases: [text: string, code: OcraSuiteErrorCode, position: number][] = [
    ['', 'algorithm', 0],
    ['ocra-1:HOTP-SHA1-6:QN08', 'algorithm', 0],
    ['OCRA-2:HOTP-SHA1-6:QN08', 'algorithm', 0],
    [' OCRA-1:HOTP-SHA1-6:QN08', 'algorithm', 0],
    ['OCRA-1:HOTP-SHA1-6', 'structure', 18],
    ['OCRA-1:HOTP-SHA1-6:QN08:', 'structure', 24],
    ['OCRA-1:hotp-SHA1-6:QN08', 'crypto-function', 7],
    ['OCRA-1:HOTP-SHA1:QN08', 'crypto-function', 7],
    ['OCRA-1:HOTP-SHA1-6-6:QN08', 'crypto-function', 7],
    ['OCRA-1:HOTP-sha1-6:QN08', 'hash', 12],
    ['OCRA-1:HOTP-SM3-6:QN08', 'hash', 12],
    ['OCRA-1:HOTP-toString-6:QN08', 'hash', 12],
    ['OCRA-1:HOTP-SHA1-3:QN08', 'digits', 17],
    ['OCRA-1:HOTP-SHA1-11:QN08', 'digits', 17],
    ['OCRA-1:HOTP-SHA1-06:QN08', 'digits', 17],
    ['OCRA-1:HOTP-SHA1-:QN08', 'digits', 17],
    ['OCRA-1:HOTP-SHA1-6:', 'structure', 19],
    ['OCRA-1:HOTP-SHA1-6:C', 'structure', 19],
    ['OCRA-1:HOTP-SHA1-6:PSHA1', 'structure', 19],
    ['OCRA-1:HOTP-SHA1-6:QN08-C', 'structure', 24],
    ['OCRA-1:HOTP-SHA1-6:C-C-QN08', 'structure', 21],
    ['OCRA-1:HOTP-SHA1-6:QN08-QN08', 'structure', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M-S064', 'structure', 28],
    ['OCRA-1:HOTP-SHA1-6:QN08-S064-PSHA1', 'structure', 29],
    ['OCRA-1:HOTP-SHA1-6:QN08-', 'structure', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-X', 'structure', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08\n', 'challenge', 19],
    ['OCRA-1:HOTP-SHA1-6:Q', 'challenge', 19],
    ['OCRA-1:HOTP-SHA1-6:QN03', 'challenge', 19],
    ['OCRA-1:HOTP-SHA1-6:QN65', 'challenge', 19],
    ['OCRA-1:HOTP-SHA1-6:QN8', 'challenge', 19],
    ['OCRA-1:HOTP-SHA1-6:C-QX08', 'challenge', 21],
    ['OCRA-1:HOTP-SHA1-6:QN08-P', 'pin', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-PMD5', 'pin', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-S', 'session', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-S64', 'session', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-S000', 'session', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-S513', 'session', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T0H', 'time', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T49H', 'time', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T60S', 'time', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T60M', 'time', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T01M', 'time', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1', 'time', 24],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1D', 'time', 24],
  ];
  for (const [text, code, position] of cases) {
    assert.throws(
      () => parseOcraSuite(text),
      { name: 'OcraSuiteError', code, position },
      JSON.stringify(text),
    );
  }
});

test('formatOcraSuite() refuses fields out of range', () => {
  const suite = parseOcraSuite('OCRA-1:HOTP-SHA1-6:QN08');
  const broken: Partial<OcraSuite>[] = [
    { digits: 3 },
    { digits: 6.5 },
    { sessionBytes: 0 },
    { sessionBytes: 1000 },
    { periodSeconds: 0 },
    { periodSeconds: 61 },
    { periodSeconds: 3660 },
    { periodSeconds: 49 * 3600 },
    { challenge: { format: 'N', maxLength: 3 } },
    { challenge: { format: 'N', maxLength: 65 } },
  ];
  for (const part of broken) assert.throws(() => formatOcraSuite({ ...suite, ...part }), OcraSuiteError);
});
