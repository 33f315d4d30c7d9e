import { Suspense, lazy, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { useText } from '../state/app-state.tsx';

const DeleteDialog = lazy(() =>
  import('../components/delete-dialog.tsx').then((m) => ({ default: m.DeleteDialog })),
);

/** A token that cannot be read any more: it stays in the list, so that its owner knows what is missing. */
export function DamagedCard({ id }: { id: string }) {
  const t = useText();
  const [deleting, setDeleting] = useState(false);
  return (
    <li className="card token token-damaged" data-testid="token-damaged">
      <h2>
        <Icon name="warning" />
        {t('codes.damaged-title')}
      </h2>
      <p>{t('codes.damaged')}</p>
      <button type="button" className="button button-danger" onClick={() => setDeleting(true)}>
        {t('detail.delete')}
      </button>
      {deleting && (
        <Suspense>
          <DeleteDialog
            id={id}
            title={t('codes.damaged-title')}
            personal={false}
            onClose={() => setDeleting(false)}
          />
        </Suspense>
      )}
    </li>
  );
}
