import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDate } from './parse-date.ts';

test('parseDate() reads the forms of PSKC and of spreadsheets', () => {
  const day = Date.UTC(2030, 11, 31);
  for (const text of [
    '2030-12-31',
    '2030/12/31',
    '2030.12.31',
    '20301231',
    '2030年12月31日',
    '31/12/2030',
    '12/31/2030',
    '2030-12-31T00:00:00Z',
    '2030-12-31T08:00:00+08:00',
    '2030-12-31T08:00:00+0800',
    ' 2030-12-31 00:00 ',
  ]) {
    assert.equal(parseDate(text, 'start'), day, text);
  }
  assert.equal(parseDate('2030-12-31T23:59:59.5', 'end'), day + 86_399_000);
  assert.equal(parseDate('2030-12-31', 'end'), day + 86_399_999);
  assert.equal(parseDate('01/01/2008', 'start'), Date.UTC(2008, 0, 1));
});

test('parseDate() refuses what is no date or could be two', () => {
  for (const text of [
    'soon',
    '2030-02-30',
    '2030-13-01',
    '01/02/2008',
    '2030-12-31T25:00:00Z',
    '2023-02-29T00:00:00Z',
    '45291',
    '0',
  ]) {
    assert.throws(() => parseDate(text, 'start'), {
      problem: { code: 'date-malformed', params: { date: text.length > 16 ? '…' : text } },
    });
  }
});
