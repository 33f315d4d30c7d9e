import { type Agent, type ResponseOf, agentAdminRoutes } from '@lingpai/contract';
import { agentPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { call } from '../app/api.ts';
import { DataList } from '../parts/data-list.tsx';
import { EmptyList } from '../parts/empty-list.tsx';
import { Page } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';
import { AcfResult } from './acf-result.tsx';
import { AgentButtons } from './agent-buttons.tsx';
import { AgentForm, type AgentTask } from './agent-form.tsx';

export const AGENTS_KEY = ['agents'];
export type AgentWithFile = ResponseOf<typeof agentAdminRoutes.createAgent>;

/** 认证代理: the applications that may ask. There are few of them, so they come all at once. */
export function AgentsPage() {
  const t = usePhrases(agentPhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  const [task, setTask] = useState<AgentTask>();
  // Security: the key is kept in the page's state alone.
  const [created, setCreated] = useState<AgentWithFile>();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: AGENTS_KEY,
    queryFn: ({ signal }) => call(agentAdminRoutes.listAgents, { signal }),
  });
  const add = (
    <Button type="primary" onClick={() => setTask({ kind: 'add' })} data-testid="agent-create">
      {t('agents.add')}
    </Button>
  );
  return (
    <Page title={t('agents.title')} description={t('agents.help')} actions={add}>
      <DataList<Agent>
        label={t('agents.title')}
        rows={data?.items}
        isFetching={isFetching}
        error={error}
        onRetry={() => void refetch()}
        rowKey={(agent) => agent.name}
        empty={<EmptyList title={t('agents.empty')} help={t('agents.empty-help')} action={add} />}
        columns={[
          {
            key: 'name',
            title: t('agents.name'),
            isHeading: true,
            render: ({ name }) => <strong>{name}</strong>,
          },
          {
            key: 'status',
            title: shell('word.status'),
            render: ({ isEnabled }) =>
              isEnabled ? (
                <Tag color="success">{t('agents.status-on')}</Tag>
              ) : (
                <Tag>{t('agents.status-off')}</Tag>
              ),
          },
          {
            key: 'allow',
            title: t('agents.allow'),
            render: ({ allow }) =>
              allow.length === 0 ? (
                <span className="lp-muted">{t('agents.allow-any')}</span>
              ) : (
                <span className="lp-code">{allow.join(', ')}</span>
              ),
          },
          {
            key: 'used',
            title: t('agents.last-used'),
            render: ({ lastUsedAt }) => (lastUsedAt === null ? shell('word.never') : times.ago(lastUsedAt)),
          },
          { key: 'created', title: shell('word.created'), render: ({ createdAt }) => times.date(createdAt) },
          {
            key: 'actions',
            title: shell('word.actions'),
            isAction: true,
            render: (agent) => <AgentButtons agent={agent} onTask={setTask} />,
          },
        ]}
      />
      <AgentForm task={task} onClose={() => setTask(undefined)} onFile={setCreated} />
      <AcfResult created={created} onClose={() => setCreated(undefined)} />
    </Page>
  );
}
