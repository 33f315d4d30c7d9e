import { useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { useApp, useText } from '../state/app-state.tsx';

/** 清除全部数据 */
export function WipeSection() {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <section className="card">
      <button
        type="button"
        className="button button-danger button-wide"
        onClick={() => setAsking(true)}
        data-testid="wipe"
      >
        {t('settings.wipe')}
      </button>
      {asking && <WipeDialog onClose={() => setAsking(false)} />}
    </section>
  );
}

/** Wants the word typed: this is the one thing nobody may do by a slip of the thumb. */
export function WipeDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { vault, tokens, reloadOtherTabs } = useApp();
  const [typed, setTyped] = useState('');
  const word = t('wipe.word');
  const wipe = async () => {
    reloadOtherTabs();
    await vault.wipe();
    location.replace('/');
  };
  return (
    <Dialog title={t('wipe.title')} onClose={onClose} testId="wipe-dialog">
      <p>{vault.isLocked ? t('lock.forgot-lead') : t('wipe.lead', { count: tokens.length })}</p>
      <Field
        label={t('wipe.type', { word })}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        data-testid="wipe-word"
      />
      <div className="actions">
        <button
          type="button"
          className="button button-danger"
          disabled={typed.trim().toUpperCase() !== word}
          onClick={() => void wipe()}
          data-testid="wipe-confirm"
        >
          {t('wipe.confirm')}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
