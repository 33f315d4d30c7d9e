import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { collectEvents, problemsOf } from '../../test/collect-events.ts';
import {
  CONTAINER_END,
  PRE_SHARED,
  cipherDataXml,
  containerStart,
  encryptCbc,
} from '../../test/write-pskc.ts';
import type { Protection } from '../../test/write-pskc.ts';

const SECRET_B64 = 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=';
const SEED = new Uint8Array(Buffer.from(SECRET_B64, 'base64'));
const NS = 'xmlns="urn:ietf:params:xml:ns:keyprov:pskc"';
const HOTP_URI = 'urn:ietf:params:xml:ns:keyprov:pskc:hotp';
const TOTP_URI = 'urn:ietf:params:xml:ns:keyprov:pskc:totp';
const AES128 = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
const KEY = Buffer.from('12345678901234567890123456789012', 'hex');

function container(inner: string, attributes = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<KeyContainer Version="1.0" ${attributes} ${NS}>${inner}</KeyContainer>`;
}

interface PackageParts {
  readonly serial?: string;
  readonly algorithm?: string;
  readonly parameters?: string;
  readonly data?: string;
  readonly rest?: string;
}

function keyPackage({
  serial = '987654321',
  algorithm = HOTP_URI,
  parameters = '<ResponseFormat Length="8" Encoding="DECIMAL"/>',
  data = `<Secret><PlainValue>${SECRET_B64}</PlainValue></Secret><Counter><PlainValue>0</PlainValue></Counter>`,
  rest = '',
}: PackageParts): string {
  return (
    `<KeyPackage><DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>${serial}</SerialNo></DeviceInfo>` +
    `<Key Id="12345678" Algorithm="${algorithm}"><AlgorithmParameters>${parameters}</AlgorithmParameters>` +
    `<Data>${data}</Data>${rest}</Key></KeyPackage>`
  );
}

const plainSecret = `<Secret><PlainValue>${SECRET_B64}</PlainValue></Secret>`;

// RFC 6030 figures 2 to 10: the values, in files of our own making

test('PSKC figure 2: a secret of four bytes is refused with its length', async () => {
  const text = container(
    `<KeyPackage><Key Id="12345678" Algorithm="${HOTP_URI}"><Issuer>Issuer-A</Issuer>` +
      '<Data><Secret><PlainValue>MTIzNA==\n  </PlainValue></Secret></Data></Key></KeyPackage>',
  );
  const { refused } = await collectEvents(text);
  assert.deepEqual(refused[0]?.problem, { code: 'seed-too-short', params: { bytes: 4, minBytes: 16 } });
  assert.equal(refused[0]?.serial, '12345678');
});

test('PSKC figures 3 and 5: policy, user and device are read, the PIN key is skipped', async () => {
  const pin =
    '<KeyPackage><DeviceInfo><SerialNo>987654321</SerialNo></DeviceInfo><Key Id="123456781" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:pin">' +
    '<AlgorithmParameters><ResponseFormat Length="4" Encoding="DECIMAL"/></AlgorithmParameters>' +
    '<Data><Secret><PlainValue>MTIzNA==</PlainValue></Secret></Data></Key></KeyPackage>';
  const rest =
    '<UserId>UID=jsmith,DC=example-bank,DC=net</UserId><Policy><StartDate>2006-05-01T00:00:00Z</StartDate><ExpiryDate>2026-05-31T00:00:00Z</ExpiryDate>' +
    '<PINPolicy MinLength="4" MaxLength="4" PINKeyId="123456781" PINEncoding="DECIMAL" PINUsageMode="Local"/><KeyUsage>OTP</KeyUsage></Policy>';
  const collected = await collectEvents(container(keyPackage({ rest }) + pin));
  assert.deepEqual(collected.detected, {
    kind: 'detected',
    format: 'pskc',
    dialect: 'rfc6030',
    encoding: 'base64',
    charset: 'utf-8',
  });
  assert.deepEqual(collected.tokens[0]?.token, {
    serial: '987654321',
    spec: { type: 'hotp', hash: 'sha1', digits: 8, periodSeconds: undefined, ocraSuite: undefined },
    seed: SEED,
    counter: 0,
    driftSteps: 0,
    manufacturer: 'Manufacturer',
    model: undefined,
    startsAt: Date.UTC(2006, 4, 1),
    expiresAt: Date.UTC(2026, 4, 31),
    userLogin: 'jsmith',
  });
  assert.deepEqual(problemsOf(collected), ['2: pin-key']);
});

test('PSKC figure 4: a key that is only referred to is refused', async () => {
  const text = container(
    `<KeyPackage><DeviceInfo><SerialNo>1</SerialNo></DeviceInfo><Key Id="1" Algorithm="${HOTP_URI}">` +
      '<KeyProfileId>keyProfile1</KeyProfileId><KeyReference>MasterKeyLabel</KeyReference>' +
      '<Data><Counter><PlainValue>0</PlainValue></Counter></Data></Key></KeyPackage>',
  );
  assert.deepEqual(problemsOf(await collectEvents(text)), ['2: seed-by-reference']);
});

const FIGURE_6_SECRET = 'AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv';
const FIGURE_6_MAC_KEY = 'ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX';
const FIGURE_6_MAC = 'Su+NvtQfmvfJzF6bmQiJqoLRExc=';

function cipherXml(value: string): string {
  return `<EncryptionMethod Algorithm="${AES128}"/><CipherData><CipherValue>\n  ${value.slice(0, 20)}\n  ${value.slice(20)}\n</CipherValue></CipherData>`;
}

function figure6({ secret = FIGURE_6_SECRET, mac = FIGURE_6_MAC, macKey = FIGURE_6_MAC_KEY } = {}): string {
  const data = `<Secret><EncryptedValue>${cipherXml(secret)}</EncryptedValue><ValueMAC>${mac} </ValueMAC></Secret>`;
  return container(
    '<EncryptionKey><KeyName>Pre-shared-key</KeyName></EncryptionKey>' +
      `<MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey>${cipherXml(macKey)}</MACKey></MACMethod>\n` +
      keyPackage({ data }),
  );
}

test('PSKC figure 6: AES-128 with a pre-shared key', async () => {
  const { tokens, error } = await collectEvents(figure6(), { preSharedKey: KEY });
  assert.equal(error, undefined);
  assert.deepEqual(tokens[0]?.token.seed, SEED);
});

test('PSKC figure 6: a lacking, wrong or too long key, and every altered part, is named', async () => {
  const swap = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
  const cases: [string, Awaited<ReturnType<typeof collectEvents>>][] = [
    ['key-needed', await collectEvents(figure6())],
    ['key-needed', await collectEvents(figure6(), { password: 'qwerty' })],
    ['key-length', await collectEvents(figure6(), { preSharedKey: new Uint8Array(32) })],
    ['wrong-key', await collectEvents(figure6(), { preSharedKey: new Uint8Array(16) })],
    ['mac-mismatch', await collectEvents(figure6({ mac: swap(FIGURE_6_MAC) }), { preSharedKey: KEY })],
    ['mac-mismatch', await collectEvents(figure6({ secret: swap(FIGURE_6_SECRET) }), { preSharedKey: KEY })],
    ['mac-mismatch', await collectEvents(figure6({ macKey: swap(FIGURE_6_MAC_KEY) }), { preSharedKey: KEY })],
  ];
  assert.deepEqual(
    cases.map(([, { error }]) => error?.code),
    cases.map(([code]) => code),
  );
  assert.equal(cases[0]?.[1].error?.params['keyName'], 'Pre-shared-key');
  assert.deepEqual(cases[2]?.[1].error?.params, {
    expectedBits: 128,
    expectedHexDigits: 32,
    actualBits: 256,
  });
  assert.equal(cases[4]?.[1].error?.line, 6);
  assert.ok(cases.every(([, { tokens }]) => tokens.length === 0));
});

interface Pbkdf2Parts {
  readonly iterations?: string;
  readonly keyLength?: string;
  readonly prf?: string;
}

function figure7({ iterations = '1000', keyLength = '16', prf = '<PRF/>' }: Pbkdf2Parts = {}): string {
  const pkcs5 = 'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#';
  const secret = 'oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f';
  const macKey = '2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx';
  return container(
    '<EncryptionKey><xenc11:DerivedKey xmlns:xenc11="http://www.w3.org/2009/xmlenc11#">' +
      `<xenc11:KeyDerivationMethod Algorithm="${pkcs5}pbkdf2"><pkcs5:PBKDF2-params xmlns:pkcs5="${pkcs5}">` +
      `<Salt><Specified>Ej7/PEpyEpw=</Specified></Salt><IterationCount>${iterations}</IterationCount><KeyLength>${keyLength}</KeyLength>${prf}` +
      '</pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod><xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName>' +
      '</xenc11:DerivedKey></EncryptionKey>' +
      `<MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey>${cipherXml(macKey)}</MACKey></MACMethod>` +
      keyPackage({
        data: `<Secret><EncryptedValue>${cipherXml(secret)}</EncryptedValue><ValueMAC>LP6xMvjtypbfT9PdkJhBZ+D6O4w=</ValueMAC></Secret>`,
      }),
  );
}

test('PSKC figure 7: a password through PBKDF2', async () => {
  const { tokens, error } = await collectEvents(figure7(), { password: 'qwerty' });
  assert.equal(error, undefined);
  assert.deepEqual(tokens[0]?.token.seed, SEED);
});

test('PSKC figure 7: password and derivation parameters are checked', async () => {
  const codeOf = async (parts: Pbkdf2Parts, password?: string): Promise<string | undefined> =>
    (await collectEvents(figure7(parts), { password })).error?.code;
  assert.equal(await codeOf({}), 'password-needed');
  assert.ok(['wrong-key', 'mac-mismatch'].includes((await codeOf({}, 'Qwerty')) ?? ''));
  assert.equal(await codeOf({ iterations: '0' }, 'qwerty'), 'derivation-iterations');
  assert.equal(await codeOf({ iterations: '10000001' }, 'qwerty'), 'derivation-iterations');
  assert.equal(await codeOf({ iterations: '1e3' }, 'qwerty'), 'derivation-malformed');
  assert.equal(await codeOf({ keyLength: '1000000' }, 'qwerty'), 'derivation-malformed');
  assert.equal(
    await codeOf({ prf: '<PRF Algorithm="urn:x#hmac-md5"/>' }, 'qwerty'),
    'derivation-unsupported',
  );
  const sha256 = '<PRF Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"/>';
  assert.ok(['wrong-key', 'mac-mismatch'].includes((await codeOf({ prf: sha256 }, 'qwerty')) ?? ''));
});

test('PSKC figure 8: a certificate is named as what is not supported', async () => {
  const data =
    '<Secret><EncryptedValue><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa_1_5"/>' +
    '<CipherData><CipherValue>hJ+fvpoMPMO9BYpK2rdy</CipherValue></CipherData></EncryptedValue></Secret>';
  const text = container(
    `<EncryptionKey><X509Data><X509Certificate>MIIB5zCCAVCgAwIBAgIE</X509Certificate></X509Data></EncryptionKey>${keyPackage({ data })}`,
  );
  assert.equal((await collectEvents(text, { preSharedKey: KEY })).error?.code, 'asymmetric-key');
});

test('PSKC figures 9 and 10: a signature is passed over; one serial with two keys is refused the second time', async () => {
  const text = container(
    `\n${keyPackage({ serial: '654321' })}\n${keyPackage({ serial: '9999999' })}\n${keyPackage({ serial: '9999999' })}\n` +
      '<Signature><SignedInfo><SignatureValue>j6lw</SignatureValue></SignedInfo></Signature>',
  );
  const collected = await collectEvents(text);
  assert.deepEqual(
    collected.tokens.map(({ token }) => token.serial),
    ['654321', '9999999'],
  );
  assert.deepEqual(collected.refused[0]?.problem, { code: 'serial-duplicate', params: { firstLine: 4 } });
});

test('PSKC reads the two shapes Feitian delivers: C200 and C100', async () => {
  const c200 = keyPackage({
    serial: '2600215704919',
    algorithm: TOTP_URI,
    parameters: '<ResponseFormat Length="6" Encoding="DECIMAL"/>',
    data: '<Secret><PlainValue>zSK3gP/9LVNpaAfs039ATa45MnA=</PlainValue></Secret><Time><PlainValue>0</PlainValue></Time><TimeInterval><PlainValue>60</PlainValue></TimeInterval>',
    rest: '<Policy><StartDate>2012-09-19T00:00:00Z</StartDate><ExpiryDate>2022-09-01T00:00:00Z</ExpiryDate></Policy>',
  });
  const c100 = keyPackage({
    serial: '1000117803294',
    data: '<Secret><PlainValue>TfpfT+8Jn9s6FYNIySi+uzXkIi0=</PlainValue></Secret><Counter><PlainValue>0</PlainValue></Counter>',
  });
  const { tokens } = await collectEvents(container(c200 + c100));
  assert.deepEqual(
    tokens.map(({ token }) => [
      token.serial,
      token.spec.type,
      token.spec.digits,
      token.spec.periodSeconds,
      token.seed.length,
    ]),
    [
      ['2600215704919', 'totp', 6, 60, 20],
      ['1000117803294', 'hotp', 8, undefined, 20],
    ],
  );
});

for (const [keyBytes, macHash] of [
  [16, 'sha1'],
  [24, 'sha256'],
  [32, 'sha512'],
] as const) {
  test(`PSKC reads AES-${keyBytes * 8} with HMAC-${macHash}, the encryption key as MAC key`, async () => {
    const key = Buffer.alloc(keyBytes, 9);
    const protection: Protection = {
      key,
      iv: Buffer.alloc(16, 1),
      macKey: key,
      macHash,
      writesMacKey: false,
      encryptionKeyXml: PRE_SHARED,
    };
    const data = encryptCbc(SEED, key, protection.iv);
    const mac = createHmac(macHash, key).update(data).digest('base64');
    const secret = `<Secret><EncryptedValue>${cipherDataXml(data, keyBytes)}</EncryptedValue><ValueMAC>${mac}</ValueMAC></Secret>`;
    const text = containerStart(protection) + keyPackage({ data: secret }) + CONTAINER_END;
    assert.deepEqual((await collectEvents(text, { preSharedKey: key })).tokens[0]?.token.seed, SEED);
  });
}

function encryptedItem(value: Uint8Array, alter = false): string {
  const data = encryptCbc(value, KEY, Buffer.alloc(16, 5));
  const mac = createHmac('sha1', KEY).update(data).digest();
  if (alter) mac[0] = (mac[0] ?? 0) ^ 1;
  return `<EncryptedValue>${cipherDataXml(data, 16)}</EncryptedValue><ValueMAC>${mac.toString('base64')}</ValueMAC>`;
}

const PROTECTED: Protection = {
  key: KEY,
  iv: Buffer.alloc(16, 5),
  macKey: KEY,
  macHash: 'sha1',
  writesMacKey: false,
  encryptionKeyXml: PRE_SHARED,
};

async function readProtected(...packages: string[]): ReturnType<typeof collectEvents> {
  return collectEvents(containerStart(PROTECTED) + packages.join('\n') + CONTAINER_END, {
    preSharedKey: KEY,
  });
}

test('PSKC reads encrypted counters as big-endian bytes or as digits', async () => {
  const counters = [
    Buffer.from('0000002a', 'hex'),
    Buffer.from('000000000000002a', 'hex'),
    Buffer.from('2a', 'hex'),
    Buffer.from('42'),
  ];
  const packages = counters.map((bytes, index) =>
    keyPackage({
      serial: `s${index}`,
      data: `<Secret>${encryptedItem(SEED)}</Secret><Counter>${encryptedItem(bytes)}</Counter>`,
    }),
  );
  const { tokens } = await readProtected(...packages);
  assert.deepEqual(
    tokens.map(({ token }) => token.counter),
    [42, 42, 42, 42],
  );
});

test('PSKC refuses one altered value alone once another has proven the key', async () => {
  const collected = await readProtected(
    keyPackage({ serial: 'a', data: `<Secret>${encryptedItem(SEED)}</Secret>` }),
    keyPackage({ serial: 'b', data: `<Secret>${encryptedItem(SEED, true)}</Secret>` }),
    keyPackage({ serial: 'c', data: `<Secret>${encryptedItem(SEED)}</Secret>` }),
  );
  assert.equal(collected.error, undefined);
  assert.deepEqual(
    collected.tokens.map(({ token }) => token.serial),
    ['a', 'c'],
  );
  assert.deepEqual(
    collected.refused.map(({ serial, problem }) => [serial, problem.code]),
    [['b', 'value-altered']],
  );
});

test('PSKC decrypts nothing that carries no MAC', async () => {
  const unprotected = encryptedItem(SEED).replace(/<ValueMAC>.*<\/ValueMAC>/, '');
  const collected = await readProtected(keyPackage({ data: `<Secret>${unprotected}</Secret>` }));
  assert.deepEqual(
    collected.refused.map(({ problem }) => problem.code),
    ['mac-missing'],
  );
});

test('PSKC names ciphers and MACs that are not supported', async () => {
  const other = encryptedItem(SEED).replace('aes128-cbc', 'camellia128-cbc');
  const collected = await readProtected(keyPackage({ data: `<Secret>${other}</Secret>` }));
  assert.deepEqual(collected.refused[0]?.problem, {
    code: 'cipher-unsupported',
    params: { algorithm: 'camellia128-cbc' },
  });
  const md5 = container(
    `<MACMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-md5"/>${keyPackage({})}`,
  );
  assert.deepEqual((await collectEvents(md5)).error?.params, { algorithm: 'hmac-md5' });
});

