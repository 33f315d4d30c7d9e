import { type Agent, agentAdminRoutes } from '@lingpai/contract';
import { agentPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal, Select } from 'antd';
import { useEffect } from 'react';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import type { AgentWithFile } from './agents-page.tsx';
import { withTestId } from '../parts/test-id.ts';

export type AgentTask =
  | { readonly kind: 'add' }
  | { readonly kind: 'edit'; readonly agent: Agent }
  | { readonly kind: 'renew'; readonly agent: Agent };
interface Values {
  name: string;
  allow: string[];
  servers: string[];
}
interface AgentFormProps {
  readonly task: AgentTask | undefined;
  readonly onClose: () => void;
  /** a new key was made: its file is to be shown */
  readonly onFile: (created: AgentWithFile) => void;
}

async function save(task: AgentTask, { name, allow, servers }: Values): Promise<AgentWithFile | undefined> {
  const files = servers.length === 0 ? {} : { servers };
  if (task.kind === 'add')
    return call(agentAdminRoutes.createAgent, { body: { name: name.trim(), allow, ...files } });
  const params = { id: task.agent.id };
  if (task.kind === 'renew') return call(agentAdminRoutes.renewAgentKey, { params, body: files });
  await call(agentAdminRoutes.updateAgent, { params, body: { name: name.trim(), allow } });
  return undefined;
}

/** Adds, edits or gives a new key: the same few fields in a dialogue. */
export function AgentForm({ task, onClose, onFile }: AgentFormProps) {
  const t = usePhrases(agentPhrases);
  const shell = usePhrases(shellPhrases);
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { submit, isBusy, problem, reset } = useSubmit<Values, AgentWithFile | undefined>({
    form,
    send: (values) => save(task ?? { kind: 'add' }, values),
    onDone: (created) => {
      void queryClient.invalidateQueries({ queryKey: ['agents'] });
      onClose();
      if (created === undefined) void message.success(shell('done.saved'));
      else onFile(created);
    },
  });
  useEffect(() => {
    reset();
    form.resetFields();
    if (task !== undefined && task.kind !== 'add')
      form.setFieldsValue({ name: task.agent.name, allow: task.agent.allow });
  }, [task, form, reset]);
  const okText = { add: t('agents.add'), edit: shell('do.save'), renew: t('agents.renew-submit') };
  return (
    <Modal
      open={task !== undefined}
      title={titleOf(task, t)}
      onCancel={onClose}
      onOk={form.submit}
      okText={okText[task?.kind ?? 'add']}
      okButtonProps={withTestId('agent-save', { danger: task?.kind === 'renew' })}
      confirmLoading={isBusy}
      forceRender
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ allow: [], servers: [location.origin] }}
        data-testid="agent-form"
      >
        {task?.kind === 'renew' ? (
          <Alert type="warning" showIcon title={t('agents.renew-help')} style={{ marginBottom: 16 }} />
        ) : null}
        <FormProblem problem={problem} />
        <AgentFields kind={task?.kind ?? 'add'} />
      </Form>
    </Modal>
  );
}

type Say = ReturnType<typeof usePhrases<typeof agentPhrases>>;

function titleOf(task: AgentTask | undefined, t: Say): string {
  if (task === undefined || task.kind === 'add') return t('agents.add');
  const { name } = task.agent;
  return task.kind === 'edit' ? t('agents.edit-title', { name }) : t('agents.renew-title', { name });
}

function AgentFields({ kind }: { kind: AgentTask['kind'] }) {
  const t = usePhrases(agentPhrases);
  const shell = usePhrases(shellPhrases);
  const allow = Form.useWatch<string[] | undefined>('allow') ?? [];
  return (
    <>
      <Form.Item
        name="name"
        label={t('agents.name')}
        hidden={kind === 'renew'}
        rules={[
          { required: true, whitespace: true, message: shell('form.required', { name: t('agents.name') }) },
        ]}
      >
        <Input maxLength={128} placeholder={t('agents.name-example')} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="allow"
        label={t('agents.allow')}
        extra={t('agents.allow-help')}
        hidden={kind === 'renew'}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ', '，']} maxCount={64} />
      </Form.Item>
      {kind !== 'renew' && allow.length === 0 ? (
        <Alert type="info" showIcon title={t('agents.allow-none-warning')} style={{ marginBottom: 16 }} />
      ) : null}
      {kind === 'edit' ? null : (
        <Form.Item
          name="servers"
          label={t('agents.servers')}
          extra={t('agents.servers-help')}
          rules={[
            {
              validator: (_, servers: string[]) =>
                servers.every((server) => /^https?:\/\/\S+$/.test(server))
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('agents.servers-wrong'))),
            },
          ]}
        >
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            tokenSeparators={[',', ' ', '，']}
            maxCount={16}
          />
        </Form.Item>
      )}
    </>
  );
}
