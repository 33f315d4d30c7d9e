import { ONLINE_QR_PATH } from '@lingpai/contract/routes/phone';
import { ApiError, useLanguage } from '@lingpai/ui';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { getDeviceKey } from '../activation/device-key.ts';
import {
  beginActivation,
  claimToken,
  confirmToken,
  dropActivation,
  isFinalRefusal,
} from '../activation/online-activation.ts';
import { AnswerUnreadableError } from '../activation/sealed-token.ts';
import { Field } from '../components/field.tsx';
import { Notice, PageFrame, Working } from '../components/page.tsx';
import { TokenCard } from '../components/token-card.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { copyText } from '../state/clipboard.ts';
import { isInstalled, isIos } from '../state/install.ts';
import { useNavigation } from '../state/navigation.tsx';
import { protectStorage } from '../state/storage-protection.ts';
import { StorageUnavailableError } from '../vault/database.ts';

type Phase =
  | { kind: 'in-browser' }
  | { kind: 'claiming' }
  | { kind: 'confirming' }
  | { kind: 'password'; fault: string | undefined }
  | { kind: 'failed'; fault: string; final: boolean; deviceCode: string | undefined }
  | { kind: 'done'; tokenId: string; waiting: boolean; confirmByMs: number | null };

/** An online activation, from the ticket to the confirmed token. */
export function ActivateScreen({ ticket }: { ticket: string }) {
  const t = useText();
  const { showTab } = useNavigation();
  const [phase, run] = useActivation(ticket);
  return (
    <PageFrame title={t('activate.title')} nested>
      {phase.kind === 'in-browser' && <InBrowser ticket={ticket} onAnyway={() => void run('')} />}
      {phase.kind === 'claiming' && <Working text={t('activate.working')} />}
      {phase.kind === 'confirming' && <Working text={t('activate.confirming')} />}
      {phase.kind === 'password' && (
        <PasswordForm fault={phase.fault} onSubmit={(password) => void run(password)} />
      )}
      {phase.kind === 'failed' && (
        <>
          <Notice tone="bad" testId="activation-fault">
            <p>
              <b>{t('activate.failed')}</b>
            </p>
            <p>{phase.fault}</p>
            {phase.deviceCode && <p>{t('activate.other-device-code', { code: phase.deviceCode })}</p>}
          </Notice>
          <div className="actions">
            {!phase.final && (
              <button
                type="button"
                className="button button-primary"
                onClick={() => void run('')}
                data-testid="activation-retry"
              >
                {t('action.retry')}
              </button>
            )}
            <button type="button" className="button" onClick={() => showTab('add')}>
              {t('action.back')}
            </button>
          </div>
        </>
      )}
      {phase.kind === 'done' && <Done {...phase} />}
    </PageFrame>
  );
}

function Done({
  tokenId,
  waiting,
  confirmByMs,
}: {
  tokenId: string;
  waiting: boolean;
  confirmByMs: number | null;
}) {
  const t = useText();
  const { tokens, clock } = useApp();
  const { language } = useLanguage();
  const { showTab } = useNavigation();
  const token = tokens.find(({ id }) => id === tokenId);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  // the server's deadline, on this phone's clock
  const before = confirmByMs === null ? '' : time.format(confirmByMs - clock.offsetMs);
  return (
    <>
      <Notice tone={waiting ? 'warn' : 'good'} testId="activation-done">
        {waiting ? t('activate.done-waiting', { time: before }) : t('activate.done')}
      </Notice>
      {token !== undefined && !token.damaged && (
        <ul className="tokens">
          <TokenCard token={token} />
        </ul>
      )}
      <button
        type="button"
        className="button button-primary button-wide"
        onClick={() => showTab('codes')}
        data-testid="activation-to-codes"
      >
        {t('activate.to-codes')}
      </button>
    </>
  );
}

