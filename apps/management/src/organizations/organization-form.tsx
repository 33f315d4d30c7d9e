import { type Organization, organizationRoutes } from '@lingpai/contract';
import { organizationPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import { useEffect } from 'react';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { ORGANIZATIONS_KEY } from '../parts/organization-select.tsx';
import { useSubmit } from '../parts/use-submit.ts';

export type OrganizationTask =
  | { readonly kind: 'add'; readonly parent: Organization | null }
  | { readonly kind: 'rename'; readonly organization: Organization };

interface OrganizationFormProps {
  readonly task: OrganizationTask | undefined;
  readonly onClose: () => void;
  readonly onAdded: (id: number) => void;
}

/** Adds or renames, in a small dialogue. */
export function OrganizationForm({ task, onClose, onAdded }: OrganizationFormProps) {
  const t = usePhrases(organizationPhrases);
  const shell = usePhrases(shellPhrases);
  const queryClient = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ name: string }>();
  const { submit, isBusy, problem, reset } = useSubmit<{ name: string }, Organization>({
    form,
    send: ({ name }) => save(task, name.trim()),
    onDone: (saved) => {
      void queryClient.invalidateQueries({ queryKey: ORGANIZATIONS_KEY });
      void message.success(
        task?.kind === 'add' ? t('organizations.created', { name: saved.name }) : shell('done.saved'),
      );
      if (task?.kind === 'add') onAdded(saved.id);
      onClose();
    },
  });
  useEffect(() => {
    reset();
    form.resetFields();
    if (task?.kind === 'rename') form.setFieldsValue({ name: task.organization.name });
  }, [task, form, reset]);
  return (
    <Modal
      open={task !== undefined}
      title={titleOf(task, t)}
      onCancel={onClose}
      onOk={form.submit}
      okText={shell('do.save')}
      confirmLoading={isBusy}
      forceRender
    >
      <Form form={form} layout="vertical" onFinish={submit} data-testid="organization-form">
        <FormProblem problem={problem} />
        <Form.Item
          name="name"
          label={t('organizations.name')}
          extra={t('organizations.name-help')}
          rules={[
            {
              required: true,
              whitespace: true,
              message: shell('form.required', { name: t('organizations.name') }),
            },
            { pattern: /^[^/]*$/, message: t('organizations.name-help') },
          ]}
        >
          <Input maxLength={128} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

async function save(task: OrganizationTask | undefined, name: string): Promise<Organization> {
  if (task?.kind === 'rename') {
    return call(organizationRoutes.renameOrganization, {
      params: { id: task.organization.id },
      body: { name },
    });
  }
  return call(organizationRoutes.createOrganization, { body: { parentId: task?.parent?.id ?? null, name } });
}

type Say = (key: keyof typeof organizationPhrases, params?: Record<string, string>) => string;

function titleOf(task: OrganizationTask | undefined, t: Say): string {
  if (task?.kind === 'rename') return t('organizations.rename-title', { name: task.organization.name });
  const parent = task?.parent ?? null;
  return parent === null ? t('organizations.add-top') : t('organizations.add-under', { name: parent.name });
}
