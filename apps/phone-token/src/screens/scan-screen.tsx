import { useEffect, useRef, useState } from 'react';
import { parseQrText } from '../activation/qr-text.ts';
import { Icon } from '../components/icon.tsx';
import { Notice, PageFrame } from '../components/page.tsx';
import {
  CameraError,
  type CameraFault,
  FRAME_INTERVAL_MS,
  grabFrame,
  openCamera,
  stopCamera,
} from '../scanning/camera.ts';
import { readPicture } from '../scanning/picture.ts';
import { QrReader } from '../scanning/qr-reader.ts';
import { useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { useFollowQrText } from '../state/use-qr-text.ts';

/** 扫一扫 */
export function ScanScreen() {
  const t = useText();
  const { replace } = useNavigation();
  const follow = useFollowQrText('replace');
  const [refusal, setRefusal] = useState<string>();
  const [cameraFault, setCameraFault] = useState<CameraFault>();
  const [attempt, setAttempt] = useState(0);
  const take = (text: string) => setRefusal(follow(parseQrText(text, location.origin)));
  const pick = async (file: File | undefined) => {
    if (file === undefined) return;
    const result = await readPicture(file);
    if (result.kind === 'text') take(result.text);
    else setRefusal(t(`picture.${result.kind}`));
  };
  const retry = () => {
    setRefusal(undefined);
    setCameraFault(undefined);
    setAttempt((n) => n + 1);
  };
  const scanning = refusal === undefined && cameraFault === undefined;
  return (
    <PageFrame title={t('scan.title')} nested>
      {scanning && <CameraView key={attempt} onText={take} onFault={setCameraFault} />}
      {cameraFault !== undefined && (
        <Notice tone="bad" testId="camera-fault">
          {t(`camera.${cameraFault}`)}
        </Notice>
      )}
      {refusal !== undefined && (
        <Notice tone="bad" testId="qr-fault">
          {refusal}
        </Notice>
      )}
      <div className="actions">
        {!scanning && (
          <button type="button" className="button button-primary" onClick={retry} data-testid="scan-again">
            {t(cameraFault === undefined ? 'scan.again' : 'action.retry')}
          </button>
        )}
        <label className="button">
          <Icon name="picture" />
          {t('scan.picture')}
          <input
            type="file"
            accept="image/*"
            className="visually-hidden"
            onChange={(event) => void pick(event.target.files?.[0])}
            data-testid="scan-file"
          />
        </label>
        <button type="button" className="button" onClick={() => replace({ name: 'manual' })}>
          <Icon name="manual" />
          {t('scan.manual')}
        </button>
      </div>
    </PageFrame>
  );
}

interface CameraViewProps {
  readonly onText: (text: string) => void;
  readonly onFault: (fault: CameraFault) => void;
}

/** The camera's picture. The stream ends with the screen, and whenever the app is not to be seen. */
function CameraView({ onText, onFault }: CameraViewProps) {
  const t = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [running, setRunning] = useState(false);
  const callbacks = useRef({ onText, onFault });
  useEffect(() => {
    callbacks.current = { onText, onFault };
  });
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const session = new CameraSession(element, {
      onRunning: () => setRunning(true),
      onText: (text) => callbacks.current.onText(text),
      onFault: (fault) => callbacks.current.onFault(fault),
    });
    const onVisibility = () => (document.hidden ? session.pause() : session.resume());
    document.addEventListener('visibilitychange', onVisibility);
    session.resume();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      session.end();
    };
  }, []);
  return (
    <div className="viewfinder">
      <video ref={video} playsInline muted aria-label={t('scan.video')} />
      <span className="viewfinder-frame" aria-hidden="true" />
      <p role="status">{t(running ? 'scan.hint' : 'scan.starting')}</p>
    </div>
  );
}

interface CameraEvents {
  readonly onRunning: () => void;
  readonly onText: (text: string) => void;
  readonly onFault: (fault: CameraFault) => void;
}

class CameraSession {
  readonly #video: HTMLVideoElement;
  readonly #events: CameraEvents;
  readonly #reader = new QrReader();
  readonly #canvas = document.createElement('canvas');
  #stream: MediaStream | undefined;
  #timer = 0;
  /** grows at each pause, so that a camera that opens late is closed at once */
  #generation = 0;

  constructor(video: HTMLVideoElement, events: CameraEvents) {
    this.#video = video;
    this.#events = events;
  }

  resume(): void {
    void this.#open(++this.#generation);
  }

  pause(): void {
    this.#generation++;
    clearTimeout(this.#timer);
    if (this.#stream) stopCamera(this.#stream);
    this.#stream = undefined;
  }

  end(): void {
    this.pause();
    this.#reader.close();
  }

  async #open(generation: number): Promise<void> {
    try {
      const stream = await openCamera();
      if (generation !== this.#generation) {
        stopCamera(stream);
        return;
      }
      this.#stream = stream;
      this.#video.srcObject = stream;
      await this.#video.play().catch(() => undefined); // interrupted by the screen going: nothing to show any more
      this.#events.onRunning();
      await this.#look(generation);
    } catch (error) {
      if (generation === this.#generation)
        this.#events.onFault(error instanceof CameraError ? error.fault : 'none');
    }
  }

  async #look(generation: number): Promise<void> {
    const frame = grabFrame(this.#video, this.#canvas);
    const text = frame && (await this.#reader.read(frame, false));
    if (generation !== this.#generation) return;
    if (text !== undefined) this.#events.onText(text);
    this.#timer = window.setTimeout(() => void this.#look(generation), FRAME_INTERVAL_MS);
  }
}
