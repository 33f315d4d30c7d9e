import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import vectors from '../../vectors/check-characters.json' with { type: 'json' };
import {
  EncodingError,
  dammCheckDigit,
  decodeBase32,
  decodeBase64,
  decodeBase64Url,
  decodeCrockford32,
  decodeHex,
  decodeUtf8,
  encodeBase32,
  encodeBase64,
  encodeBase64Url,
  encodeCrockford32,
  encodeHex,
  encodeUtf8,
  isDammValid,
  isMod3736Valid,
  mod3736CheckCharacter,
} from '../index.ts';
import type { EncodingErrorCode } from '../index.ts';

const CODECS = {
  hex: [encodeHex, decodeHex],
  base32: [encodeBase32, decodeBase32],
  'padded base32': [(bytes: Uint8Array) => encodeBase32(bytes, { padded: true }), decodeBase32],
  base64: [encodeBase64, decodeBase64],
  base64url: [encodeBase64Url, decodeBase64Url],
  crockford32: [encodeCrockford32, decodeCrockford32],
} as const;

for (const [name, [encode, decode]] of Object.entries(CODECS)) {
  test(`${name} gives back the bytes it was given`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        assert.deepEqual(decode(encode(bytes)), bytes),
      ),
    );
  });

  test(`${name} has one text for each byte string: whatever decodes encodes to the same text`, () => {
    const characters = fc.constantFrom(...Array.from('AZaz0189+/-_=QWE27'));
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 12 }), (typed) => {
        const text = typed.join('');
        const bytes = attempt(() => decode(text));
        if (bytes === undefined) return;
        const again = encode(bytes);
        const withoutPadding = (encoded: string) =>
          name.includes('base32') ? encoded.replace(/=+$/, '') : encoded;
        assert.equal(withoutPadding(again), name === 'hex' ? text.toLowerCase() : withoutPadding(text));
      }),
      { numRuns: 2000 },
    );
  });
}

function attempt(decode: () => Uint8Array): Uint8Array | undefined {
  try {
    return decode();
  } catch (error) {
    assert.ok(error instanceof EncodingError);
    return undefined;
  }
}

test('base64 and base64url equal the platform', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString('base64'));
      assert.equal(encodeBase64Url(bytes), Buffer.from(bytes).toString('base64url'));
    }),
  );
});

test('base32 and base64 give the samples of RFC 4648 §10', () => {
  for (const { ascii, text } of vectors.base32) {
    assert.equal(encodeBase32(encodeUtf8(ascii), { padded: true }), text);
    assert.equal(decodeUtf8(decodeBase32(text)), ascii);
    assert.equal(decodeUtf8(decodeBase32(text.replace(/=+$/, ''))), ascii);
  }
  for (const { ascii, text } of vectors.base64) assert.equal(encodeBase64(encodeUtf8(ascii)), text);
});

test('encodeCrockford32() gives its vector', () => {
  for (const { hex, text } of vectors.crockford32) assert.equal(encodeCrockford32(decodeHex(hex)), text);
});

test('decoders refuse what is malformed, and say where', () => {
  const cases: [
    decode: (text: string) => unknown,
    text: string,
    code: EncodingErrorCode,
    position: number,
  ][] = [
    [decodeHex, 'abc', 'length', 3],
    [decodeHex, '0xab', 'character', 1],
    [decodeHex, 'ab cd', 'character', 2],
    [decodeHex, 'ａb', 'character', 0],
    [decodeBase32, 'mzxw6', 'character', 0],
    [decodeBase32, 'MZXW 6', 'character', 4],
    [decodeBase32, 'MZXW1', 'character', 4],
    [decodeBase32, 'M', 'length', 1],
    [decodeBase32, 'MZX', 'length', 3],
    [decodeBase32, 'MZXW6Y', 'length', 6],
    [decodeBase32, 'MZ', 'trailing-bits', 1],
    [decodeBase32, 'MY=', 'padding', 2],
    [decodeBase32, 'MY=====', 'padding', 2],
    [decodeBase32, 'MY=======', 'padding', 2],
    [decodeBase32, 'MY===A==', 'padding', 2],
    [decodeBase32, '========', 'padding', 0],
    [decodeBase64, 'Zg', 'padding', 2],
    [decodeBase64, 'Zg=', 'padding', 2],
    [decodeBase64, 'Zh==', 'trailing-bits', 1],
    [decodeBase64, 'Z===', 'length', 4],
    [decodeBase64, 'Zm9v\n', 'character', 4],
    [decodeBase64, 'Zm_v', 'character', 2],
    [decodeBase64Url, 'Zg==', 'padding', 2],
    [decodeBase64Url, 'Zm+v', 'character', 2],
    [decodeBase64Url, 'Zm9vY', 'length', 5],
    [decodeCrockford32, 'O0', 'character', 0],
    [decodeCrockford32, '0u', 'character', 1],
    [decodeCrockford32, '0-0', 'character', 1],
    [decodeCrockford32, '001', 'length', 3],
    [decodeCrockford32, '01', 'trailing-bits', 1],
    [(text) => decodeCrockford32(text, { lenient: true }), '0U', 'character', 1],
  ];
  for (const [decode, text, code, position] of cases) {
    assert.throws(() => decode(text), { name: 'EncodingError', code, position }, JSON.stringify(text));
  }
});

