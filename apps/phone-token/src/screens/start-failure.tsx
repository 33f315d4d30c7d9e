import { phonePhrases } from '@lingpai/contract/phrases/phone';
import { usePhrases } from '@lingpai/ui';
import { Mark } from '../components/icon.tsx';
import { deleteDatabase, openDatabase } from '../vault/database.ts';

/** Why the app cannot even start. */
export type StartFault = 'storage' | 'insecure' | 'damaged' | 'other';

/** Says why, and what to do; nothing else of the app is there. */
export function StartFailure({ fault }: { fault: StartFault }) {
  const t = usePhrases(phonePhrases);
  const wipe = async () => {
    await deleteDatabase(await openDatabase());
    location.reload();
  };
  return (
    <main className="welcome" data-testid="start-failure">
      <Mark />
      <h1>{t('failure.title')}</h1>
      <p role="alert">{t(`failure.${fault}`)}</p>
      <div className="actions">
        <button type="button" className="button button-primary" onClick={() => location.reload()}>
          {t('failure.reload')}
        </button>
        {fault === 'damaged' && (
          <button type="button" className="button button-danger" onClick={() => void wipe()}>
            {t('settings.wipe')}
          </button>
        )}
      </div>
    </main>
  );
}
