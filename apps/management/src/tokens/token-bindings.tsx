import { type TokenDetail, tokenRoutes, userRoutes } from '@lingpai/contract';
import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../app/api.ts';
import { Panel } from '../parts/page.tsx';
import { RemoteSelect } from '../parts/remote-select.tsx';
import { useAct } from '../parts/use-act.ts';
import { useTimes } from '../parts/use-times.ts';
import { keepToken } from './token-keys.ts';

/** Who authenticates with this token. */
export function TokenBindings({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  const times = useTimes();
  const { modal } = App.useApp();
  const queryClient = useQueryClient();
  const { serial } = token;
  const unbind = useAct({
    act: (userId: number) => call(tokenRoutes.unbindToken, { params: { serial, userId } }),
    onDone: (changed) => keepToken(queryClient, changed),
  });
  return (
    <Panel title={t('token.bindings')}>
      {token.bindings.length === 0 ? <p className="lp-muted">{t('token.no-bindings')}</p> : null}
      {token.bindings.map(({ userId, login, name, organizationPath, boundAt }) => (
        <div key={userId} className="lp-spread" style={{ padding: '8px 0' }}>
          <div>
            <Link to={`/users/${userId}`}>{login}</Link> {name}
            <div className="lp-muted lp-small">
              {organizationPath} · {t('token.bound-at')} {times.moment(boundAt)}
            </div>
          </div>
          <Button
            size="small"
            onClick={() =>
              modal.confirm({
                title: t('token.unbind-title', { login }),
                content: t('token.unbind-help'),
                okText: t('token.unbind'),
                okButtonProps: { danger: true },
                onOk: () => unbind.mutateAsync(userId).catch(() => undefined),
              })
            }
          >
            {t('token.unbind')}
          </Button>
        </div>
      ))}
      {token.status === 'revoked' ? null : <BindUser token={token} />}
    </Panel>
  );
}

function BindUser({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [login, setLogin] = useState<string>();
  const bind = useAct({
    act: (chosen: string) =>
      call(tokenRoutes.bindToken, { params: { serial: token.serial }, body: { login: chosen } }),
    onDone: (changed, chosen) => {
      keepToken(queryClient, changed);
      setLogin(undefined);
      void message.success(t('token.bound', { login: chosen }));
    },
  });
  return (
    <div className="lp-row" style={{ marginTop: 12 }}>
      <div style={{ flex: '1 1 220px', display: 'grid' }}>
        <RemoteSelect
          searchKey={['bind-user']}
          placeholder={t('token.bind-placeholder')}
          emptyText={t('token.bind-none')}
          {...(login !== undefined && { value: login })}
          onChange={setLogin}
          search={async (q, signal) => {
            const { items } = await call(userRoutes.listUsers, {
              query: { limit: 20, ...(q && { q }) },
              signal,
            });
            return items.map((user) => ({
              value: user.login,
              label: [user.login, user.name, user.organizationPath].filter(Boolean).join(' · '),
            }));
          }}
        />
      </div>
      <Button
        disabled={login === undefined}
        loading={bind.isPending}
        onClick={() => login !== undefined && bind.mutate(login)}
        aria-label={`${shell('word.actions')}: ${t('token.bind')}`}
        data-testid="bind-user"
      >
        {t('token.bind')}
      </Button>
    </div>
  );
}
