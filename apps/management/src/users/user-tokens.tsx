import { type UserDetail, tokenRoutes } from '@lingpai/contract';
import { shellPhrases, tokenPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../app/api.ts';
import { DataList } from '../parts/data-list.tsx';
import { Panel } from '../parts/page.tsx';
import { useAct } from '../parts/use-act.ts';
import { useTimes } from '../parts/use-times.ts';
import { TokenStatusTag } from '../tokens/token-status.tsx';
import { tokenPath } from '../tokens/token-path.ts';
import { BindTokenModal } from './bind-token-modal.tsx';

/** The tokens a user can authenticate with. */
export function UserTokens({ user }: { user: UserDetail }) {
  const t = usePhrases(userPhrases);
  const tokens = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  const queryClient = useQueryClient();
  const { modal } = App.useApp();
  const [isBinding, setBinding] = useState(false);
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: ['user', user.id] });
    void queryClient.invalidateQueries({ queryKey: ['users'] });
  };
  const unbind = useAct({
    act: (serial: string) => call(tokenRoutes.unbindToken, { params: { serial, userId: user.id } }),
    onDone: refresh,
  });
  const confirmUnbind = (serial: string) =>
    modal.confirm({
      title: t('users.unbind-title', { serial }),
      content: t('users.unbind-help', { login: user.login }),
      okText: t('users.unbind'),
      okButtonProps: { danger: true },
      onOk: () => unbind.mutateAsync(serial).catch(() => undefined),
    });
  return (
    <Panel
      title={t('users.bound-tokens')}
      extra={
        <Button type="primary" onClick={() => setBinding(true)} data-testid="bind-open">
          {t('users.bind')}
        </Button>
      }
    >
      {user.tokens.length === 0 ? (
        <p className="lp-muted">{t('users.no-tokens')}</p>
      ) : (
        <div style={{ margin: '0 -12px' }} className="lp-inner-list">
          <DataList
            label={t('users.bound-tokens')}
            rows={user.tokens}
            rowKey={(token) => token.serial}
            empty={null}
            columns={[
              {
                key: 'serial',
                title: tokens('tokens.serial'),
                isHeading: true,
                render: ({ serial }) => <Link to={tokenPath(serial)}>{serial}</Link>,
              },
              {
                key: 'type',
                title: tokens('tokens.type'),
                render: (token) => `${tokens(`kind.${token.kind}`)} · ${tokens(`type.${token.type}`)}`,
              },
              {
                key: 'status',
                title: shell('word.status'),
                render: (token) => <TokenStatusTag token={token} />,
              },
              { key: 'bound', title: t('users.bound-at'), render: (token) => times.moment(token.boundAt) },
              {
                key: 'unbind',
                title: shell('word.actions'),
                isAction: true,
                render: ({ serial }) => (
                  <Button size="small" onClick={() => confirmUnbind(serial)}>
                    {t('users.unbind')}
                  </Button>
                ),
              },
            ]}
          />
        </div>
      )}
      <BindTokenModal user={user} isOpen={isBinding} onClose={() => setBinding(false)} onBound={refresh} />
    </Panel>
  );
}
