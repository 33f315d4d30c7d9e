import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CONTAINER_END, containerStart, keyPackageXml } from '../test/write-pskc.ts';
import { readSeedFile } from './index.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const CSV_ROWS = 200_000;
const KEY_PACKAGES = 60_000;
/** Serials take about 40 bytes each; the files are 14 MB as CSV and 46 MB as PSKC, their tokens far more. */
const MAX_GROWTH_BYTES = 16 * 1024 * 1024;

function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function seedOf(index: number): Buffer {
  return createHash('sha1').update(String(index)).digest();
}

async function* inBatches(
  rows: number,
  rowAt: (index: number) => string,
  start = '',
  end = '',
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  for (let index = 0; index < rows; index += 500) {
    yield Buffer.from(Array.from({ length: 500 }, (_, offset) => rowAt(index + offset)).join(''));
  }
  yield Buffer.from(end);
}

async function growthOver(
  source: AsyncIterable<Uint8Array>,
): Promise<{ tokens: number; growthBytes: number }> {
  const before = usedBytes();
  let tokens = 0;
  let most = 0;
  for await (const event of readSeedFile(source)) {
    if (event.kind !== 'token') continue;
    tokens += 1;
    if (tokens % 10_000 === 0) most = Math.max(most, usedBytes());
  }
  return { tokens, growthBytes: most - before };
}

test('readSeedFile() holds no more memory for 200,000 CSV rows than their serials need', async () => {
  const { tokens, growthBytes } = await growthOver(
    inBatches(
      CSV_ROWS,
      (index) => `${3_009_000_000_000 + index},${seedOf(index).toString('hex')},totp,6,60\n`,
    ),
  );
  assert.equal(tokens, CSV_ROWS);
  assert.ok(growthBytes < MAX_GROWTH_BYTES, `grew by ${growthBytes} bytes`);
});

test('readSeedFile() holds no more memory for 60,000 key packages than their serials need', async () => {
  const nothing = {
    manufacturer: 'M',
    model: undefined,
    startsAt: undefined,
    expiresAt: undefined,
    userLogin: undefined,
  };
  const spec = { type: 'totp', hash: 'sha1', digits: 6, periodSeconds: 60, ocraSuite: undefined } as const;
  const packageAt = (index: number): string =>
    keyPackageXml({
      serial: String(3_009_000_000_000 + index),
      spec,
      seed: seedOf(index),
      counter: 0,
      driftSteps: 0,
      ...nothing,
    });
  const { tokens, growthBytes } = await growthOver(
    inBatches(KEY_PACKAGES, packageAt, containerStart(), CONTAINER_END),
  );
  assert.equal(tokens, KEY_PACKAGES);
  assert.ok(growthBytes < MAX_GROWTH_BYTES, `grew by ${growthBytes} bytes`);
});
