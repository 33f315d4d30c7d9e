import { type AdminSummary, sessionRoutes } from '@lingpai/contract';
import { sessionPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Form, Input } from 'antd';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { Door } from './door.tsx';
import { NewPasswordFields } from './new-password-fields.tsx';

interface SetUpProps {
  /** undefined: this page was not opened by the link */
  readonly ticket: string | undefined;
  readonly onDone: (admin: AdminSummary) => void;
  readonly onCheckAgain: () => void;
}

/** The first administrator. Without the ticket of the console's link there is nothing to fill in. */
export function SetUp({ ticket, onDone, onCheckAgain }: SetUpProps) {
  return ticket === undefined ? (
    <NoTicket onCheckAgain={onCheckAgain} />
  ) : (
    <SetUpForm ticket={ticket} onDone={onDone} />
  );
}

function NoTicket({ onCheckAgain }: { onCheckAgain: () => void }) {
  const t = usePhrases(sessionPhrases);
  return (
    <Door title={t('setup.no-ticket-title')}>
      <div className="lp-stack-small" data-testid="setup-no-ticket">
        <p>{t('setup.no-ticket')}</p>
        <p className="lp-muted lp-small">{t('setup.no-ticket-shape')}</p>
        <code className="lp-break">{location.origin}/#/setup/…</code>
        <p className="lp-muted lp-small">{t('setup.no-ticket-again')}</p>
        <Button onClick={onCheckAgain}>{t('setup.check-again')}</Button>
      </div>
    </Door>
  );
}

interface Values {
  organizationName: string;
  login: string;
  name?: string;
  password: string;
}

function SetUpForm({ ticket, onDone }: { ticket: string; onDone: (admin: AdminSummary) => void }) {
  const t = usePhrases(sessionPhrases);
  const shell = usePhrases(shellPhrases);
  const [form] = Form.useForm<Values>();
  const login = Form.useWatch('login', form) ?? '';
  const { submit, isBusy, problem } = useSubmit<Values, AdminSummary>({
    form,
    send: ({ organizationName, login: given, name, password }) =>
      call(sessionRoutes.completeSetup, {
        body: {
          ticket,
          organizationName: organizationName.trim(),
          login: given.trim(),
          password,
          ...(name?.trim() ? { name: name.trim() } : {}),
        },
      }),
    onDone,
  });
  const needed = (name: string) => [
    { required: true, whitespace: true, message: shell('form.required', { name }) },
  ];
  return (
    <Door title={t('setup.title')}>
      <p className="lp-muted">{t('setup.intro')}</p>
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        data-testid="setup-form"
        style={{ marginTop: 18 }}
      >
        <FormProblem problem={problem} />
        <Form.Item
          name="organizationName"
          label={t('setup.organization')}
          extra={t('setup.organization-help')}
          rules={needed(t('setup.organization'))}
        >
          <Input
            autoFocus
            maxLength={128}
            placeholder={t('setup.organization-example')}
            autoComplete="organization"
          />
        </Form.Item>
        <Form.Item name="login" label={t('setup.login')} rules={needed(t('setup.login'))}>
          <Input maxLength={128} autoComplete="username" />
        </Form.Item>
        <Form.Item name="name" label={shell('form.optional', { name: t('setup.name') })}>
          <Input maxLength={128} autoComplete="name" />
        </Form.Item>
        <NewPasswordFields name="password" label={t('sign-in.password')} login={login} />
        <Button
          type="primary"
          htmlType="submit"
          block
          size="large"
          loading={isBusy}
          data-testid="setup-submit"
        >
          {t('setup.submit')}
        </Button>
      </Form>
    </Door>
  );
}
