import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectEvents, problemsOf } from '../../test/collect-events.ts';

const HEX = '3132333435363738393031323334353637383930';
const HEX32 = `${HEX}${HEX.slice(0, 24)}`;
const BASE32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const SEED = new Uint8Array(Buffer.from(HEX, 'hex'));
const NOTHING = {
  manufacturer: undefined,
  model: undefined,
  startsAt: undefined,
  expiresAt: undefined,
  userLogin: undefined,
};
const HOTP = { type: 'hotp', hash: 'sha1', digits: 6, periodSeconds: undefined, ocraSuite: undefined };

test('OATH CSV reads hotp, totp and ocra rows with their defaults', async () => {
  const suite = 'OCRA-1:HOTP-SHA256-8:QA08';
  const { detected, tokens, refused } = await collectEvents(
    `t1, ${HEX}\nt2, ${HEX}, hotp, 8, 17\nt3, ${HEX}, totp\nt4, ${HEX}, TOTP, 8, 60\nt5,\t${HEX},\tocra, ${suite}\n\n`,
  );
  assert.deepEqual(refused, []);
  assert.deepEqual(
    [detected?.format, detected?.dialect, detected?.encoding],
    ['oath-csv', 'positional', 'hex'],
  );
  assert.deepEqual(tokens[0], {
    kind: 'token',
    line: 1,
    token: { serial: 't1', spec: HOTP, seed: SEED, counter: 0, driftSteps: 0, ...NOTHING },
  });
  assert.deepEqual([tokens[1]?.token.counter, tokens[1]?.token.spec.digits], [17, 8]);
  assert.deepEqual(tokens[2]?.token.spec, { ...HOTP, type: 'totp', periodSeconds: 30 });
  assert.deepEqual(tokens[3]?.token.spec, { ...HOTP, type: 'totp', digits: 8, periodSeconds: 60 });
  assert.deepEqual(tokens[4]?.token.spec, {
    ...HOTP,
    type: 'ocra',
    hash: 'sha256',
    digits: 8,
    ocraSuite: suite,
  });
});

test('OATH CSV takes the hash from a further column or from the type', async () => {
  const { tokens, refused } = await collectEvents(
    `a,${HEX32},totp,8,30,sha256\nb,${HEX32},hotp,8,,SHA-512\nc,${HEX},totp,6,sm3\nd,${HEX},TOTP256\ne,${HEX},totp-sm4\n`,
  );
  assert.deepEqual(refused, []);
  assert.deepEqual(
    tokens.map(({ token }) => token.spec.hash),
    ['sha256', 'sha512', 'sm3', 'sha256', 'sm4'],
  );
});

test('OATH CSV refuses what it does not know and never puts a default there', async () => {
  const rows = [
    `a,${HEX},motp,6`,
    `b,${HEX},totp,six`,
    `c,${HEX},totp,11`,
    `d,${HEX},totp,6,0`,
    `e,${HEX},totp,6,86401`,
    `f,${HEX},totp,6,30,md5`,
    `g,${HEX},hotp,6,99999999999999999`,
    `h,${HEX},ocra,OCRA-1:HOTP-SHA1-6:XX`,
    `i,${HEX},ocra`,
    `j,${HEX},ocra,OCRA-1:HOTP-SHA1-0:QN08`,
    `k,${HEX},totp256,6,30,sha512`,
    'l',
    `m,,totp`,
    `n,"${HEX},totp`,
    `bad serial!,${HEX},totp`,
    `,${HEX},totp`,
    `${'x'.repeat(65)},${HEX}`,
    `o,${HEX},hotp,6,1,sha1,what`,
  ];
  const collected = await collectEvents(rows.join('\n'));
  assert.deepEqual(collected.tokens, []);
  assert.deepEqual(problemsOf(collected), [
    '1: type-unknown',
    '2: digits-malformed',
    '3: digits-malformed',
    '4: period-malformed',
    '5: period-malformed',
    '6: column-unexpected',
    '7: counter-too-large',
    '8: suite-malformed',
    '9: suite-missing',
    '10: suite-malformed',
    '11: hash-mismatch',
    '12: columns-missing',
    '13: seed-missing',
    '14: quote-open',
    '15: serial-malformed',
    '16: serial-missing',
    '17: serial-malformed',
    '18: column-unexpected',
  ]);
});