function PasswordForm({
  fault,
  onSubmit,
}: {
  fault: string | undefined;
  onSubmit: (password: string) => void;
}) {
  const t = useText();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(password);
  };
  return (
    <form className="card form" onSubmit={submit}>
      <p>{t('activate.password-lead')}</p>
      <Field
        label={t('activate.password')}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={fault}
        maxLength={64}
        autoFocus
        data-testid="activation-password"
      />
      <button
        type="submit"
        className="button button-primary"
        disabled={password === ''}
        data-testid="activation-submit"
      >
        {t('activate.submit')}
      </button>
    </form>
  );
}

/** Followed from a message on an iPhone: Safari would keep the token where the installed app never sees it. */
function InBrowser({ ticket, onAnyway }: { ticket: string; onAnyway: () => void }) {
  const t = useText();
  const { say } = useApp();
  const copy = async () => {
    const copied = await copyText(`${location.origin}/${ONLINE_QR_PATH}${ticket}`);
    say(t(copied ? 'toast.copied' : 'toast.copy-failed'));
  };
  return (
    <section className="card form">
      <h2>{t('activate.browser-title')}</h2>
      <p>{t('activate.browser-lead')}</p>
      <button type="button" className="button button-primary" onClick={() => void copy()}>
        {t('activate.browser-copy')}
      </button>
      <button type="button" className="button" onClick={onAnyway}>
        {t('activate.browser-anyway')}
      </button>
    </section>
  );
}

function useActivation(ticket: string): [Phase, (password: string) => Promise<void>] {
  const t = useText();
  const { vault, clock, call, reloadTokens } = useApp();
  const [phase, setPhase] = useState<Phase>(() => ({
    kind: isIos() && !isInstalled() ? 'in-browser' : 'claiming',
  }));
  const started = useRef(false);

  const run = useCallback(
    async (password: string) => {
      const context = { vault, clock, call };
      setPhase({ kind: 'claiming' });
      let id: string | undefined;
      try {
        id = await beginActivation(vault, ticket);
        const tokenId = await claimToken(context, id, password);
        await reloadTokens();
        setPhase({ kind: 'confirming' });
        const confirmation = await confirmToken(context, id);
        await reloadTokens();
        await protectStorage();
        const waiting = confirmation.kind === 'waiting';
        const confirmByMs = waiting ? confirmation.confirmByMs : null;
        if (confirmation.kind !== 'lapsed') setPhase({ kind: 'done', tokenId, waiting, confirmByMs });
        else setPhase({ kind: 'failed', fault: t('codes.lapsed'), final: true, deviceCode: undefined });
      } catch (error) {
        if (id !== undefined && isFinalRefusal(error)) await dropActivation(vault, id);
        setPhase(await phaseAfter(error, { t, database: vault.database }));
      }
    },
    [vault, clock, call, ticket, reloadTokens, t],
  );
  useEffect(() => {
    if (started.current || phase.kind === 'in-browser') return;
    started.current = true;
    void run('');
  }, [run, phase.kind]);
  return [phase, run];
}

async function phaseAfter(
  error: unknown,
  { t, database }: { t: ReturnType<typeof useText>; database: IDBDatabase },
): Promise<Phase> {
  const failed = (fault: string, final = false) =>
    ({ kind: 'failed', fault, final, deviceCode: undefined }) as const;
  if (error instanceof AnswerUnreadableError) return failed(t('activate.unreadable'));
  if (error instanceof StorageUnavailableError) return failed(t('failure.storage'));
  if (!(error instanceof ApiError)) return failed(t('failure.other'));
  if (error.code === 'activation.password-needed') return { kind: 'password', fault: undefined };
  if (error.code === 'activation.password-wrong') return { kind: 'password', fault: error.message };
  if (error.code !== 'activation.other-device') return failed(error.message, isFinalRefusal(error));
  return { ...failed(error.message, true), deviceCode: (await getDeviceKey(database)).code };
}
