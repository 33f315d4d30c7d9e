import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeedFileError } from '../seed-file-error.ts';
import { type CsvRow, readCsvRows } from './read-csv-rows.ts';

async function rowsOf(...chunks: (string | Buffer)[]): Promise<CsvRow[]> {
  const source = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  const rows: CsvRow[] = [];
  for await (const row of readCsvRows(source)) rows.push(row);
  return rows;
}

test('readCsvRows() keeps leading zeros and line numbers, skips blanks and comments', async () => {
  assert.deepEqual(await rowsOf('\uFEFF# list\r\n\r\n0012,', '000123,"000124"\r\n,,,\r\nB;1;2'), [
    { line: 3, fields: ['0012', '000123', '000124'] },
    { line: 5, fields: ['B', '1', '2'] },
  ]);
});

test('readCsvRows() splits each line by its own separator', async () => {
  const rows = await rowsOf('A\t1\t2\nB|1|2\nC 1  2\n="0D",\'01,2\n"E,1\n');
  assert.deepEqual(
    rows.map(({ fields }) => fields),
    [['A', '1', '2'], ['B', '1', '2'], ['C', '1', '2'], ['0D', '01', '2'], undefined],
  );
});

test('readCsvRows() reads what Chinese spreadsheets save, and refuses what is no text', async () => {
  const gbk = Buffer.concat([Buffer.from([0xc1, 0xee, 0xc5, 0xc6]), Buffer.from(',1,2\n')]);
  assert.deepEqual(await rowsOf(gbk), [{ line: 1, fields: ['令牌', '1', '2'] }]);
  await assert.rejects(rowsOf('PK\u0003\u0004'), SeedFileError);
  await assert.rejects(rowsOf(''), SeedFileError);
});
