import type { ReadReply, ReadRequest } from './qr-worker.ts';

/** Reads QR codes off the main thread. Close it when the screen goes. */
export class QrReader {
  readonly #worker = new Worker(new URL('./qr-worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, (text: string | undefined) => void>();
  #lastId = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<ReadReply>) => {
      this.#waiting.get(data.id)?.(data.text);
      this.#waiting.delete(data.id);
    });
  }

  /** @returns the text of a QR code in the picture, if there is one */
  read(image: ImageData, thorough: boolean): Promise<string | undefined> {
    const id = ++this.#lastId;
    const pixels = image.data.buffer as ArrayBuffer;
    const request: ReadRequest = { id, pixels, width: image.width, height: image.height, thorough };
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage(request, [pixels]);
    });
  }

  close(): void {
    this.#worker.terminate();
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
