import { useLanguage } from '@lingpai/ui';
import { Choice, Switch } from '../components/field.tsx';
import { InstallHint } from '../components/install-hint.tsx';
import { PageFrame } from '../components/page.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { AUTO_LOCK_CHOICES_SECONDS } from '../state/settings.ts';
import { AboutSection, ClockSection, DeviceSection, StorageSection } from './settings-status.tsx';
import { WipeSection } from './wipe-section.tsx';

/** 设置 */
export function SettingsScreen() {
  const t = useText();
  return (
    <PageFrame title={t('settings.title')}>
      <DeviceSection />
      <SecuritySection />
      <DisplaySection />
      <ClockSection />
      <StorageSection />
      <InstallHint />
      <AboutSection />
      <WipeSection />
    </PageFrame>
  );
}

function SecuritySection() {
  const t = useText();
  const { vault, settings, setSettings } = useApp();
  const { open } = useNavigation();
  return (
    <section className="card">
      <h2>{t('settings.security')}</h2>
      <div className="row">
        <span>{t('settings.pin')}</span>
        <b data-testid="pin-state">{t(vault.hasPin ? 'settings.pin-on' : 'settings.pin-off')}</b>
      </div>
      {vault.hasPin && (
        <Choice
          label={t('settings.auto-lock')}
          value={String(settings.autoLockSeconds)}
          options={AUTO_LOCK_CHOICES_SECONDS.map((seconds) => ({
            value: String(seconds),
            text: t(`settings.auto-lock-${seconds}`),
          }))}
          onChange={(seconds) => setSettings({ autoLockSeconds: Number(seconds) })}
          testId="auto-lock"
        />
      )}
      <div className="actions">
        {vault.hasPin ? (
          <>
            <button
              type="button"
              className="button"
              onClick={() => open({ name: 'pin', purpose: 'change' })}
              data-testid="pin-change"
            >
              {t('settings.pin-change')}
            </button>
            <button
              type="button"
              className="button"
              onClick={() => open({ name: 'pin', purpose: 'remove' })}
              data-testid="pin-remove"
            >
              {t('settings.pin-remove')}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button"
            onClick={() => open({ name: 'pin', purpose: 'set' })}
            data-testid="pin-set"
          >
            {t('settings.pin-set')}
          </button>
        )}
      </div>
    </section>
  );
}

function DisplaySection() {
  const t = useText();
  const { settings, setSettings } = useApp();
  const { language, setLanguage } = useLanguage();
  return (
    <section className="card">
      <h2>{t('settings.display')}</h2>
      <Switch
        label={t('settings.show-next')}
        checked={settings.showNext}
        onChange={(showNext) => setSettings({ showNext })}
        testId="show-next"
      />
      <Switch
        label={t('settings.hide-codes')}
        checked={settings.hideCodes}
        onChange={(hideCodes) => setSettings({ hideCodes })}
        testId="hide-codes"
      />
      <Choice
        label={t('settings.theme')}
        value={settings.theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({
          value,
          text: t(`settings.theme-${value}`),
        }))}
        onChange={(theme) => setSettings({ theme })}
        testId="theme"
      />
      <Choice
        label={t('settings.language')}
        value={language}
        options={[
          { value: 'zh-CN', text: '简体中文' },
          { value: 'en', text: 'English' },
        ]}
        onChange={setLanguage}
        testId="language"
      />
    </section>
  );
}
