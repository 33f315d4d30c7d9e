import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseOcraSuite } from './ocra-suite.ts';
import { questionUnderMac } from './transaction-code.ts';
import { typedQuestion } from './typed-question.ts';

const SUITES = {
  N: 'OCRA-1:HOTP-SHA256-8:C-QN64',
  H: 'OCRA-1:HOTP-SHA256-8:C-QH64',
  A: 'OCRA-1:HOTP-SHA256-8:C-QA64',
};
const FORMATS = Object.entries(SUITES).map(([format, text]) => ({ format, suite: parseOcraSuite(text) }));

test('typedQuestion() puts its length behind each value, and a 1 at the end', () => {
  for (const [suite, values, question] of [
    ['QN08', ['500'], '50031'],
    ['QN16', ['62221234', '500'], '62221234850031'],
    ['QN16', ['500', '62221234'], '5003622212348' + '1'],
    ['QN64', ['6222020200012345678', '0500'], '6222020200012345678' + '190' + '0500' + '4' + '1'],
    ['QH08', ['A0'], 'A021'],
    ['QA64', ['CNY 100.00', 'x'], 'CNY 100.00' + '100' + 'x' + '1' + '1'],
  ] as const)
    assert.equal(typedQuestion(values, parseOcraSuite(`OCRA-1:HOTP-SHA1-6:C-${suite}`)), question);
});

test('typedQuestion() refuses what a token of the suite cannot be given, or would not tell apart', () => {
  for (const [suite, values] of [
    ['QN08', []],
    ['QN08', ['']],
    ['QN08', ['12', '']],
    ['QN08', ['1']],
    ['QN08', ['1234567']],
    ['QN08', ['12a4']],
    ['QN08', ['-500']],
    ['QN08', [' 500']],
    ['QN08', ['500\n']],
    ['QN08', ['٣٤٥']],
    ['QN08', ['５００']],
    ['QH08', ['a0']],
    ['QH08', ['G0']],
    ['QA16', ['金额']],
    ['QA16', ['e\u0301te']],
    ['QA16', ['été']],
    ['QN64', ['1'.repeat(61)]],
  ] as const)
    assert.equal(
      typedQuestion(values, parseOcraSuite(`OCRA-1:HOTP-SHA1-6:C-${suite}`)),
      undefined,
      values.join(),
    );
});

for (const { format, suite } of FORMATS) {
  test(`typedQuestion() gives no two lists of values one question or one response (${format})`, () => {
    // Few characters, so that what is a length here is a value there.
    const unit = fc.constantFrom('0', '1', '2', '3', ...(format === 'N' ? [] : ['A']));
    const values = fc.array(fc.string({ unit, minLength: 1, maxLength: 13 }), { minLength: 1, maxLength: 5 });
    const border = fc.nat(20);
    fc.assert(
      fc.property(values, values, border, (one, other, at) => {
        for (const rival of [
          other,
          moved(one, at),
          one.toReversed(),
          [...one, '0'],
          ['0', ...one],
          [one.join('')],
        ]) {
          const [a, b] = [typedQuestion(one, suite), typedQuestion(rival, suite)];
          if (a === undefined || b === undefined) continue;
          const isSame = JSON.stringify(one) === JSON.stringify(rival);
          assert.equal(a === b, isSame);
          assert.equal(questionUnderMac(a, suite) === questionUnderMac(b, suite), isSame);
        }
      }),
    );
  });

  test(`typedQuestion() can be read back from what goes under the MAC (${format})`, () => {
    const unit = fc.constantFrom(...Array.from('0012345678916'));
    const values = fc.array(fc.string({ unit, minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, (given) => {
        const question = typedQuestion(given, suite);
        if (question !== undefined)
          assert.deepEqual(readBack(questionUnderMac(question, suite), format), given);
      }),
    );
  });
}

test('typedQuestion() has no two questions alike among all short ones', () => {
  const suite = parseOcraSuite('OCRA-1:HOTP-SHA256-8:C-QN08');
  const seen = new Map<string, string>();
  const all = (left: number): string[][] =>
    left === 0
      ? [[]]
      : [[], ...shortValues(left).flatMap((v) => all(left - v.length).map((more) => [v, ...more]))];
  for (const values of all(5)) {
    const question = typedQuestion(values, suite);
    if (question === undefined) continue;
    const underMac = questionUnderMac(question, suite);
    assert.equal(seen.get(underMac), undefined, `${values.join()} and ${seen.get(underMac)}`);
    seen.set(underMac, values.join());
  }
  assert.equal(seen.size > 1000, true);
});

/** The same characters with the first border elsewhere. */
function moved(values: readonly string[], at: number): string[] {
  const [first = '', second = '', ...rest] = values;
  const both = first + second;
  const border = 1 + (at % Math.max(1, both.length - 1));
  return [both.slice(0, border), both.slice(border), ...rest].filter((value) => value !== '');
}

function shortValues(maxLength: number): string[] {
  const digits = ['0', '1', '2', '6'];
  const longer = (values: string[]): string[] =>
    values.flatMap((value) => digits.map((digit) => value + digit));
  const found: string[] = [];
  for (let values = digits; values[0]!.length <= maxLength; values = longer(values)) found.push(...values);
  return found;
}

/** What was typed, from what `questionUnderMac` leaves of it: a number has no zeros in front any more. */
function readBack(underMac: string, format: string): string[] {
  let left = format === 'N' ? BigInt(`0x${underMac}`).toString() : underMac.toUpperCase();
  const take = (length: number): string => {
    const taken = left.slice(-length).padStart(length, '0');
    left = left.slice(0, -length);
    return taken;
  };
  assert.equal(take(1), '1');
  const values: string[] = [];
  while (left !== '') {
    const digit = Number(take(1));
    values.unshift(take(digit === 0 ? Number(take(2)) : digit));
  }
  return values;
}
