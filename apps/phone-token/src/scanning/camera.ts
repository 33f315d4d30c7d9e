/** Why there is no camera picture. */
export type CameraFault = 'none' | 'refused' | 'insecure' | 'busy';

/** The camera cannot be used; `fault` says what to tell the person. */
export class CameraError extends Error {
  override readonly name = 'CameraError';
  readonly fault: CameraFault;

  constructor(fault: CameraFault, cause?: unknown) {
    super(`Cannot use the camera: ${fault}`, { cause });
    this.fault = fault;
  }
}

/** How long the video element is asked for a frame. */
export const FRAME_INTERVAL_MS = 120;
/** Wide enough for a QR code that fills a third of the picture, small enough for a slow phone. */
const WANTED_WIDTH = 1280;
const WANTED_HEIGHT = 720;

/**
 * Opens the camera at the back.
 *
 * @throws {CameraError} with the reason
 */
export async function openCamera(): Promise<MediaStream> {
  if (!isSecureContext) throw new CameraError('insecure');
  if (!('mediaDevices' in navigator)) throw new CameraError('none');
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: {
        facingMode: { ideal: 'environment' },
        width: { ideal: WANTED_WIDTH },
        height: { ideal: WANTED_HEIGHT },
      },
    });
  } catch (cause) {
    throw new CameraError(faultOf(cause), cause);
  }
}

function faultOf(cause: unknown): CameraFault {
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'none';
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The frame the video shows now; undefined before its first one. */
export function grabFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | undefined {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
  canvas.width = videoWidth;
  canvas.height = videoHeight;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(video, 0, 0);
  return context?.getImageData(0, 0, videoWidth, videoHeight);
}