const SUITES: readonly (readonly [string, string, string])[] = [
  ['', 'sha1', 'no suite'],
  ['<Suite/>', 'sha1', 'an empty suite'],
  ['<Suite>HMAC-SHA256</Suite>', 'sha256', 'HMAC-SHA256'],
  ['<Suite>SHA512</Suite>', 'sha512', 'SHA512'],
  ['<Suite>hmac-sha-256</Suite>', 'sha256', 'hmac-sha-256'],
  ['<Suite hashalgo="sha256"/>', 'sha256', 'an attribute'],
];
for (const [suite, hash, what] of SUITES) {
  test(`PSKC takes the hash of a time token from ${what}`, async () => {
    const text = container(
      keyPackage({
        algorithm: TOTP_URI,
        parameters: `${suite}<ResponseFormat Length="6" Encoding="DECIMAL"/>`,
      }),
    );
    assert.equal((await collectEvents(text)).tokens[0]?.token.spec.hash, hash);
  });
}

test('PSKC reads OCRA with its suite', async () => {
  const suite = 'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1';
  const parameters = `<Suite>${suite}</Suite><ChallengeFormat Encoding="DECIMAL" Min="8" Max="8"/><ResponseFormat Length="8" Encoding="DECIMAL"/>`;
  const algorithm = 'urn:ietf:params:xml:ns:keyprov:pskc:ocra';
  const { tokens } = await collectEvents(container(keyPackage({ algorithm, parameters })));
  assert.deepEqual(tokens[0]?.token.spec, {
    type: 'ocra',
    hash: 'sha256',
    digits: 8,
    periodSeconds: undefined,
    ocraSuite: suite,
  });
  const wrong = await collectEvents(
    container(keyPackage({ algorithm, parameters: parameters.replace('Length="8"', 'Length="6"') })),
  );
  assert.deepEqual(wrong.refused[0]?.problem, {
    code: 'digits-mismatch',
    params: { digits: 6, suiteDigits: 8 },
  });
});

