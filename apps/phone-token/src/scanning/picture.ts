import { QrReader } from './qr-reader.ts';

/** What became of a picture file: its QR code's text, or why there is none. */
export type PictureResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'no-code' }
  | { readonly kind: 'not-a-picture' };

/** Longest sides to try, in pixels: a photo reads better small, a screenshot better as it is. */
const LONGEST_SIDES = [1600, 800, 3200];

/** Reads a QR code from a picture that was chosen, pasted or dropped. */
export async function readPicture(file: Blob): Promise<PictureResult> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { kind: 'not-a-picture' };
  }
  const reader = new QrReader();
  try {
    for (const longestSide of LONGEST_SIDES) {
      const text = await reader.read(drawScaled(bitmap, longestSide), true);
      if (text !== undefined) return { kind: 'text', text };
    }
    return { kind: 'no-code' };
  } finally {
    reader.close();
    bitmap.close();
  }
}

function drawScaled(bitmap: ImageBitmap, longestSide: number): ImageData {
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new TypeError('Cannot read the picture: no canvas');
  // a code on a transparent ground would be black on black
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
