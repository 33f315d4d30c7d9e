import { SeedFileError } from '../seed-file-error.ts';
import type { SeedFileCharset } from '../seed-file-event.ts';
import { checkOpening, checkSignature } from './check-signature.ts';
import { openTextDecoder } from './text-decoder.ts';

export interface TextSlice {
  readonly text: string;
  readonly charset: SeedFileCharset;
  readonly bytesRead: number;
}

/** Small enough that what one slice yields stays a small queue, large enough that the per-slice cost vanishes. */
const SLICE_BYTES = 1 << 16;
const HEAD_BYTES = 4096;

/**
 * Decodes a file slice by slice, whatever the size of the source's chunks.
 *
 * @throws {SeedFileError} when it is empty, no text, or something else than a token file
 * @throws the signal's reason when aborted, also while the source is silent
 */
export async function* readText(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<TextSlice> {
  let pending: Buffer = Buffer.alloc(0);
  let decoder: ReturnType<typeof openTextDecoder> | undefined;
  let bytesRead = 0;
  const decode = (bytes: Buffer): TextSlice => {
    const isFirst = decoder === undefined;
    decoder ??= openFile(bytes);
    bytesRead += bytes.length;
    const text = decoder.decode(bytes);
    if (isFirst) checkOpening(text);
    return { text, charset: decoder.charset, bytesRead };
  };
  for await (const chunk of abortable(source, signal)) {
    pending =
      pending.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
        : Buffer.concat([pending, chunk]);
    // Less than a head would leave the signatures unseen
    while (pending.length >= (decoder === undefined ? HEAD_BYTES : 1)) {
      signal?.throwIfAborted();
      yield decode(pending.subarray(0, SLICE_BYTES));
      pending = pending.subarray(SLICE_BYTES);
    }
  }
  if (pending.length > 0) yield decode(pending);
  if (decoder === undefined) throw new SeedFileError('empty-file');
  const rest = decoder.end();
  yield { text: rest, charset: decoder.charset, bytesRead };
}

function openFile(head: Buffer): ReturnType<typeof openTextDecoder> {
  checkSignature(head);
  return openTextDecoder(head);
}

/** The source, given up at once when the signal aborts: a stalled upload must not hold the import. */
async function* abortable(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  // Not Promise.race with one long-lived promise: that would keep every chunk of the file reachable from it
  let giveUp: ((reason: unknown) => void) | undefined;
  const abort = (): void => giveUp?.(signal?.reason);
  const next = (): Promise<IteratorResult<Uint8Array>> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      giveUp = reject;
      iterator.next().then(resolve, reject);
    });
  signal?.addEventListener('abort', abort, { once: true });
  let isOver = false;
  try {
    for (;;) {
      const result = await next();
      isOver = result.done === true;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    if (!isOver) await closeSource(iterator, signal);
  }
}

/** A source that is stuck in `next` answers `return` only after it: then it is not waited for. */
async function closeSource(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const closing = Promise.resolve(iterator.return?.()).catch(() => undefined);
  if (signal?.aborted !== true) await closing;
}
