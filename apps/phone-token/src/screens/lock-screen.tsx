import { type FormEvent, useState } from 'react';
import { Mark } from '../components/icon.tsx';
import { PinField } from '../components/pin-field.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { secondsUntil } from '../state/remaining-time.ts';
import { WipeDialog } from './wipe-section.tsx';

/** Nothing but the PIN, until it is right. */
export function LockScreen() {
  const t = useText();
  const { vault, lockChanged } = useApp();
  const [pin, setPin] = useState('');
  const [fault, setFault] = useState<string>();
  const [working, setWorking] = useState(false);
  const [forgotten, setForgotten] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setWorking(true);
    const result = await vault.unlock(pin, Date.now());
    setWorking(false);
    setPin('');
    if (result.kind === 'unlocked') lockChanged();
    else if (result.kind === 'wrong') setFault(t('pin.wrong'));
    else setFault(t('pin.wait', { seconds: secondsUntil(result.untilMs) }));
  };
  return (
    <main className="lock">
      <Mark />
      <h1>{t('lock.title')}</h1>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <PinField
          label={t('lock.pin')}
          value={pin}
          onChange={setPin}
          error={fault}
          testId="lock-pin"
          autoFocus
        />
        <button
          type="submit"
          className="button button-primary"
          disabled={working || pin === ''}
          data-testid="lock-submit"
        >
          {t(working ? 'pin.working' : 'lock.unlock')}
        </button>
        <button type="button" className="link" onClick={() => setForgotten(true)} data-testid="lock-forgot">
          {t('lock.forgot')}
        </button>
      </form>
      {forgotten && <WipeDialog onClose={() => setForgotten(false)} />}
    </main>
  );
}
