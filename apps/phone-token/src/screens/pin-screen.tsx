import { type FormEvent, useState } from 'react';
import { Notice, PageFrame, Working } from '../components/page.tsx';
import { PinField } from '../components/pin-field.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { secondsUntil } from '../state/remaining-time.ts';
import { isPin, isPinGuessable } from '../vault/pin-slot.ts';

type Purpose = 'set' | 'change' | 'remove';
type Faults = Partial<Record<'current' | 'next' | 'repeat', string>>;

/** Sets, changes or removes the PIN of the app lock. */
export function PinScreen({ purpose }: { purpose: Purpose }) {
  const t = useText();
  const { vault, lockChanged, reloadOtherTabs, say } = useApp();
  const { back } = useNavigation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const [working, setWorking] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = purpose === 'remove' ? {} : findFaults(t, next, repeat);
    if (purpose !== 'set' && Object.keys(found).length === 0) {
      setWorking(true);
      const result = await vault.unlock(current, Date.now());
      setWorking(false);
      if (result.kind === 'wrong') found.current = t('pin.wrong');
      if (result.kind === 'wait') found.current = t('pin.wait', { seconds: secondsUntil(result.untilMs) });
    }
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setWorking(true);
    await (purpose === 'remove' ? vault.removePin() : vault.setPin(next));
    reloadOtherTabs();
    lockChanged();
    say(t(purpose === 'remove' ? 'pin.removed' : 'pin.set-done'));
    back();
  };
  const title = t(
    purpose === 'remove' ? 'pin.remove-title' : purpose === 'change' ? 'settings.pin-change' : 'pin.title',
  );
  return (
    <PageFrame title={title} nested>
      <form className="card form" onSubmit={(event) => void submit(event)} noValidate>
        {purpose !== 'remove' && <Notice tone="warn">{t('pin.lead')}</Notice>}
        {purpose !== 'set' && (
          <PinField
            label={t('pin.current')}
            value={current}
            onChange={setCurrent}
            error={faults.current}
            testId="pin-current"
          />
        )}
        {purpose !== 'remove' && (
          <>
            <PinField
              label={t('pin.new')}
              value={next}
              onChange={setNext}
              error={faults.next}
              testId="pin-new"
            />
            <PinField
              label={t('pin.repeat')}
              value={repeat}
              onChange={setRepeat}
              error={faults.repeat}
              testId="pin-repeat"
            />
          </>
        )}
        {working ? (
          <Working text={t('pin.working')} />
        ) : (
          <button type="submit" className="button button-primary" data-testid="pin-submit">
            {title}
          </button>
        )}
      </form>
    </PageFrame>
  );
}

function findFaults(t: ReturnType<typeof useText>, next: string, repeat: string): Faults {
  if (!isPin(next)) return { next: t('pin.invalid') };
  if (isPinGuessable(next)) return { next: t('pin.guessable') };
  return repeat === next ? {} : { repeat: t('pin.different') };
}
