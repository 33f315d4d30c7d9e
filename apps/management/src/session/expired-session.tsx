import type { AdminSummary } from '@lingpai/contract';
import { sessionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Modal } from 'antd';
import { SignInForm } from './sign-in-form.tsx';

interface ExpiredSessionProps {
  readonly isOpen: boolean;
  readonly login: string;
  readonly onDone: (admin: AdminSummary) => void;
  readonly onLeave: () => void;
}

/** A session ended while a page was open: sign in again over it. The mask hides what was on screen. */
export function ExpiredSession({ isOpen, login, onDone, onLeave }: ExpiredSessionProps) {
  const t = usePhrases(sessionPhrases);
  return (
    <Modal
      open={isOpen}
      title={t('sign-in.expired-title')}
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
      width={420}
      zIndex={5000}
      styles={{ mask: { background: 'var(--lp-page)' } }}
    >
      <p className="lp-muted">{t('sign-in.expired-help')}</p>
      <SignInForm login={login} onDone={onDone} />
      <Button type="link" style={{ padding: 0, marginTop: 10 }} onClick={onLeave}>
        {t('sign-in.other')}
      </Button>
    </Modal>
  );
}
