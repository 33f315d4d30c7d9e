import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TokenRecord, codeKindOf, decodeRecord, encodeRecord, titleOf } from './token-record.ts';

const record: TokenRecord = {
  serial: '0012345678',
  origin: 'online',
  issuer: '总公司',
  account: 'zhang.san',
  label: '',
  type: 'totp',
  hash: 'sm3',
  digits: 6,
  periodSeconds: 60,
  ocraSuite: null,
  counter: 0,
  state: 'unconfirmed',
  addedAtMs: 1_700_000_000_000,
};

test('decodeRecord() gives back what encodeRecord() wrote', () => {
  assert.deepEqual(decodeRecord(encodeRecord(record), 1), record);
});

test('decodeRecord() refuses what is no record', () => {
  const wrong: Record<string, unknown>[] = [
    { digits: 3 },
    { digits: '6' },
    { counter: -1 },
    { counter: 0.5 },
    { type: 'steam' },
    { state: undefined },
    { periodSeconds: 0 },
  ];
  for (const change of wrong) {
    const bytes = new TextEncoder().encode(JSON.stringify({ ...record, ...change }));
    assert.throws(() => decodeRecord(bytes, 1), TypeError, JSON.stringify(change));
  }
  assert.throws(() => decodeRecord(new TextEncoder().encode('{'), 1));
  assert.throws(() => decodeRecord(encodeRecord(record), 2), TypeError);
});

test('titleOf() prefers the label of the owner, then the issuer, then the serial', () => {
  assert.equal(titleOf({ ...record, label: 'VPN' }), 'VPN');
  assert.equal(titleOf(record), '总公司');
  assert.equal(titleOf({ ...record, issuer: '' }), '0012345678');
});

test('codeKindOf() tells time, event and challenge tokens apart', () => {
  assert.equal(codeKindOf(record), 'time');
  assert.equal(codeKindOf({ ...record, type: 'hotp', periodSeconds: null }), 'event');
  assert.equal(codeKindOf({ ...record, type: 'ocra', periodSeconds: null }), 'challenge');
  assert.equal(codeKindOf({ ...record, type: 'ocra' }), 'time');
});
