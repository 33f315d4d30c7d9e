import assert from 'node:assert/strict';
import { argon2Sync, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import vectors from '../vectors/activation-code.json' with { type: 'json' };
import { gf32CheckSymbol } from './encoding/gf32-check.ts';
import {
  CROCKFORD32_ALPHABET,
  OFFLINE_ARGON2ID,
  OFFLINE_PROFILES,
  checkPartialActivationCode,
  decodeHex,
  deriveOfflineSeed,
  deviceCodeOf,
  encodeActivationCode,
  encodeHex,
  findOfflineProfile,
  offlineSeedContext,
  parseActivationCode,
  parseDeviceCode,
  pureJsPrimitives as primitives,
  seedBytesForHash,
  sha256,
} from './index.ts';

const ALPHABET = Array.from(CROCKFORD32_ALPHABET);
const profiles = fc.constantFrom(...OFFLINE_PROFILES);
const randoms = fc.uint8Array({ minLength: 15, maxLength: 15 });
/** canonical codes: 26 characters without dashes */
const codes = fc
  .tuple(profiles, randoms)
  .map(([profile, random]) => plain(encodeActivationCode({ profile, random })));

function plain(code: string): string {
  return code.replaceAll('-', '');
}

function swap(text: string, i: number, j: number): string {
  const characters = Array.from(text);
  [characters[i], characters[j]] = [characters[j]!, characters[i]!];
  return characters.join('');
}

function faultOf(text: string): string {
  const parsed = parseActivationCode(text);
  return parsed.ok ? 'none' : `${parsed.code} ${parsed.groupIndex}`;
}

test('OFFLINE_PROFILES holds every combination once and leaves Y and Z to codes for one phone and later versions', () => {
  assert.equal(OFFLINE_PROFILES.length, 30);
  assert.equal(new Set(OFFLINE_PROFILES.map((profile) => JSON.stringify(profile))).size, 30);
});

test('parseActivationCode() gives back profile and 115 random bits of encodeActivationCode()', () => {
  fc.assert(
    fc.property(profiles, randoms, (profile, random) => {
      const code = encodeActivationCode({ profile, random });
      assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}-.{4}-.{5}-.{4}-.{4}-.{5}$/);
      const parsed = parseActivationCode(code);
      assert.ok(parsed.ok);
      assert.deepEqual(parsed.profile, profile);
      assert.deepEqual(parsed.entropy, random.with(14, random[14]! & 0xe0));
      assert.equal(parsed.canonical, plain(code));
    }),
  );
});

