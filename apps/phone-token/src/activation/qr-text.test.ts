import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OFFLINE_PROFILES, encodeActivationCode } from '@lingpai/algorithms';
import { isActivationFragment } from './activation-fragment.ts';
import { parseActivationFragment, parseQrText } from './qr-text.ts';

const SITE = 'https://token.example.com';
const TICKET = 'AbCdEfGhIjKlMnOpQrStUv';
const code = encodeActivationCode({
  profile: OFFLINE_PROFILES[0]!,
  random: Uint8Array.from({ length: 15 }, (_, i) => i * 7),
}).replaceAll('-', '');

test('parseQrText() reads an online activation of this site', () => {
  assert.deepEqual(parseQrText(`${SITE}/#/activate/1.${TICKET}`, SITE), { kind: 'online', ticket: TICKET });
  assert.deepEqual(parseQrText(` ${SITE}/#/activate/1.${TICKET}\n`, SITE), {
    kind: 'online',
    ticket: TICKET,
  });
});

test('parseQrText() reads an offline activation with any serial', () => {
  for (const serial of ['0012345678', 'A/B:c_1.-'])
    for (const flag of ['p', 'n'])
      assert.deepEqual(
        parseQrText(`${SITE}/#/offline/1.${code}.${flag}.${encodeURIComponent(serial)}`, SITE),
        {
          kind: 'offline',
          code,
          serial,
          passwordNeeded: flag === 'p',
        },
      );
});

test('parseQrText() reads an otpauth:// text of another service', () => {
  const uri = 'otpauth://totp/ACME:alice?secret=JBSWY3DPEHPK3PXP&issuer=ACME&algorithm=SHA256&digits=8';
  const read = parseQrText(uri, SITE);
  assert.equal(read.kind, 'personal');
  assert.ok(read.kind === 'personal' && read.key.hash === 'sha256' && read.key.digits === 8);
});

const reasonOf = (text: string) => {
  const read = parseQrText(text, SITE);
  return read.kind === 'refused' ? `${read.reason} ${read.detail}`.trim() : read.kind;
};

test('parseQrText() says why another text is of no use', () => {
  assert.equal(reasonOf(`https://other.example/#/activate/1.${TICKET}`), 'other-site https://other.example');
  assert.equal(
    reasonOf(`http://token.example.com/#/activate/1.${TICKET}`),
    'other-site http://token.example.com',
  );
  assert.equal(reasonOf(`${SITE}/#/activate/2.${TICKET}`), 'later-version');
  assert.equal(reasonOf(`${SITE}/#/offline/7.x.p.y`), 'later-version');
  assert.equal(reasonOf(`${SITE}/#/activate/1.short`), 'incomplete');
  assert.equal(reasonOf(`${SITE}/#/offline/1.${code.slice(0, 25)}.p.1`), 'incomplete');
  assert.equal(
    reasonOf(`${SITE}/#/offline/1.${code.slice(0, 25)}${code.endsWith('0') ? '1' : '0'}.p.1`),
    'incomplete',
  );
  assert.equal(reasonOf(`${SITE}/#/offline/1.${code}.p.%E0%A4%A`), 'incomplete');
  assert.equal(reasonOf('otpauth://totp/x?digits=6'), 'key-uri');
  assert.equal(reasonOf('otpauth-migration://offline?data=AAAA'), 'key-uri-export');
  assert.equal(reasonOf('https://example.com/shop?id=3'), 'web-address example.com');
  for (const text of ['', '12345', 'WIFI:S:x;P:y;;', 'javascript:alert(1)', 'BEGIN:VCARD'])
    assert.equal(reasonOf(text), 'unknown', text);
});

test('parseActivationFragment() reads what a followed link leaves in the address bar', () => {
  assert.deepEqual(parseActivationFragment(`#/activate/1.${TICKET}`), { kind: 'online', ticket: TICKET });
  assert.ok(isActivationFragment(`#/activate/1.${TICKET}`));
  for (const fragment of ['', '#', '#/scan', '#/activate/'])
    assert.ok(!isActivationFragment(fragment), fragment);
});
