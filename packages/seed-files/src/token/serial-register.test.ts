import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SerialRegister } from './serial-register.ts';

test('SerialRegister.add() answers as a Map would, for any serials', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[A-Za-z0-9._:/-]{1,4}$/), { maxLength: 400 }), (serials) => {
      const register = new SerialRegister();
      const lines = new Map<string, number>();
      for (const [index, serial] of serials.entries()) {
        assert.equal(register.add(serial, index + 1), lines.get(serial));
        if (!lines.has(serial)) lines.set(serial, index + 1);
      }
    }),
  );
});

test('SerialRegister.add() grows to many serials and still knows each', () => {
  const register = new SerialRegister();
  const count = 50_000;
  for (let line = 1; line <= count; line += 1)
    assert.equal(register.add(String(3_009_000_000_000 + line), line), undefined);
  for (let line = 1; line <= count; line += 997)
    assert.equal(register.add(String(3_009_000_000_000 + line), 0), line);
});
