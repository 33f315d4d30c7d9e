import { type AdminSummary, sessionRoutes } from '@lingpai/contract';
import { sessionPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Form, Input } from 'antd';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { useSubmit } from '../parts/use-submit.ts';

interface Values {
  login: string;
  password: string;
}

/** `login` fixed: only the password is asked for (session ended). */
export function SignInForm({ login, onDone }: { login?: string; onDone: (admin: AdminSummary) => void }) {
  const t = usePhrases(sessionPhrases);
  const shell = usePhrases(shellPhrases);
  const [form] = Form.useForm<Values>();
  const { submit, isBusy, problem } = useSubmit<Values, AdminSummary>({
    form,
    send: (values) =>
      call(sessionRoutes.signIn, {
        body: { login: login ?? values.login.trim(), password: values.password },
      }),
    onDone,
  });
  const needed = (name: string) => [{ required: true, message: shell('form.required', { name }) }];
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={submit}
      data-testid="sign-in-form"
      style={{ marginTop: 18 }}
    >
      <FormProblem problem={problem} />
      <Form.Item
        name="login"
        label={t('sign-in.login')}
        {...(login === undefined ? { rules: needed(t('sign-in.login')) } : { initialValue: login })}
      >
        <Input
          autoComplete="username"
          autoFocus={login === undefined}
          disabled={login !== undefined}
          maxLength={128}
        />
      </Form.Item>
      <Form.Item name="password" label={t('sign-in.password')} rules={needed(t('sign-in.password'))}>
        <Input.Password autoComplete="current-password" autoFocus={login !== undefined} maxLength={256} />
      </Form.Item>
      <Button
        type="primary"
        htmlType="submit"
        block
        size="large"
        loading={isBusy}
        data-testid="sign-in-submit"
      >
        {t('sign-in.submit')}
      </Button>
      <details className="lp-muted lp-small" style={{ marginTop: 18 }}>
        <summary>{t('sign-in.forgotten')}</summary>
        <p style={{ margin: '6px 0' }}>{t('sign-in.forgotten-help')}</p>
        <code>npx lingpai admin reset {login ?? '…'}</code>
      </details>
    </Form>
  );
}
