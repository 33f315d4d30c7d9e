import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { findParameterFault, pickGiven, pickParameters, pickSessionInfo } from './parameters.ts';

describe('findParameterFault()', () => {
  it('finds nothing wrong with what a server would take', () => {
    assert.equal(findParameterFault({ userId: '张三', password: ' p w\n' }), undefined);
    assert.equal(findParameterFault({ serial: 'AZ-09._:/x', otp: '0'.repeat(64), nextOtp: '1' }), undefined);
  });

  it('counts code points, as the server does', () => {
    assert.equal(findParameterFault({ userId: '𠮷'.repeat(128) }), undefined);
    assert.match(findParameterFault({ userId: '𠮷'.repeat(129) }) ?? '', /more than 128/);
    assert.match(findParameterFault({ userId: 'x'.repeat(1_000_000) }) ?? '', /more than 128/);
  });

  it('names the parameter at fault and never quotes it', () => {
    for (const value of [
      undefined,
      null,
      '',
      755224,
      ['755224'],
      { toString: () => '755224' },
      '755224'.repeat(99),
    ]) {
      const fault = findParameterFault({ userId: 'a', otp: value });
      assert.match(fault ?? '', /^"otp" /);
      assert.doesNotMatch(fault ?? '', /755224/);
    }
    assert.match(findParameterFault({ serial: '1 2' }) ?? '', /^"serial" has characters/);
  });

  it('looks into the fields of a transaction, and quotes none', () => {
    const field = { label: '金额', value: '1000.00' };
    assert.equal(findParameterFault({ fields: [field] }), undefined);
    for (const fields of [
      undefined,
      '1000.00',
      [],
      Array.from({ length: 17 }, () => field),
      ['1000.00'],
      [null],
      [field, { label: '金额' }],
      [{ ...field, value: '' }],
      [{ ...field, value: 1000 }],
      [{ ...field, value: '1000.00'.repeat(40) }],
      [{ ...field, label: '1000.00'.repeat(10) }],
    ]) {
      const fault = findParameterFault({ fields });
      assert.match(fault ?? '', /^"(fields|label|value)" /);
      assert.doesNotMatch(fault ?? '', /1000/);
    }
    assert.match(findParameterFault({ form: 'digits' }) ?? '', /^"form" /);
    assert.match(findParameterFault({ clientAddress: 'localhost' }) ?? '', /^"clientAddress" /);
  });

  it('refuses an assertion id that would lead to another path', () => {
    for (const assertionId of ['..', '.', 'a/b', 'a%2fb', 'a?b', 'a b', 'a\n']) {
      assert.notEqual(findParameterFault({ assertionId }), undefined, assertionId);
    }
  });
});

describe('pickParameters()', () => {
  it('takes the named fields of whatever it is given', () => {
    assert.deepEqual(pickParameters({ otp: '1', more: '2' }, ['otp']), { otp: '1' });
    assert.deepEqual(pickParameters(undefined, ['otp']), { otp: undefined });
    assert.deepEqual(pickParameters('text', ['otp']), { otp: undefined });
  });
});

test('pickSessionInfo() writes texts and bytes in hexadecimal, and lets nothing else through', () => {
  assert.deepEqual(pickSessionInfo({ sessionInfo: '会1' }), { sessionInfo: 'e4bc9a31' });
  assert.deepEqual(pickSessionInfo({ sessionInfo: Uint8Array.of(0, 255) }), { sessionInfo: '00ff' });
  for (const nothing of [undefined, null, {}, { sessionInfo: undefined }])
    assert.deepEqual(pickSessionInfo(nothing), {});
  for (const sessionInfo of [7, null, {}, '', new Uint8Array(0), new Uint8Array(513)])
    assert.notEqual(findParameterFault(pickSessionInfo({ sessionInfo })), undefined);
  assert.equal(findParameterFault(pickSessionInfo({ sessionInfo: new Uint8Array(512) })), undefined);
});

test('pickGiven() leaves out what is not there, so that an older server is not asked for it', () => {
  assert.deepEqual(pickGiven({ clientAddress: undefined, other: 1 }, ['clientAddress', 'form']), {});
  assert.deepEqual(pickGiven({ clientAddress: null }, ['clientAddress']), { clientAddress: null });
  assert.deepEqual(pickGiven(undefined, ['clientAddress']), {});
});