test('OATH CSV refuses short and long seeds with their length', async () => {
  const { refused, tokens } = await collectEvents(
    `ok,${HEX}\na,31323334\nb,${'ab'.repeat(129)}\nc,${HEX}f\nd,xyz\n`,
  );
  assert.equal(tokens.length, 1);
  assert.deepEqual(
    refused.map(({ problem }) => problem),
    [
      { code: 'seed-too-short', params: { bytes: 4, minBytes: 16 } },
      { code: 'seed-too-long', params: { bytes: 129, maxBytes: 128 } },
      { code: 'seed-malformed', params: { encoding: 'HEX' } },
      { code: 'seed-malformed', params: { encoding: 'HEX' } },
    ],
  );
});

test('OATH CSV refuses a serial that stands in the file already and names the line; a refused row claims no serial', async () => {
  const { refused, tokens } = await collectEvents(`1,xx\n1,${HEX}\n01,${HEX}\n1,${HEX}\n`);
  assert.deepEqual(
    tokens.map(({ token }) => token.serial),
    ['1', '01'],
  );
  assert.deepEqual(refused[1], {
    kind: 'refused',
    line: 4,
    serial: '1',
    problem: { code: 'serial-duplicate', params: { firstLine: 2 } },
  });
});

test('OATH CSV explains what a spreadsheet did to numbers, and undoes what it wrapped around text', async () => {
  const collected = await collectEvents(
    `serial,secret,type\r\n3.009E+12,${HEX},totp\r\n'0030,${HEX},totp\r\n="0031",${HEX},totp\r\n"0032","${HEX}","totp"\r\n0033,1.23E+39,totp\r\n,,\r\n`,
  );
  assert.deepEqual(problemsOf(collected), ['2: serial-number-format', '6: seed-number-format']);
  assert.deepEqual(
    collected.tokens.map(({ token }) => token.serial),
    ['0030', '0031', '0032'],
  );
});

test('OATH CSV of version 2 binds to the user of the first column', async () => {
  const { detected, tokens } = await collectEvents(
    `# version: 2\nhans,resolver,realm,s1,${HEX},totp,8,60\n,,,s2,${HEX},hotp\n`,
  );
  assert.equal(detected?.dialect, 'user-columns');
  assert.deepEqual(
    tokens.map(({ token }) => [token.serial, token.userLogin]),
    [
      ['s1', 'hans'],
      ['s2', undefined],
    ],
  );
});

for (const separator of [',', ';', '\t', '|']) {
  test(`header CSV separated by ${JSON.stringify(separator)} takes columns in any order and language`, async () => {
    const rows = [
      ['用户名', '备注', '步长', '种子(hex)', '位数', '类型', '令牌号', '厂商', '型号', '失效日期'],
      ['zhang', '', '60', HEX, '8', '时间', '0001', '飞天', 'C200', '2030-12-31'],
    ];
    const { detected, tokens, refused } = await collectEvents(
      rows.map((row) => row.join(separator)).join('\r\n'),
    );
    assert.deepEqual(refused, []);
    assert.deepEqual([detected?.format, detected?.dialect], ['oath-csv', 'header']);
    assert.deepEqual(tokens[0]?.token, {
      serial: '0001',
      spec: { ...HOTP, type: 'totp', digits: 8, periodSeconds: 60 },
      seed: SEED,
      counter: 0,
      driftSteps: 0,
      manufacturer: '飞天',
      model: 'C200',
      startsAt: undefined,
      expiresAt: Date.UTC(2031, 0, 1) - 1,
      userLogin: 'zhang',
    });
  });
}

test('header CSV reads an algorithm column as type or as hash', async () => {
  const { tokens } = await collectEvents(
    `sn,seed,type,algorithm,counter\na,${HEX},totp,SHA256,\nb,${HEX},,hotp,5\nc,${HEX},totp,,\n`,
  );
  assert.deepEqual(
    tokens.map(({ token }) => [token.spec.type, token.spec.hash, token.counter]),
    [
      ['totp', 'sha256', 0],
      ['hotp', 'sha1', 5],
      ['totp', 'sha1', 0],
    ],
  );
});

