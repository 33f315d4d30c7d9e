import { userRoutes } from '@lingpai/contract';
import { userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Fragment, useState } from 'react';
import { Link, useParams } from 'react-router';
import { call } from '../app/api.ts';
import { Loaded } from '../parts/load-state.tsx';
import { Page } from '../parts/page.tsx';
import { UserActions } from './user-actions.tsx';
import { UserForm } from './user-form.tsx';
import { UserProfile } from './user-profile.tsx';
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
              <UserProfile user={user} />
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
