import { type AdminSummary, sessionRoutes } from '@lingpai/contract';
import { sessionPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Form, Input } from 'antd';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { NewPasswordFields } from './new-password-fields.tsx';

interface Values {
  oldPassword: string;
  newPassword: string;
}

export function ChangePasswordForm({
  login,
  onDone,
}: {
  login: string;
  onDone: (admin: AdminSummary) => void;
}) {
  const t = usePhrases(sessionPhrases);
  const shell = usePhrases(shellPhrases);
  const [form] = Form.useForm<Values>();
  const { submit, isBusy, problem } = useSubmit<Values, AdminSummary>({
    form,
    send: ({ oldPassword, newPassword }) =>
      call(sessionRoutes.changeOwnPassword, { body: { oldPassword, newPassword } }),
    onDone,
  });
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={submit}
      data-testid="change-password-form"
      style={{ marginTop: 16 }}
    >
      <FormProblem problem={problem} />
      {/* lets password managers know whose password this is */}
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      <Form.Item
        name="oldPassword"
        label={t('password.current')}
        rules={[{ required: true, message: shell('form.required', { name: t('password.current') }) }]}
      >
        <Input.Password autoComplete="current-password" maxLength={256} autoFocus />
      </Form.Item>
      <NewPasswordFields name="newPassword" label={t('password.new')} login={login} />
      <Button type="primary" htmlType="submit" block loading={isBusy} data-testid="change-password-submit">
        {t('password.change-submit')}
      </Button>
    </Form>
  );
}
