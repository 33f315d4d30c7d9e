import { Refusal } from '@lingpai/domain';
import { importTokenFile } from '../src/imports/import-token-file.ts';
import { ADMIN } from './activation.ts';
import { composeForTest } from './compose-for-test.ts';
import { tokenCsv } from './token-csv.ts';

/** Imports until it is killed; says on stdout when some rows are written. */
const [dataDir = '', databaseUrl = '', organizationId = ''] = process.argv.slice(2);
const { context } = await composeForTest(dataDir, databaseUrl || undefined);
const outcome = importTokenFile(
  {
    bytes: tokenCsv(1_000_000),
    reader: {},
    organizationId: Number(organizationId),
    enable: true,
    fileName: 'killed.csv',
    isDryRun: false,
    requester: ADMIN,
    onProgress: ({ rowsNew }) => void process.stdout.write(`${rowsNew}\n`),
  },
  context,
);
try {
  await outcome;
} catch (error) {
  if (!(error instanceof Refusal && error.code === 'import.cancelled')) throw error;
  process.exit(3);
}
