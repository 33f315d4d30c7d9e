import { type Organization, organizationRoutes } from '@lingpai/contract';
import { organizationPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link } from 'react-router';
import { call } from '../app/api.ts';
import { ORGANIZATIONS_KEY } from '../parts/organization-select.tsx';
import { Facts, Panel } from '../parts/page.tsx';
import { useAct } from '../parts/use-act.ts';
import type { OrganizationTask } from './organization-form.tsx';

interface OrganizationPanelProps {
  readonly organization: Organization;
  readonly onTask: (task: OrganizationTask) => void;
  readonly onDeleted: () => void;
}

export function OrganizationPanel({ organization, onTask, onDeleted }: OrganizationPanelProps) {
  const t = usePhrases(organizationPhrases);
  const shell = usePhrases(shellPhrases);
  const queryClient = useQueryClient();
  const { modal, message } = App.useApp();
  const { id, name } = organization;
  const remove = useAct({
    act: () => call(organizationRoutes.deleteOrganization, { params: { id } }),
    onDone: () => {
      void queryClient.invalidateQueries({ queryKey: ORGANIZATIONS_KEY });
      void message.success(t('organizations.deleted', { name }));
      onDeleted();
    },
    failed: () => t('organizations.delete-refused', { name }),
  });
  const confirmRemove = () =>
    modal.confirm({
      title: t('organizations.delete-title', { name }),
      content: t('organizations.delete-help'),
      okText: shell('do.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(undefined).catch(() => undefined),
    });
  return (
    <Panel title={name}>
      <div className="lp-stack" data-testid="organization-panel">
        <Facts
          facts={[
            [t('organizations.path'), organization.path],
            [t('organizations.children'), organization.childCount],
            [
              t('organizations.users'),
              <Link key="users" to={`/users?org=${id}`}>
                {organization.userCount}
                <span className="lp-visually-hidden"> {t('organizations.show-users')}</span>
              </Link>,
            ],
            [
              t('organizations.tokens'),
              <Link key="tokens" to={`/tokens?org=${id}`}>
                {organization.tokenCount}
                <span className="lp-visually-hidden"> {t('organizations.show-tokens')}</span>
              </Link>,
            ],
          ]}
        />
        <div className="lp-row">
          <Button
            type="primary"
            data-testid="organization-add-child"
            onClick={() => onTask({ kind: 'add', parent: organization })}
          >
            {t('organizations.add-child')}
          </Button>
          <Button onClick={() => onTask({ kind: 'rename', organization })}>
            {t('organizations.rename')}
          </Button>
          <Button danger onClick={confirmRemove} loading={remove.isPending} data-testid="organization-delete">
            {shell('do.delete')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
