import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findParameterFault, pickParameters } from './parameters.ts';

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
