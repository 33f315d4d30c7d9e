import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeHex } from './encoding/hex.ts';
import { isOcraChallenge, ocraResponse } from './ocra.ts';
import { parseOcraSuite } from './ocra-suite.ts';
import { pureJsPrimitives } from './primitives.ts';
import {
  type Transaction,
  TransactionCodeError,
  encodeTransaction,
  formatTransactionCode,
  parseTransactionCode,
  questionUnderMac,
  transactionQuestion,
} from './transaction-code.ts';

const TRANSFER: Transaction = {
  serial: '3009000000006',
  suite: 'OCRA-1:HOTP-SHA1-6:QN08',
  nonce: Uint8Array.from({ length: 16 }, (_, index) => index),
  fields: [
    { label: '收款账号', value: '6222020200012345678' },
    { label: 'Amount', value: '1000.00' },
  ],
};
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const plain = { noNullPrototype: true };
const transaction = fc.record(
  {
    serial: text,
    suite: text,
    nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fields: fc.array(fc.record({ label: text, value: text }, plain), { minLength: 1, maxLength: 16 }),
  },
  plain,
);

test('encodeTransaction() writes every text behind its length', () => {
  const [short] = TRANSFER.fields;
  const encoded = encodeTransaction({
    ...TRANSFER,
    serial: 'A',
    suite: 'BC',
    fields: [{ ...short!, label: '额' }],
  });
  assert.equal(
    encodeHex(encoded),
    `4c505331${encodeHex(TRANSFER.nonce)}0001410002424301` +
      `0003e9a29d0013${encodeHex(new TextEncoder().encode('6222020200012345678'))}`,
  );
});

test('parseTransactionCode() gives back what formatTransactionCode() was given', () => {
  fc.assert(
    fc.property(transaction, (given) => {
      const encoded = encodeTransaction(given);
      assert.deepEqual(parseTransactionCode(formatTransactionCode(encoded)), { ...given, encoded });
    }),
  );
});

test('parseTransactionCode() refuses everything else', () => {
  const code = formatTransactionCode(encodeTransaction(TRANSFER));
  for (const wrong of [
    '',
    'LPS2.AAAA',
    code.slice(0, -3),
    `${code}AAAA`,
    code.replace('LPS1.', 'lps1.'),
    'LPS1.!',
  ])
    assert.throws(() => parseTransactionCode(wrong), TransactionCodeError, wrong);
});

test('encodeTransaction() has no two transactions with the same bytes', () => {
  fc.assert(
    fc.property(transaction, transaction, (one, other) => {
      const isSame = encodeHex(encodeTransaction(one)) === encodeHex(encodeTransaction(other));
      assert.equal(isSame, JSON.stringify(one) === JSON.stringify(other));
    }),
  );
  // What slides from one field into the next is another transaction.
  const split = (a: string, b: string) =>
    encodeHex(
      encodeTransaction({
        ...TRANSFER,
        fields: [
          { label: 'x', value: a },
          { label: b, value: 'y' },
        ],
      }),
    );
  assert.notEqual(split('12', '345'), split('123', '45'));
});

test("transactionQuestion() fits the suite's format and length", () => {
  const encoded = encodeTransaction(TRANSFER);
  for (const [suite, form] of [
    ['OCRA-1:HOTP-SHA1-6:QN08', /^\d{8}$/],
    ['OCRA-1:HOTP-SHA1-6:QN04', /^\d{4}$/],
    ['OCRA-1:HOTP-SHA256-8:QH40', /^[0-9A-F]{40}$/],
    ['OCRA-1:HOTP-SHA512-8:QA10-T1M', /^[2-9A-HJ-NP-Z]{10}$/],
    ['OCRA-1:HOTP-SHA512-8:QN64', /^\d{40}$/],
  ] as const) {
    const parsed = parseOcraSuite(suite);
    const question = transactionQuestion(encoded, parsed);
    assert.match(question, form);
    assert.equal(isOcraChallenge(parsed, question), true);
    const other = { ...TRANSFER, fields: [TRANSFER.fields[0]!, { label: 'Amount', value: '1000.01' }] };
    assert.notEqual(transactionQuestion(encodeTransaction(other), parsed), question);
  }
});

test('questionUnderMac() is the same exactly where the response is', () => {
  for (const [suiteText, unit] of [
    ['OCRA-1:HOTP-SHA1-8:QN08', fc.constantFrom(...Array.from('0123456789'))],
    ['OCRA-1:HOTP-SHA1-8:QH08', fc.constantFrom(...Array.from('0012aA'))],
    ['OCRA-1:HOTP-SHA1-8:QA08', fc.constantFrom(...Array.from('0aA'))],
  ] as const) {
    const suite = parseOcraSuite(suiteText);
    const seed = new Uint8Array(20).fill(7);
    const response = (challenge: string) =>
      ocraResponse({ primitives: pureJsPrimitives, seed, suite, challenge });
    const question = fc.string({ unit, minLength: 4, maxLength: 8 });
    fc.assert(
      fc.property(question, question, (one, other) =>
        assert.equal(
          questionUnderMac(one, suite) === questionUnderMac(other, suite),
          response(one) === response(other),
        ),
      ),
    );
    if (suite.challenge.format === 'N') assert.equal(response('1000'), response('16000'));
  }
});
