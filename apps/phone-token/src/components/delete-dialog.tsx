import { useState } from 'react';
import { useApp, useText } from '../state/app-state.tsx';
import { removeToken } from '../vault/token-store.ts';
import { Dialog } from './dialog.tsx';

interface DeleteDialogProps {
  readonly id: string;
  readonly title: string;
  readonly personal: boolean;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

/** Says what deleting means, and wants it said back. */
export function DeleteDialog({ id, title, personal, onClose, onDeleted }: DeleteDialogProps) {
  const t = useText();
  const { vault, reloadTokens, say } = useApp();
  const [sure, setSure] = useState(false);
  const remove = async () => {
    await removeToken(vault, id);
    onClose();
    onDeleted?.();
    say(t('toast.deleted'));
    await reloadTokens();
  };
  return (
    <Dialog title={t('delete.title', { title })} onClose={onClose} testId="delete-dialog">
      <p>{t(personal ? 'delete.personal' : 'delete.server')}</p>
      <label className="row row-check">
        <input
          type="checkbox"
          checked={sure}
          onChange={(event) => setSure(event.target.checked)}
          data-testid="delete-sure"
        />
        <span>{t('delete.check')}</span>
      </label>
      <div className="actions">
        <button
          type="button"
          className="button button-danger"
          disabled={!sure}
          onClick={() => void remove()}
          data-testid="delete-confirm"
        >
          {t('delete.confirm')}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