test('PSKC refuses what it cannot honour, key by key', async () => {
  const collected = await collectEvents(
    container(
      [
        keyPackage({ serial: '1', parameters: '<ResponseFormat Length="8" Encoding="ALPHANUMERIC"/>' }),
        keyPackage({
          serial: '2',
          parameters: '<ResponseFormat Length="8" Encoding="DECIMAL" CheckDigits="true"/>',
        }),
        keyPackage({ serial: '3', parameters: '<ResponseFormat Length="0" Encoding="DECIMAL"/>' }),
        keyPackage({ serial: '4', algorithm: 'http://www.yubico.com/#yubikey-aes' }),
        keyPackage({ serial: '5', algorithm: TOTP_URI, parameters: '<Suite>HMAC-MD5</Suite>' }),
        keyPackage({
          serial: '6',
          algorithm: TOTP_URI,
          data: `${plainSecret}<TimeInterval><PlainValue>x</PlainValue></TimeInterval>`,
        }),
        keyPackage({ serial: '7', data: `${plainSecret}<Counter><PlainValue>-1</PlainValue></Counter>` }),
        keyPackage({ serial: '8', rest: '<Policy><ExpiryDate>soon</ExpiryDate></Policy>' }),
        keyPackage({ serial: '9', data: '<Secret><PlainValue>!!</PlainValue></Secret>' }),
        keyPackage({ serial: '10', data: '' }),
        keyPackage({ serial: 'no blanks' }),
        keyPackage({
          serial: '11',
          algorithm: TOTP_URI,
          data: `${plainSecret}<TimeDrift><PlainValue>1.5</PlainValue></TimeDrift>`,
        }),
      ].join('\n'),
    ),
  );
  assert.deepEqual(collected.tokens, []);
  assert.deepEqual(problemsOf(collected), [
    '2: response-encoding',
    '3: check-digit',
    '4: digits-malformed',
    '5: type-unknown',
    '6: hash-unknown',
    '7: period-malformed',
    '8: counter-malformed',
    '9: date-malformed',
    '10: seed-malformed',
    '11: seed-missing',
    '12: serial-malformed',
    '13: drift-malformed',
  ]);
});

