import { randomBytes } from 'node:crypto';

export const CSV_HEADER = 'serial,secret,type,hash,digits,period,counter,drift,user';

export function serialOf(index: number): string {
  return `26${String(index).padStart(11, '0')}`;
}

/** A CSV token file of so many rows, in chunks, made as it is read. */
export async function* tokenCsv(
  rowCount: number,
  options: {
    readonly from?: number;
    readonly chunkRows?: number;
    /** whom the row is for */
    readonly userOf?: (index: number) => string;
  } = {},
): AsyncGenerator<Uint8Array> {
  const { from = 1, chunkRows = 1000, userOf = () => '' } = options;
  yield Buffer.from(`${CSV_HEADER}\n`);
  for (let at = 0; at < rowCount; at += chunkRows) {
    const seeds = randomBytes(20 * chunkRows);
    const lines = Array.from({ length: Math.min(chunkRows, rowCount - at) }, (_, i) => {
      const seed = seeds.subarray(i * 20, i * 20 + 20).toString('hex');
      return `${serialOf(from + at + i)},${seed},totp,sha1,6,30,,,${userOf(from + at + i)}\n`;
    });
    yield Buffer.from(lines.join(''));
  }
}

/** The bytes of a text, as a file would give them. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
