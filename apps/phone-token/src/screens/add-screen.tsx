import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { parseQrText } from '../activation/qr-text.ts';
import { Field } from '../components/field.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { InstallHint } from '../components/install-hint.tsx';
import { Notice, PageFrame, Working } from '../components/page.tsx';
import { findPicture } from '../scanning/find-picture.ts';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { useFollowQrText } from '../state/use-qr-text.ts';

/** 添加: the ways a token comes to this phone. */
export function AddScreen() {
  const t = useText();
  const { open } = useNavigation();
  const follow = useFollowQrText('open');
  const [fault, setFault] = useState<string>();
  const [reading, setReading] = useState(false);
  const [pasting, setPasting] = useState(false);
  const fileInput = useRef<HTMLInputElement>(null);

  const readFile = async (file: Blob) => {
    setFault(undefined);
    setReading(true);
    const { readPicture } = await import('../scanning/picture.ts');
    const result = await readPicture(file);
    setReading(false);
    if (result.kind === 'text') setFault(follow(parseQrText(result.text, location.origin)));
    else setFault(t(`picture.${result.kind}`));
  };
  usePastedAndDropped(readFile, (text) => setFault(follow(parseQrText(text, location.origin))));
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = ''; // so that the same file can be chosen again
    if (file) void readFile(file);
  };

  return (
    <PageFrame title={t('add.title')}>
      <p className="lead">{t('add.lead')}</p>
      <OpenActivation />
      {fault !== undefined && (
        <Notice tone="bad" testId="qr-fault">
          {fault}
        </Notice>
      )}
      {reading && <Working text={t('scan.reading')} />}
      <div className="ways">
        <Way
          icon="scan"
          title={t('add.scan')}
          about={t('add.scan-about')}
          onClick={() => open({ name: 'scan' })}
          testId="add-scan"
          primary
        />
        <Way
          icon="manual"
          title={t('add.manual')}
          about={t('add.manual-about')}
          onClick={() => open({ name: 'manual' })}
          testId="add-manual"
        />
        <Way
          icon="picture"
          title={t('add.picture')}
          about={t('add.picture-about')}
          onClick={() => fileInput.current?.click()}
          testId="add-picture"
        />
        <Way
          icon="link"
          title={t('add.paste')}
          about={t('add.paste-about')}
          onClick={() => setPasting(true)}
          testId="add-paste"
        />
      </div>
      <input
        ref={fileInput}
        type="file"
        accept="image/*"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('add.picture')}
        onChange={choose}
        data-testid="scan-file"
      />
      {pasting && <PasteLink onText={(text) => follow(parseQrText(text, location.origin))} />}
      <InstallHint />
    </PageFrame>
  );
}

interface WayProps {
  readonly icon: IconName;
  readonly title: string;
  readonly about: string;
  readonly onClick: () => void;
  readonly testId: string;
  readonly primary?: boolean;
}

function Way({ icon, title, about, onClick, testId, primary = false }: WayProps) {
  return (
    <button
      type="button"
      className={primary ? 'card way way-primary' : 'card way'}
      onClick={onClick}
      data-testid={testId}
    >
      <span className="way-icon">
        <Icon name={icon} />
      </span>
      <span className="way-text">
        <b>{title}</b>
        <small>{about}</small>
      </span>
      <Icon name="forward" />
    </button>
  );
}

function PasteLink({ onText }: { onText: (text: string) => string | undefined }) {
  const t = useText();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setFault(onText(text));
  };
  return (
    <form className="card form" onSubmit={submit}>
      <Field
        label={t('add.paste-label')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={fault}
        type="text"
        inputMode="url"
        autoFocus
        data-testid="paste-link"
      />
      <button
        type="submit"
        className="button button-primary"
        disabled={text.trim() === ''}
        data-testid="paste-submit"
      >
        {t('add.paste-submit')}
      </button>
    </form>
  );
}

/** An activation that was interrupted, e.g. at its password. */
function OpenActivation() {
  const t = useText();
  const { vault } = useApp();
  const { open } = useNavigation();
  const [ticket, setTicket] = useState<string>();
  useEffect(() => {
    void import('../activation/online-activation.ts')
      .then(({ findOpenTicket }) => findOpenTicket(vault))
      .then(setTicket);
  }, [vault]);
  if (ticket === undefined) return null;
  const drop = async () => {
    const { beginActivation, dropActivation } = await import('../activation/online-activation.ts');
    await dropActivation(vault, await beginActivation(vault, ticket));
    setTicket(undefined);
  };
  return (
    <Notice tone="warn" testId="open-activation">
      <p>{t('add.open-activation')}</p>
      <p className="notice-actions">
        <button
          type="button"
          className="button"
          onClick={() => open({ name: 'activate', ticket })}
          data-testid="open-activation-continue"
        >
          {t('add.open-continue')}
        </button>
        <button type="button" className="button button-quiet" onClick={() => void drop()}>
          {t('add.open-drop')}
        </button>
      </p>
    </Notice>
  );
}

/** A picture or a link pasted or dropped anywhere on the page, but not into a field. */
function usePastedAndDropped(onPicture: (file: File) => Promise<void>, onText: (text: string) => void): void {
  useEffect(() => {
    const take = (event: Event, data: DataTransfer | null) => {
      if (event.target instanceof HTMLInputElement) return;
      const picture = findPicture(data);
      const text = data?.getData('text') ?? '';
      if (picture === undefined && text === '') return;
      event.preventDefault();
      if (picture) void onPicture(picture);
      else onText(text);
    };
    const onPaste = (event: ClipboardEvent) => take(event, event.clipboardData);
    const onDrop = (event: DragEvent) => take(event, event.dataTransfer);
    const onDragOver = (event: DragEvent) => event.preventDefault();
    document.addEventListener('paste', onPaste);
    document.addEventListener('drop', onDrop);
    document.addEventListener('dragover', onDragOver);
    return () => {
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('dragover', onDragOver);
    };
  });
}