test('parseActivationCode() folds case, look-alikes, full-width characters, spaces and dashes', () => {
  fc.assert(
    fc.property(codes, (code) => {
      const fullWidth = Array.from(code, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('\u3000');
      const lookAlike = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
      for (const typed of [
        fullWidth,
        lookAlike,
        lookAlike.replaceAll('l', 'I'),
        Array.from(code).join(' \u2013'),
      ]) {
        const parsed = parseActivationCode(typed);
        assert.ok(parsed.ok, typed);
        assert.equal(parsed.canonical, code);
      }
    }),
  );
});

test('parseActivationCode() finds every single wrong character, in its half', () => {
  fc.assert(
    fc.property(codes, (code) => {
      for (let i = 0; i < code.length; i++) {
        for (const other of ALPHABET) {
          const slipped = code.slice(0, i) + other + code.slice(i + 1);
          assert.equal(faultOf(slipped), slipped === code ? 'none' : `check ${i < 13 ? 0 : 1}`);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test('parseActivationCode() finds any two characters of a half that changed places, and neighbours across the middle', () => {
  fc.assert(
    fc.property(codes, (code) => {
      for (let half = 0; half < 2; half++) {
        for (let i = half * 13; i < half * 13 + 13; i++) {
          for (let j = i + 1; j < half * 13 + 13; j++) {
            const swapped = swap(code, i, j);
            assert.equal(faultOf(swapped), swapped === code ? 'none' : `check ${half}`);
          }
        }
      }
      const acrossTheMiddle = swap(code, 12, 13);
      assert.equal(faultOf(acrossTheMiddle), acrossTheMiddle === code ? 'none' : 'check 0');
    }),
    { numRuns: 50 },
  );
});

test('parseActivationCode() finds halves in the wrong order, whatever they hold', () => {
  fc.assert(fc.property(codes, (code) => faultOf(code.slice(13) + code.slice(0, 13)) === 'check 0'));
  fc.assert(fc.property(codes, (code) => faultOf(code.slice(0, 13).repeat(2)) === 'check 1'));
});

test('parseActivationCode() says what is wrong and where', () => {
  const code = encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random: new Uint8Array(15) });
  const cases: [text: string, fault: object][] = [
    ['', { code: 'length', groupIndex: 0, position: 0 }],
    [code.slice(0, 10), { code: 'length', groupIndex: 0, position: 10 }],
    [code.slice(0, -1), { code: 'length', groupIndex: 1, position: code.length - 1 }],
    [`${code}-0`, { code: 'length', groupIndex: 1, position: code.length + 1 }],
    [`${code.slice(0, 5)}U${code.slice(6)}`, { code: 'character', groupIndex: 0, position: 5 }],
    [`${code.slice(0, 20)}令${code.slice(21)}`, { code: 'character', groupIndex: 1, position: 20 }],
    [` ${code.slice(0, 5)}7${code.slice(6)}`, { code: 'check', groupIndex: 0, position: 1 }],
    [`${code.slice(0, 21)}7${code.slice(22)}`, { code: 'check', groupIndex: 1, position: 16 }],
  ];
  for (const [text, fault] of cases)
    assert.deepEqual(parseActivationCode(text), { ok: false, ...fault }, text);
});

test('parseActivationCode() tells a later version from a profile that does not exist', () => {
  const valid = plain(encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random: new Uint8Array(15) }));
  const withFirstSymbol = (symbol: number): string => {
    const data = [symbol, ...Array<number>(11).fill(0)];
    const half = [...data, gf32CheckSymbol(data, 1)].map((value) => ALPHABET[value]).join('');
    return half + valid.slice(13);
  };
  assert.equal(faultOf(withFirstSymbol(29)), 'none');
  assert.equal(faultOf(withFirstSymbol(30)), 'none');
  assert.equal(faultOf(withFirstSymbol(31)), 'version 0');
});

test('parseActivationCode() tells a code for one phone from others, and gives back its profile and 110 random bits', () => {
  fc.assert(
    fc.property(profiles, randoms, (profile, random) => {
      const code = encodeActivationCode({ profile, random, isDeviceBound: true });
      assert.match(code, /^Y[0-9A-HJKMNP-TV-Z]{3}-.{4}-.{5}-.{4}-.{4}-.{5}$/);
      const parsed = parseActivationCode(code);
      assert.ok(parsed.ok && parsed.isDeviceBound);
      assert.deepEqual(parsed.profile, profile);
      assert.deepEqual(parsed.entropy.slice(0, 13), random.slice(0, 13));
      assert.equal(parsed.entropy[13], random[13]! & 0xfc);
      const unbound = parseActivationCode(encodeActivationCode({ profile, random }));
      assert.ok(unbound.ok && !unbound.isDeviceBound);
    }),
  );
  const data = [30, 30, ...Array<number>(10).fill(0)];
  const half = [...data, gf32CheckSymbol(data, 1)].map((value) => ALPHABET[value]).join('');
  const other = plain(encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random: new Uint8Array(15) }));
  assert.equal(faultOf(half + other.slice(13)), 'profile 0');
});

test('deriveOfflineSeed() gives each phone another seed of a code for one phone, and none without its identifier', () => {
  const argon2Output = new Uint8Array(32).fill(7);
  const random = new Uint8Array(15).fill(9);
  const code = encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random, isDeviceBound: true });
  const unboundCode = encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random });
  const mine = deviceCodeOf(new Uint8Array(65).fill(1), sha256);
  const other = deviceCodeOf(new Uint8Array(65).fill(2), sha256);
  const seedFor = (typed: string, deviceCode: string | undefined) =>
    encodeHex(deriveOfflineSeed({ primitives, argon2Output, code: typed, serial: '1', deviceCode }));
  const info = `lingpai offline seed for one phone v1\0\0\x14${mine}1`;
  const keyMaterial = Buffer.concat([argon2Output, Buffer.from(plain(code))]);
  const expected = Buffer.from(hkdfSync('sha256', keyMaterial, '', info, 20)).toString('hex');
  assert.equal(seedFor(code, mine), expected);
  assert.equal(seedFor(code, mine.toLowerCase().replace('-', ' ')), seedFor(code, mine));
  assert.notEqual(seedFor(code, other), seedFor(code, mine));
  assert.throws(() => seedFor(code, undefined), { code: 'text' });
  assert.throws(() => seedFor(code, mine.slice(1)), { code: 'text' });
  assert.equal(seedFor(unboundCode, mine), seedFor(unboundCode, undefined));
});

