import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** One picture to read: RGBA bytes. */
export interface ReadRequest {
  readonly id: number;
  readonly pixels: ArrayBuffer;
  readonly width: number;
  readonly height: number;
  /** slower, for a picture that is not going to get better */
  readonly thorough: boolean;
}
/** `text` is undefined when there is no QR code; `failed` when the reader itself could not be loaded. */
export interface ReadReply {
  readonly id: number;
  readonly text: string | undefined;
  readonly failed: boolean;
}

// the reader's own default is a public CDN; ours lies beside this file and is precached
const ready = prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });

async function read({ id, pixels, width, height, thorough }: ReadRequest): Promise<ReadReply> {
  try {
    await ready;
    const image = new ImageData(new Uint8ClampedArray(pixels), width, height);
    const [found] = await readBarcodes(image, {
      formats: ['QRCode'],
      maxNumberOfSymbols: 1,
      tryHarder: thorough,
      tryInvert: true,
    });
    return { id, text: found?.text, failed: false };
  } catch {
    return { id, text: undefined, failed: true };
  }
}

addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => {
  void read(data).then((reply) => postMessage(reply));
});
