import { useLanguage } from '@lingpai/ui';
import { useEffect, useState } from 'react';
import { getDeviceKey } from '../activation/device-key.ts';
import { Icon } from '../components/icon.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { copyText } from '../state/clipboard.ts';
import { isStorageProtected, protectStorage } from '../state/storage-protection.ts';
import { useClockOffsetMs } from '../state/use-clock.ts';

declare const APP_VERSION: string;

/** 手机令牌标识码 */
export function DeviceSection() {
  const t = useText();
  const { vault, say } = useApp();
  const [code, setCode] = useState('');
  useEffect(() => {
    void getDeviceKey(vault.database).then((key) => setCode(key.code));
  }, [vault]);
  const copy = async () => say(t((await copyText(code)) ? 'toast.copied' : 'toast.copy-failed'));
  return (
    <section className="card device">
      <h2>{t('settings.device')}</h2>
      <div className="device-line">
        <b className="device-code" data-testid="device-code">
          {code}
        </b>
        <button
          type="button"
          className="icon-button"
          onClick={() => void copy()}
          aria-label={t('action.copy')}
          data-testid="device-copy"
        >
          <Icon name="copy" />
        </button>
      </div>
      <p className="muted">{t('settings.device-help')}</p>
    </section>
  );
}

/** A second of difference is nothing a code would notice. */
const EXACT_MS = 1_500;

/** 时间校准 */
export function ClockSection() {
  const t = useText();
  const { clock, say } = useApp();
  const { language } = useLanguage();
  const offsetMs = useClockOffsetMs();
  const [working, setWorking] = useState(false);
  const { comparedAtMs } = clock;
  const measure = async () => {
    setWorking(true);
    if (!(await clock.measure())) say(t('settings.clock-failed'));
    setWorking(false);
  };
  const exact = Math.abs(offsetMs) < EXACT_MS;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <section className="card">
      <h2>{t('settings.clock')}</h2>
      {comparedAtMs === undefined ? (
        <p>{t('settings.clock-never')}</p>
      ) : (
        <>
          <p data-testid="clock-state">
            {exact
              ? t('settings.clock-exact')
              : t('settings.clock-off', { seconds: (Math.abs(offsetMs) / 1_000).toFixed(0) })}
          </p>
          <p className="muted">{t('settings.clock-at', { time: time.format(comparedAtMs) })}</p>
        </>
      )}
      <div className="actions">
        <button
          type="button"
          className="button"
          onClick={() => void measure()}
          disabled={working}
          data-testid="clock-now"
        >
          {t(working ? 'settings.clock-working' : 'settings.clock-now')}
        </button>
      </div>
    </section>
  );
}

/** Whether the system may clear the vault when space runs low. */
export function StorageSection() {
  const t = useText();
  const { say } = useApp();
  const [isProtected, setProtected] = useState<boolean>();
  useEffect(() => {
    void isStorageProtected().then(setProtected);
  }, []);
  const ask = async () => {
    const agreed = await protectStorage();
    setProtected(agreed);
    if (!agreed) say(t('settings.storage-refused'));
  };
  if (isProtected === undefined) return null;
  return (
    <section className="card">
      <h2>{t('settings.storage')}</h2>
      <p data-testid="storage-state">
        {t(isProtected ? 'settings.storage-persisted' : 'settings.storage-not')}
      </p>
      {!isProtected && (
        <div className="actions">
          <button type="button" className="button" onClick={() => void ask()}>
            {t('settings.storage-ask')}
          </button>
        </div>
      )}
    </section>
  );
}

export function AboutSection() {
  const t = useText();
  const [offlineReady, setOfflineReady] = useState(false);
  useEffect(() => {
    if ('serviceWorker' in navigator) void navigator.serviceWorker.ready.then(() => setOfflineReady(true));
  }, []);
  return (
    <section className="card">
      <h2>{t('settings.about')}</h2>
      <dl className="facts">
        <div>
          <dt>{t('settings.version')}</dt>
          <dd>{APP_VERSION}</dd>
        </div>
        <div>
          <dt>{t('settings.site')}</dt>
          <dd>{location.host}</dd>
        </div>
        <div>
          <dt>{t('settings.offline-ready')}</dt>
          <dd data-testid="offline-ready" data-ready={offlineReady}>
            {t(offlineReady ? 'settings.offline-yes' : 'settings.offline-no')}
          </dd>
        </div>
      </dl>
    </section>
  );
}