test('checkPartialActivationCode() follows the typing and shows a slip in its half', () => {
  const code = encodeActivationCode({ profile: OFFLINE_PROFILES[7]!, random: randomBytes(15) });
  const statesAfter = (typed: string) => checkPartialActivationCode(typed).groups.map(({ state }) => state);
  assert.deepEqual(checkPartialActivationCode(''), {
    groups: [
      { text: '', state: 'incomplete' },
      { text: '', state: 'incomplete' },
    ],
    complete: false,
  });
  for (let length = 0; length < 26; length++) {
    const { groups, complete } = checkPartialActivationCode(plain(code).slice(0, length).toLowerCase());
    assert.equal(complete, false);
    assert.deepEqual(
      groups.map(({ state }) => state),
      [length < 13 ? 'incomplete' : 'ok', 'incomplete'],
    );
    assert.equal(
      groups
        .map(({ text }) => text)
        .filter(Boolean)
        .join('-'),
      code.slice(0, dashed(length)),
    );
  }
  assert.equal(checkPartialActivationCode(code).complete, true);
  const slipped = swap(plain(code), 0, 12);
  if (slipped !== plain(code)) assert.deepEqual(statesAfter(slipped), ['wrong', 'ok']);
  assert.deepEqual(statesAfter('u'), ['wrong', 'incomplete']);
  assert.deepEqual(checkPartialActivationCode(`${code}X`).complete, false);
  assert.deepEqual(statesAfter(`${code}X`), ['ok', 'wrong']);
  assert.equal(checkPartialActivationCode(`${code}X`).groups[1].text, `${code.slice(16)}-X`);
});

/** How long the written code is after so many characters: a dash stands before characters 5, 9, 14, 18 and 22. */
function dashed(characters: number): number {
  return characters + [4, 8, 13, 17, 21].filter((border) => characters > border).length;
}

test('encodeActivationCode() refuses another profile and other than 15 random bytes', () => {
  const random = new Uint8Array(15);
  const [profile] = OFFLINE_PROFILES;
  const unknown = { ...profile!, digits: 7 as never };
  assert.throws(() => encodeActivationCode({ profile: unknown, random }), { code: 'profile' });
  assert.throws(() => encodeActivationCode({ profile: profile!, random: new Uint8Array(14) }), {
    code: 'length',
  });
});

test('findOfflineProfile() finds what the product hands out offline, and nothing near it', () => {
  const found = { type: 'totp', hash: 'sm3', digits: 6, periodSeconds: 60 };
  assert.deepEqual(findOfflineProfile({ ...found, ocraSuite: undefined } as typeof found), found);
  assert.equal(findOfflineProfile({ ...found, type: 'ocra' }), undefined);
  assert.equal(findOfflineProfile({ ...found, digits: 7 }), undefined);
  assert.equal(findOfflineProfile({ ...found, periodSeconds: 45 }), undefined);
  const event = { type: 'hotp', hash: 'sha1', digits: 6, periodSeconds: undefined };
  assert.deepEqual(findOfflineProfile({ ...event, periodSeconds: undefined }), event);
});

test('encodeActivationCode(), offlineSeedContext() and deriveOfflineSeed() give the regression vectors, Argon2id included', () => {
  const { memoryKib, passes, lanes, outputBytes } = OFFLINE_ARGON2ID;
  for (const vector of vectors.vectors) {
    const profile = OFFLINE_PROFILES[vector.profileIndex]!;
    const { code, serial } = vector;
    assert.equal(encodeActivationCode({ profile, random: decodeHex(vector.randomHex) }), code);
    const { salt, message } = offlineSeedContext({ code, serial, password: vector.activationPassword });
    assert.equal(encodeHex(salt), vector.saltHex);
    const argon2Output = argon2Sync('argon2id', {
      message,
      nonce: salt,
      parallelism: lanes,
      tagLength: outputBytes,
      memory: memoryKib,
      passes,
    });
    assert.equal(encodeHex(argon2Output), vector.argon2OutputHex);
    const seed = deriveOfflineSeed({ primitives, argon2Output, code, serial });
    assert.equal(encodeHex(seed), vector.seedHex);
    assert.equal(seed.length, seedBytesForHash(profile.hash));
  }
});