test('header CSV without a type is refused per row unless the caller says what it means', async () => {
  const text = `serial,seed\na,${HEX}\n`;
  assert.deepEqual(problemsOf(await collectEvents(text)), ['2: type-missing']);
  const { tokens } = await collectEvents(text, {
    defaults: { type: 'totp', periodSeconds: 60, hash: 'sha256', digits: 8 },
  });
  assert.deepEqual(tokens[0]?.token.spec, {
    ...HOTP,
    type: 'totp',
    hash: 'sha256',
    digits: 8,
    periodSeconds: 60,
  });
});

test('header CSV names a lacking or doubled column', async () => {
  assert.equal((await collectEvents(`serial,type,digits\n1,totp,6`)).error?.code, 'header-no-seed');
  assert.equal((await collectEvents(`\n# x\nsecret,type\n${HEX},totp`)).error?.line, 3);
  assert.equal((await collectEvents(`sn,serial,seed\n1,2,${HEX}`)).error?.code, 'header-ambiguous');
});

test('Entra CSV reads Base32 and hexadecimal, time tokens, and the user', async () => {
  const head = '\ufeffupn,serial number,secret key,time interval,manufacturer,model\r\n';
  const { detected, tokens } = await collectEvents(
    `${head}h@example.com,0012,${BASE32.toLowerCase()},60,Contoso,HardwareKey\r\n`,
  );
  assert.deepEqual([detected?.format, detected?.encoding], ['entra-csv', 'base32']);
  assert.deepEqual(tokens[0]?.token, {
    serial: '0012',
    spec: { ...HOTP, type: 'totp', periodSeconds: 60 },
    seed: SEED,
    counter: 0,
    driftSteps: 0,
    ...NOTHING,
    manufacturer: 'Contoso',
    model: 'HardwareKey',
    userLogin: 'h@example.com',
  });
  const hex = await collectEvents(`${head}h@example.com,0012,${HEX},30,Contoso,HardwareKey\r\n`);
  assert.equal(hex.detected?.encoding, 'hex');
});

test('Entra CSV drops bits beyond the last byte of a Base32 seed, as authenticators do', async () => {
  const { tokens } = await collectEvents(
    'upn,serial number,secret key,time interval\na@b,1,2234567abcdef2234567abcdef,30\n',
  );
  assert.equal(tokens[0]?.token.seed.length, 16);
});

test('multiOTP CSV reads hotp and totp and refuses mOTP', async () => {
  const collected = await collectEvents(
    `A1;demo;HOTP;${HEX};6;3\nA2;demo;TOTP;${HEX};6;60\nA3;demo;mOTP;01234567890123450123456789012345;6;10\n`,
  );
  assert.equal(collected.detected?.format, 'multiotp-csv');
  assert.deepEqual(
    collected.tokens.map(({ token }) => [
      token.spec.type,
      token.counter,
      token.spec.periodSeconds,
      token.manufacturer,
    ]),
    [
      ['hotp', 3, undefined, 'demo'],
      ['totp', 0, 60, 'demo'],
    ],
  );
  assert.deepEqual(problemsOf(collected), ['3: type-unknown']);
});

test('PhenixID CSV reads both of its rows', async () => {
  const { detected, tokens } = await collectEvents(`HOTP;100;${HEX};5\nTOTP;101;SHA256;${HEX};0;60;8\n`);
  assert.equal(detected?.format, 'phenixid-csv');
  assert.deepEqual(
    tokens.map(({ token }) => [token.serial, token.counter, token.spec.hash, token.spec.digits]),
    [
      ['100', 5, 'sha1', 6],
      ['101', 0, 'sha256', 8],
    ],
  );
});