test('PSKC ignores which prefix the namespace has, and reads CDATA and comments as XML does', async () => {
  const text =
    '<p:KeyContainer xmlns:p="urn:ietf:params:xml:ns:keyprov:pskc"><p:KeyPackage><p:Key Id="K&#45;1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc#hotp">' +
    `<p:Data><p:Secret><p:PlainValue><!-- x --><![CDATA[${SECRET_B64}]]></p:PlainValue></p:Secret></p:Data></p:Key></p:KeyPackage></p:KeyContainer>`;
  const { tokens } = await collectEvents(text);
  assert.deepEqual([tokens[0]?.token.serial, tokens[0]?.token.seed], ['K-1', SEED]);
});

test('PSKC reads time drift and a device of several keys', async () => {
  const text = container(
    `<Device><DeviceInfo><SerialNo>987654323</SerialNo></DeviceInfo>\n<Key KeyId="1" KeyAlgorithm="urn:ietf:params:xml:ns:keyprov:pskc#totp"><Usage OTP="true"><ResponseFormat Length="6" Format="DECIMAL"/></Usage>` +
      `<Data>${plainSecret}<TimeInterval><PlainValue>30</PlainValue></TimeInterval><TimeDrift><PlainValue>-4</PlainValue></TimeDrift></Data></Key>\n` +
      `<Key KeyId="2" KeyAlgorithm="urn:ietf:params:xml:ns:keyprov:pskc:pin"><Data/></Key></Device>`,
  );
  const collected = await collectEvents(text);
  assert.deepEqual([collected.detected?.format, collected.detected?.dialect], ['feitian-xml', 'draft']);
  assert.equal(collected.tokens[0]?.token.driftSteps, -4);
  assert.deepEqual(problemsOf(collected), ['4: pin-key']);
});

