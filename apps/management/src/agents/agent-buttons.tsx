import { type Agent, agentAdminRoutes } from '@lingpai/contract';
import { agentPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { call } from '../app/api.ts';
import { useAct } from '../parts/use-act.ts';
import type { AgentTask } from './agent-form.tsx';

interface AgentButtonsProps {
  readonly agent: Agent;
  readonly onTask: (task: AgentTask) => void;
}

export function AgentButtons({ agent, onTask }: AgentButtonsProps) {
  const t = usePhrases(agentPhrases);
  const shell = usePhrases(shellPhrases);
  const { modal, message } = App.useApp();
  const queryClient = useQueryClient();
  const { id, name } = agent;
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['agents'] });
  const setEnabled = useAct({
    act: (isEnabled: boolean) => call(agentAdminRoutes.updateAgent, { params: { id }, body: { isEnabled } }),
    onDone: () => void refresh(),
  });
  const remove = useAct({
    act: () => call(agentAdminRoutes.deleteAgent, { params: { id } }),
    onDone: () => {
      void refresh();
      void message.success(t('agents.deleted', { name }));
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
    <div className="lp-row">
      <Button size="small" onClick={() => onTask({ kind: 'edit', agent })} data-testid="agent-edit">
        {t('agents.edit')}
      </Button>
      <Button size="small" onClick={() => onTask({ kind: 'renew', agent })} data-testid="agent-renew">
        {t('agents.renew')}
      </Button>
      {agent.isEnabled ? (
        <Button
          size="small"
          data-testid="agent-disable"
          onClick={() =>
            confirm(t('agents.disable-title', { name }), t('agents.disable-help'), t('agents.disable'), () =>
              setEnabled.mutateAsync(false),
            )
          }
        >
          {t('agents.disable')}
        </Button>
      ) : (
        <Button
          size="small"
          loading={setEnabled.isPending}
          onClick={() => setEnabled.mutate(true)}
          data-testid="agent-enable"
        >
          {t('agents.enable')}
        </Button>
      )}
      <Button
        size="small"
        danger
        data-testid="agent-delete"
        onClick={() =>
          confirm(t('agents.delete-title', { name }), t('agents.delete-help'), shell('do.delete'), () =>
            remove.mutateAsync(undefined),
          )
        }
      >
        {shell('do.delete')}
      </Button>
    </div>
  );
}
