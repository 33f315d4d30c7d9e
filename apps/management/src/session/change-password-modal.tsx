import { sessionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { App, Modal } from 'antd';
import { ChangePasswordForm } from './change-password-form.tsx';
import { useSession } from './session-context.ts';

export function ChangePasswordModal({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = usePhrases(sessionPhrases);
  const { admin } = useSession();
  const { message } = App.useApp();
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      footer={null}
      destroyOnHidden
      width={420}
      title={t('password.change-title')}
    >
      <ChangePasswordForm
        login={admin.login}
        onDone={() => {
          onClose();
          void message.success(t('password.changed'));
        }}
      />
    </Modal>
  );
}