test('PSKC drafts: OCRA suite inside the algorithm', async () => {
  const text = container(
    '<Device><DeviceInfo><SerialNo>1</SerialNo></DeviceInfo><Key KeyId="1" KeyAlgorithm="urn:ietf:params:xml:ns:keyprov:pskc#OCRA-1:HOTP-SHA512-8:C-QN08">' +
      `<Usage CR="true"><ResponseFormat Length="8" Format="DECIMAL"/></Usage><Data>${plainSecret}<Counter><PlainValue>7</PlainValue></Counter></Data></Key></Device>`,
  );
  const { tokens } = await collectEvents(text);
  assert.deepEqual(
    [tokens[0]?.token.spec.ocraSuite, tokens[0]?.token.counter],
    ['OCRA-1:HOTP-SHA512-8:C-QN08', 7],
  );
});

test('PSKC drafts: Data named by attribute, bytes in Base64, DeviceId, Expiry', async () => {
  const draft = (algorithm: string): string =>
    '<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:container">' +
    `<EncryptionMethod algorithm="${algorithm}"/><DigestMethod algorithm="HMAC-SHA1"/><Device><DeviceId><Manufacturer>M</Manufacturer>` +
    '<SerialNo>98765432187</SerialNo><Expiry>01/31/2028</Expiry></DeviceId><Key KeyAlgorithm="HOTP" KeyId="1"><Usage><ResponseFormat format="DECIMAL" length="6"/></Usage>' +
    `<Data Name="SECRET"><Value>${SECRET_B64}</Value><ValueDigest>eA==</ValueDigest></Data><Data Name="COUNTER"><Value>AAAAAAAAACo=</Value></Data></Key></Device></KeyContainer>`;
  const { tokens, detected } = await collectEvents(draft('NONE'));
  assert.equal(detected?.format, 'feitian-xml');
  assert.deepEqual(
    [tokens[0]?.token.serial, tokens[0]?.token.counter, tokens[0]?.token.expiresAt, tokens[0]?.token.seed],
    ['98765432187', 42, Date.UTC(2028, 1, 1) - 1, SEED],
  );
  assert.deepEqual((await collectEvents(draft('PBE-3DES112-CBC'))).error?.params, {
    algorithm: 'PBE-3DES112-CBC',
  });
});