test('deriveOfflineSeed() and offlineSeedContext() depend on code and serial, not on how the code is typed', () => {
  const argon2Output = new Uint8Array(32).fill(7);
  const code = encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random: new Uint8Array(15) });
  const otherCode = encodeActivationCode({
    profile: OFFLINE_PROFILES[0]!,
    random: new Uint8Array(15).fill(1),
  });
  const otherProfile = encodeActivationCode({ profile: OFFLINE_PROFILES[1]!, random: new Uint8Array(15) });
  const seedFor = (typed: string, serial: string, output = argon2Output) =>
    encodeHex(deriveOfflineSeed({ primitives, argon2Output: output, code: typed, serial }));
  const saltFor = (typed: string, serial: string) =>
    encodeHex(offlineSeedContext({ code: typed, serial, password: '' }).salt);
  const seed = seedFor(code, '2600000000012');
  assert.equal(seedFor(plain(code).toLowerCase(), '2600000000012'), seed);
  assert.equal(saltFor(plain(code).toLowerCase(), '1'), saltFor(code, '1'));
  const others = [
    seedFor(code, '2600000000013'),
    seedFor(otherCode, '2600000000012'),
    seedFor(otherProfile, '2600000000012'),
    seedFor(code, '2600000000012', new Uint8Array(32)),
  ];
  assert.equal(new Set([seed, ...others]).size, 5);
  assert.equal(new Set([saltFor(code, '1'), saltFor(code, '2'), saltFor(otherCode, '1')]).size, 3);
});

test('deriveOfflineSeed() gives unrelated seeds for different lengths', () => {
  const argon2Output = new Uint8Array(32);
  const code = encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random: new Uint8Array(15) });
  const seedOf = (seedBytes: number) =>
    deriveOfflineSeed({ primitives, argon2Output, code, serial: '1', seedBytes });
  assert.notDeepEqual(seedOf(32).subarray(0, 20), seedOf(20));
  assert.equal(seedOf(64).length, 64);
  for (const seedBytes of [15, 65, 20.5]) assert.throws(() => seedOf(seedBytes), { code: 'length' });
});

test('deriveOfflineSeed() refuses a wrong code, without quoting it, and an Argon2id output of another length', () => {
  const code = encodeActivationCode({ profile: OFFLINE_PROFILES[0]!, random: randomBytes(15) });
  const wrong = code.slice(0, -1);
  const derive = (typed: string, outputBytes: number) => () =>
    deriveOfflineSeed({ primitives, argon2Output: new Uint8Array(outputBytes), code: typed, serial: '1' });
  assert.throws(derive(wrong, 32), (error: Error & { code?: string }) => {
    return error.code === 'text' && !error.message.includes(code.slice(0, 4));
  });
  assert.throws(derive(code, 31), { code: 'key' });
});

test('deviceCodeOf() is stable, starts with the key’s SHA-256, and parseDeviceCode() reads it back', () => {
  for (const { publicKeyHex, deviceCode } of vectors.deviceCodes) {
    assert.equal(deviceCodeOf(decodeHex(publicKeyHex), sha256), deviceCode);
  }
  fc.assert(
    fc.property(fc.uint8Array(), (publicKey) => {
      const code = deviceCodeOf(publicKey, (message) => createHash('sha256').update(message).digest());
      assert.equal(code, deviceCodeOf(publicKey, sha256));
      assert.match(code, /^.{4}-.{4}$/);
      assert.deepEqual(parseDeviceCode(` ${code.toLowerCase().replaceAll('0', 'o')}`), {
        ok: true,
        canonical: code,
      });
    }),
  );
});

test('parseDeviceCode() finds single wrong characters and any swap', () => {
  const valid = deviceCodeOf(Uint8Array.of(1, 2, 3), sha256).replace('-', '');
  for (let i = 0; i < 8; i++) {
    for (const other of ALPHABET) {
      const slipped = valid.slice(0, i) + other + valid.slice(i + 1);
      assert.equal(parseDeviceCode(slipped).ok, slipped === valid);
    }
    for (let j = i + 1; j < 8; j++) {
      const swapped = swap(valid, i, j);
      assert.equal(parseDeviceCode(swapped).ok, swapped === valid);
    }
  }
  assert.deepEqual(parseDeviceCode('12'), { ok: false, code: 'length', position: 2 });
  assert.deepEqual(parseDeviceCode(`${valid}0`), { ok: false, code: 'length', position: 8 });
  assert.deepEqual(parseDeviceCode('1234-567U'), { ok: false, code: 'character', position: 8 });
});

test('gf32CheckSymbol() refuses more symbols than it has weights for', () => {
  assert.throws(() => gf32CheckSymbol(Array<number>(31).fill(0), 1), RangeError);
});
