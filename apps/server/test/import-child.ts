import { writeSync } from 'node:fs';
import { Refusal } from '@lingpai/domain';
import { importTokenFile } from '../src/imports/import-token-file.ts';
import { ADMIN } from './activation.ts';
import { composeForTest } from './compose-for-test.ts';
import { tokenCsv } from './token-csv.ts';

/** Imports until it is killed; says on stdout when some rows are written. With `boundRows` it stops between two pieces of its bindings. */
const [dataDir = '', databaseUrl = '', organizationId = '', boundRows = ''] = process.argv.slice(2);
const { context } = await composeForTest(dataDir, databaseUrl || undefined);
const outcome = importTokenFile(
  {
    bytes:
      boundRows === ''
        ? tokenCsv(1_000_000)
        : tokenCsv(Number(boundRows), { userOf: (index) => `user-${index}` }),
    reader: {},
    organizationId: Number(organizationId),
    enable: true,
    fileName: 'killed.csv',
    isDryRun: false,
    requester: ADMIN,
    onProgress: ({ rowsNew, rowsBoundYet }) => {
      if (boundRows === '') process.stdout.write(`${rowsNew}\n`);
      else if (rowsBoundYet >= 2000) stopHere(rowsBoundYet);
    },
  },
  context,
);
/** Blocks this process, so that it is killed here and nowhere else. */
function stopHere(rowsBoundYet: number): void {
  writeSync(1, `${rowsBoundYet}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300_000);
}

try {
  await outcome;
} catch (error) {
  if (!(error instanceof Refusal && error.code === 'import.cancelled')) throw error;
  process.exit(3);
}
