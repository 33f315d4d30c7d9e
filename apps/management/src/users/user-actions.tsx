import { type UserDetail, userRoutes } from '@lingpai/contract';
import { shellPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useNavigate } from 'react-router';
import { call } from '../app/api.ts';
import { useAct } from '../parts/use-act.ts';
import { EmergencyPassword } from './emergency-password.tsx';

export function UserActions({ user, onEdit }: { user: UserDetail; onEdit: () => void }) {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  const { modal, message } = App.useApp();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const params = { id: user.id };
  const { login } = user;
  const keep = (changed: UserDetail) => {
    queryClient.setQueryData(['user', user.id], changed);
    void queryClient.invalidateQueries({ queryKey: ['users'] });
  };
  const unlock = useAct({
    act: () => call(userRoutes.unlockUser, { params }),
    onDone: (changed) => {
      keep(changed);
      void message.success(t('users.unlocked'));
    },
  });
  const setStatus = useAct({
    act: (status: UserDetail['status']) => call(userRoutes.updateUser, { params, body: { status } }),
    onDone: keep,
  });
  const remove = useAct({
    act: () => call(userRoutes.deleteUser, { params }),
    onDone: () => {
      void queryClient.invalidateQueries({ queryKey: ['users'] });
      void message.success(t('users.deleted', { login }));
      void navigate('/users', { replace: true });
    },
  });
  const confirm = (title: string, content: string, okText: string, onOk: () => Promise<unknown>) =>
    modal.confirm({
      title,
      content,
      okText,
      okButtonProps: { danger: true },
      onOk: () => onOk().catch(() => undefined),
    });
  return (
    <>
      {user.lock === null ? null : (
        <Button
          type="primary"
          loading={unlock.isPending}
          onClick={() => unlock.mutate(undefined)}
          data-testid="user-unlock"
        >
          {t('users.unlock')}
        </Button>
      )}
      <Button onClick={onEdit} data-testid="user-edit">
        {shell('do.edit')}
      </Button>
      <EmergencyPassword user={user} onChanged={keep} />
      {user.status === 'disabled' ? (
        <Button
          loading={setStatus.isPending}
          onClick={() => setStatus.mutate('enabled')}
          data-testid="user-enable"
        >
          {t('users.enable')}
        </Button>
      ) : (
        <Button
          data-testid="user-disable"
          onClick={() =>
            confirm(t('users.disable-title', { login }), t('users.disable-help'), t('users.disable'), () =>
              setStatus.mutateAsync('disabled'),
            )
          }
        >
          {t('users.disable')}
        </Button>
      )}
      <Button
        danger
        data-testid="user-delete"
        onClick={() =>
          confirm(t('users.delete-title', { login }), t('users.delete-help'), shell('do.delete'), () =>
            remove.mutateAsync(undefined),
          )
        }
      >
        {shell('do.delete')}
      </Button>
    </>
  );
}
