import { writeFile } from 'node:fs/promises';
import encodeQR from 'qr';
import { PNG } from 'pngjs';

/** What the fake camera is to see: a PNG (e.g. a screenshot of the page that shows the QR code), or the text of a QR code. */
export type CameraView = { readonly png: Buffer } | { readonly qrText: string };

interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** 0 black to 255 white, row by row */
  readonly at: (x: number, y: number) => number;
}

const FRAME_WIDTH = 1280;
const FRAME_HEIGHT = 720;
/** One second at this rate; Chromium plays the file over and over. */
const FRAMES_PER_SECOND = 10;
/** Share of the frame's height that the picture fills; the rest is a grey desk around it. */
const FILLED_SHARE = 0.8;
const DESK_GREY = 150;

/**
 * Writes what Chromium's fake camera shows, a YUV4MPEG2 file. Start the browser with
 * `--use-fake-ui-for-media-stream --use-fake-device-for-media-stream --use-file-for-fake-video-capture=<path>`.
 *
 * The file is read anew whenever a page opens the camera, so a test can write another view to the same path in between.
 *
 * @param path where to write; the name has to end in `.y4m`
 * @example
 * await writeCameraFile('camera.y4m', { qrText: distribution.qr });
 */
export async function writeCameraFile(path: string, view: CameraView): Promise<void> {
  const frame = drawFrame('png' in view ? readPng(view.png) : drawQr(view.qrText));
  const header = `YUV4MPEG2 W${FRAME_WIDTH} H${FRAME_HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`;
  const parts: Uint8Array[] = [Buffer.from(header)];
  for (let i = 0; i < FRAMES_PER_SECOND; i++) parts.push(Buffer.from('FRAME\n'), frame);
  await writeFile(path, Buffer.concat(parts));
}

/** One frame in planar 4:2:0: brightness, then the two colour planes, which stay neutral. */
function drawFrame(picture: GreyPicture): Uint8Array {
  const pixels = FRAME_WIDTH * FRAME_HEIGHT;
  const frame = new Uint8Array(pixels + pixels / 2).fill(128, pixels);
  const scale = Math.min(
    (FRAME_HEIGHT * FILLED_SHARE) / picture.height,
    (FRAME_WIDTH * FILLED_SHARE) / picture.width,
  );
  const width = Math.floor(picture.width * scale);
  const height = Math.floor(picture.height * scale);
  const left = Math.floor((FRAME_WIDTH - width) / 2);
  const top = Math.floor((FRAME_HEIGHT - height) / 2);
  frame.fill(DESK_GREY, 0, pixels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      frame[(top + y) * FRAME_WIDTH + left + x] = picture.at(Math.floor(x / scale), Math.floor(y / scale));
  return frame;
}

function readPng(file: Buffer): GreyPicture {
  const { width, height, data } = PNG.sync.read(file);
  const at = (x: number, y: number) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(
      (y * width + x) * 4,
      (y * width + x) * 4 + 4,
    );
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    return Math.round((grey * alpha + 255 * (255 - alpha)) / 255);
  };
  return { width, height, at };
}

function drawQr(text: string): GreyPicture {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const at = (x: number, y: number) => (modules[y]?.[x] === true ? 0 : 255);
  return { width: modules.length, height: modules.length, at };
}