test('PSKC of another version is refused', async () => {
  const text = `<KeyContainer Version="2.0" ${NS}>${keyPackage({})}</KeyContainer>`;
  assert.deepEqual((await collectEvents(text)).error?.params, { version: '2.0' });
});

test('SafeNet XML reads seed, counter and the hash its length means', async () => {
  const token = (serial: string, seed: string): string =>
    `<Token serial="${serial}"><CaseModel>5</CaseModel><ProductName>eToken PASS</ProductName><Applications><Application ConnectorID="{a}"><Seed>${seed}</Seed><MovingFactor>1</MovingFactor></Application></Applications></Token>\n`;
  const collected = await collectEvents(
    `<?xml version="1.0"?>\n<Tokens>\n${token('00040008CFA5', 'ab'.repeat(20))}${token('00040008CFA6', 'ab'.repeat(32))}${token('7', '123412')}</Tokens>`,
  );
  assert.equal(collected.detected?.format, 'safenet-xml');
  assert.deepEqual(
    collected.tokens.map(({ line, token: { serial, spec, counter, model } }) => [
      line,
      serial,
      spec.hash,
      counter,
      model,
    ]),
    [
      [3, '00040008CFA5', 'sha1', 1, 'eToken PASS'],
      [4, '00040008CFA6', 'sha256', 1, 'eToken PASS'],
    ],
  );
  assert.deepEqual(problemsOf(collected), ['5: seed-too-short']);
});