test('Yubico CSV reads OATH-HOTP of both formats and refuses the other modes', async () => {
  const collected = await collectEvents(
    [
      '# Traditional Format:',
      `OATH-HOTP,11.12.13 18:55,1,ccccccbchvth,,${HEX},,,0,0,0,8,0,0,0,0,0,0`,
      'Yubico OTP,12/11/2013 11:10,1,vvgutbiedkvi,ab86c04de6a3,d26a7c0f85fdda28bd816e406342b214,,,0,0,0,0,0,0,0,0,0,0',
      'Static Password,11.12.13 19:08,1,,d5a3d50327dc,0e8e37b0e38b314a56748c030f58d21d,,,0,0,0,0,0,0,0,0,0,0',
      '# Yubico Format:',
      `508327,,0,${HEX},,2013-12-12T08:41:07,`,
      '508328,cccccccccccc,83cebdfb7b93,a47c5bf9c152202f577be6721c0113af,,2013-12-12T08:43:17,',
      '508329,,,9e2fd386224a7f77e9b5aee775464033,,2013-12-12T08:44:34,',
    ].join('\n'),
  );
  assert.deepEqual([collected.detected?.format, collected.detected?.encoding], ['yubico-csv', 'hex']);
  assert.deepEqual(
    collected.tokens.map(({ line, token }) => [line, token.serial, token.spec.digits]),
    [
      [2, 'ccccccbchvth-1', 8],
      [6, '508327', 6],
    ],
  );
  assert.deepEqual(
    collected.refused.map(({ line, problem }) => [line, problem.params['mode']]),
    [
      [3, 'Yubico OTP'],
      [4, 'Static Password'],
      [7, 'Yubico OTP'],
      [8, 'Static Password'],
    ],
  );
});

test('CSV with old Macintosh line ends is read', async () => {
  const { tokens } = await collectEvents(`a,${HEX}\rb,${HEX}\r`);
  assert.deepEqual(
    tokens.map(({ line }) => line),
    [1, 2],
  );
});

test('CSV without line ends is refused instead of gathered', async () => {
  assert.equal((await collectEvents('a'.repeat(200_000), {}, 1000)).error?.code, 'line-too-long');
});

test('findEncoding() takes hexadecimal although it is Base64 as well', async () => {
  for (const hexDigits of [32, 40, 48, 64, 128]) {
    const { detected } = await collectEvents(`a,${'3a'.repeat(hexDigits / 2)}\nb,${'not a seed'}\n`);
    assert.equal(detected?.encoding, 'hex');
  }
});

test('findEncoding() takes Base32 in capitals although it is Base64 as well', async () => {
  const { detected, tokens } = await collectEvents(`a,${BASE32}\n`);
  assert.equal(detected?.encoding, 'base32');
  assert.deepEqual(tokens[0]?.token.seed, SEED);
});

test('findEncoding() asks when several encodings fit every seed', async () => {
  const small = await collectEvents(`a,${BASE32.toLowerCase()}\n`);
  assert.deepEqual(
    [small.error?.code, small.error?.params['encodings']],
    ['encoding-ambiguous', 'Base32 / Base64'],
  );
  const mixed = await collectEvents(`a,${HEX}\nb,${BASE32}\n`);
  assert.equal(mixed.error?.code, 'encoding-ambiguous');
});

test('findEncoding() is not asked when the caller or the header names the encoding', async () => {
  const named = await collectEvents(`a,${BASE32}\n`, { encoding: 'base32' });
  assert.deepEqual(named.tokens[0]?.token.seed, SEED);
  const header = await collectEvents(`serial,secret (base32),type\na,${BASE32},totp\n`);
  assert.deepEqual([header.detected?.encoding, header.tokens.length], ['base32', 1]);
  const base64 = await collectEvents(`serial,seed,type\na,MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=,totp\n`);
  assert.deepEqual([base64.detected?.encoding, base64.tokens[0]?.token.seed], ['base64', SEED]);
});

test('findEncoding() decides by 200 rows; a later row that does not fit is refused alone', async () => {
  const rows = Array.from({ length: 300 }, (_, index) => `s${index},${index === 250 ? BASE32 : HEX}`);
  const collected = await collectEvents(rows.join('\n'));
  assert.equal(collected.tokens.length, 299);
  assert.deepEqual(problemsOf(collected), ['251: seed-malformed']);
});

test('refused rows never repeat a seed that stands in the wrong column', async () => {
  const shifted = await collectEvents(
    `serial,secret,type,digits\n${HEX},x1,totp,6\nx2,${HEX},${HEX},6\nx3,${HEX},totp,${HEX}\n`,
  );
  assert.equal(shifted.refused.length, 3);
  assert.equal(JSON.stringify(shifted.refused).includes(HEX), false);
});
