import { type UserDetail, userRoutes } from '@lingpai/contract';
import { shellPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Fragment, useState } from 'react';
import { Link, useParams } from 'react-router';
import { call } from '../app/api.ts';
import { Loaded } from '../parts/load-state.tsx';
import { Facts, Page, Panel } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';
import { UserActions } from './user-actions.tsx';
import { UserForm } from './user-form.tsx';
import { UserStatus } from './user-status.tsx';
import { UserTokens } from './user-tokens.tsx';

export function UserPage() {
  const t = usePhrases(userPhrases);
  const id = Number(useParams()['id']);
  const query = useQuery({
    queryKey: ['user', id],
    queryFn: ({ signal }) => call(userRoutes.readUser, { params: { id }, signal }),
  });
  const [isEditing, setEditing] = useState(false);
  return (
    <Page
      title={query.data?.login ?? t('users.title')}
      description={<Link to="/users">← {t('users.title')}</Link>}
      actions={query.data && <UserActions user={query.data} onEdit={() => setEditing(true)} />}
    >
      <Loaded query={query} rows={10}>
        {(user) => (
          <Fragment key={user.id}>
            {user.lock === null ? null : (
              <Alert type="error" showIcon title={t('users.locked-notice')} style={{ marginBottom: 16 }} />
            )}
            <div className="lp-columns">
              <UserTokens user={user} />
              <Profile user={user} />
            </div>
            <UserForm
              isOpen={isEditing}
              user={user}
              onClose={() => setEditing(false)}
              onSaved={() => undefined}
            />
          </Fragment>
        )}
      </Loaded>
    </Page>
  );
}

function Profile({ user }: { user: UserDetail }) {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  const rule = {
    policy: t('users.static-policy'),
    required: t('users.static-required'),
    none: t('users.static-none'),
  }[user.staticPasswordRule ?? 'policy'];
  const until = user.lock?.until ?? null;
  return (
    <Panel
      title={t('users.profile')}
      extra={<Link to={`/audit?user=${encodeURIComponent(user.login)}`}>{t('users.audit')}</Link>}
    >
      <Facts
        facts={[
          [shell('word.status'), <UserStatus key="status" user={user} />],
          user.lock !== null && [
            t('users.status-locked'),
            until === null
              ? t('users.locked-forever')
              : t('users.locked-until', { when: times.moment(until) }),
          ],
          [t('users.fail-count'), user.failCount],
          [t('users.name'), user.name || '—'],
          [shell('word.organization'), user.organizationPath],
          [t('users.email'), user.email || '—'],
          [t('users.phone'), user.phone || '—'],
          [
            t('users.static-rule'),
            `${rule} · ${user.hasStaticPassword ? t('users.static-has') : t('users.static-has-not')}`,
          ],
          [shell('word.created'), times.moment(user.createdAt)],
        ]}
      />
    </Panel>
  );
}