test('decodeBase32() lenient accepts lower case, spaces and dashes, and points into the typed text', () => {
  assert.equal(decodeUtf8(decodeBase32(' mzxw-6ytb OI== ==== ', { lenient: true })), 'foobar');
  assert.throws(() => decodeBase32('mz xw-1', { lenient: true }), { code: 'character', position: 6 });
  assert.throws(() => decodeBase32('ı', { lenient: true }), { code: 'character' });
});

test('decodeCrockford32() lenient folds case, look-alikes, full-width characters, spaces and dashes', () => {
  const expected = decodeCrockford32('01100ABC');
  for (const text of [
    '01100ABC',
    'o1loOabc',
    'Oi1o-0aBc',
    '０１１００ＡＢＣ',
    ' 0110\u30000\u2014\uFF0Dａｂｃ\u200B',
  ]) {
    assert.deepEqual(decodeCrockford32(text, { lenient: true }), expected, text);
  }
});

test('decodeUtf8() refuses bytes that are no UTF-8 and keeps all text', () => {
  for (const text of ['', '令牌', '\uFEFFa', '😀']) assert.equal(decodeUtf8(encodeUtf8(text)), text);
  assert.throws(() => decodeUtf8(Uint8Array.of(0xc0, 0x80)), { code: 'utf8' });
});

test('mod3736CheckCharacter() and dammCheckDigit() give their vectors', () => {
  for (const { input, check } of vectors.mod3736) {
    assert.equal(mod3736CheckCharacter(input), check);
    assert.equal(isMod3736Valid(input + check), true);
  }
  for (const { input, check } of vectors.damm) {
    assert.equal(dammCheckDigit(input), check);
    assert.equal(isDammValid(input + check), true);
  }
});

test('isMod3736Valid() finds every single wrong character', () => {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const text = `7ZKQ3M9X2C4WTRN${mod3736CheckCharacter('7ZKQ3M9X2C4WTRN')}`;
  for (let i = 0; i < text.length; i++) {
    for (const other of alphabet) {
      const slipped = text.slice(0, i) + other + text.slice(i + 1);
      assert.equal(isMod3736Valid(slipped), slipped === text);
    }
  }
  assert.equal(isMod3736Valid(text.toLowerCase()), false);
  assert.equal(isMod3736Valid(''), false);
  assert.throws(() => mod3736CheckCharacter('a'), { code: 'text' });
});

test('isDammValid() finds every single wrong digit and every swap of neighbours', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9]{2,20}$/),
      fc.nat(),
      fc.integer({ min: 0, max: 9 }),
      (digits, at, other) => {
        const valid = digits + dammCheckDigit(digits);
        const i = at % (valid.length - 1);
        const wrong = valid.slice(0, i) + String(other) + valid.slice(i + 1);
        assert.equal(isDammValid(wrong), wrong === valid);
        const swapped = valid.slice(0, i) + valid[i + 1]! + valid[i]! + valid.slice(i + 2);
        assert.equal(isDammValid(swapped), swapped === valid);
      },
    ),
  );
  assert.equal(isDammValid('0'), false);
  assert.throws(() => dammCheckDigit('1a'), { code: 'text' });
});
