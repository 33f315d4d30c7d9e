import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectEvents, problemsOf } from '../../test/collect-events.ts';
import {
  CONTAINER_END,
  PRE_SHARED,
  cipherDataXml,
  containerStart,
  encryptCbc,
} from '../../test/write-pskc.ts';

const PSKC = 'urn:ietf:params:xml:ns:keyprov:pskc';
const SUITE = 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1';
const SECRET = Buffer.from('12345678901234567890123456789012').toString('base64');

function container(...packages: readonly string[]): string {
  return `<KeyContainer Version="1.0" xmlns="${PSKC}">\n${packages.join('\n')}</KeyContainer>`;
}

/** An OCRA token whose PIN is the key of this Id. */
function token(
  serial: string,
  {
    pinKeyId,
    mode = 'Algorithmic',
    suite = SUITE,
  }: {
    pinKeyId?: string;
    mode?: string;
    suite?: string;
  } = {},
): string {
  const policy =
    pinKeyId === undefined
      ? ''
      : `<Policy><PINPolicy PINKeyId="${pinKeyId}" PINUsageMode="${mode}"/></Policy>`;
  return (
    `<KeyPackage><DeviceInfo><SerialNo>${serial}</SerialNo></DeviceInfo><Key Id="key of ${serial}" Algorithm="${PSKC}:ocra">` +
    `<AlgorithmParameters><Suite>${suite}</Suite><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>` +
    `<Data><Secret><PlainValue>${SECRET}</PlainValue></Secret></Data>${policy}</Key></KeyPackage>`
  );
}

function pinKey(id: string, secret: string): string {
  return (
    `<KeyPackage><Key Id="${id}" Algorithm="${PSKC}:pin"><AlgorithmParameters><ResponseFormat Length="4" Encoding="DECIMAL"/></AlgorithmParameters>` +
    `<Data><Secret>${secret}</Secret></Data></Key></KeyPackage>`
  );
}

const plain = (pin: string) => `<PlainValue>${Buffer.from(pin).toString('base64')}</PlainValue>`;

async function pinsIn(text: string, options = {}) {
  const collected = await collectEvents(text, options);
  const pins = collected.tokens.map(({ token: { serial, pin } }) => [
    serial,
    pin === undefined ? undefined : Buffer.from(pin).toString(),
  ]);
  return { ...collected, pins, problems: problemsOf(collected) };
}

test('PSKC: a token takes the PIN that goes into its answers, from behind it and from before it', async () => {
  const { pins, problems, tokens } = await pinsIn(
    container(
      token('a', { pinKeyId: 'p1' }),
      token('b'),
      pinKey('p1', plain('1234')),
      pinKey('p2', plain('5678')),
      token('c', { pinKeyId: 'p2' }),
      token('d', { pinKeyId: 'p2', mode: ' algorithmic ' }),
    ),
  );
  assert.deepEqual(pins, [
    ['a', '1234'],
    ['b', undefined],
    ['c', '5678'],
    ['d', '5678'],
  ]);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    tokens.map(({ line }) => line),
    [2, 3, 6, 7],
  );
});

test('PSKC: a PIN that goes into no answer is no row, and is refused as before', async () => {
  const { pins, problems } = await pinsIn(
    container(
      token('a', { pinKeyId: 'p1', mode: 'Local' }),
      pinKey('p1', plain('1234')),
      token('b', { pinKeyId: 'nowhere' }),
      pinKey('p2', plain('12')),
      token('c', { pinKeyId: 'p2' }),
    ),
  );
  assert.deepEqual(pins, [
    ['a', undefined],
    ['b', undefined],
    ['c', undefined],
  ]);
  assert.deepEqual(problems, ['3: pin-key', '5: pin-key']);
});

test('PSKC: an encrypted PIN is opened as a seed is', async () => {
  const key = Buffer.alloc(16, 7);
  const protection = {
    key,
    iv: Buffer.alloc(16, 1),
    macKey: key,
    macHash: 'sha1',
    writesMacKey: false,
    encryptionKeyXml: PRE_SHARED,
  } as const;
  const { createHmac } = await import('node:crypto');
  const data = encryptCbc(Buffer.from('2468'), key, protection.iv);
  const mac = createHmac('sha1', key).update(data).digest('base64');
  const secret = `<EncryptedValue>${cipherDataXml(data, 16)}</EncryptedValue><ValueMAC>${mac}</ValueMAC>`;
  const text =
    containerStart(protection) + token('a', { pinKeyId: 'p' }) + pinKey('p', secret) + CONTAINER_END;
  assert.deepEqual((await pinsIn(text, { preSharedKey: key })).pins, [['a', '2468']]);
  assert.equal((await pinsIn(text)).error?.code, 'key-needed');
});

test('PSKC: no more than a thousand rows wait for a PIN', async () => {
  const serials = Array.from({ length: 1005 }, (_, index) => `s${index}`);
  const { pins, problems } = await pinsIn(
    container(
      ...serials.map((serial) => token(serial, { pinKeyId: `pin of ${serial}` })),
      ...serials.map((serial) => pinKey(`pin of ${serial}`, plain('1234'))),
    ),
  );
  assert.deepEqual(
    pins.map(([serial]) => serial),
    serials,
  );
  assert.equal(pins.filter(([, pin]) => pin === undefined).length, 5);
  assert.equal(problems.length, 5);
});
