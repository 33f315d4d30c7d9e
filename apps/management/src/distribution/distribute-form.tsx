import { type DistributionResult, type Settings, type TokenDetail, tokenRoutes } from '@lingpai/contract';
import { distributionPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Radio, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { Panel } from '../parts/page.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { TOKENS_KEY, tokenKey } from '../tokens/token-keys.ts';
import { isLive } from './distribution-state.ts';

interface Values {
  mode: 'online' | 'offline';
  password: 'random' | 'default' | 'none';
  deviceCode?: string;
}
interface DistributeFormProps {
  readonly token: TokenDetail;
  readonly settings: Settings;
  readonly onDone: (result: DistributionResult) => void;
}

export function DistributeForm({ token, settings, onDone }: DistributeFormProps) {
  const d = usePhrases(distributionPhrases);
  const shell = usePhrases(shellPhrases);
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { serial } = token;
  const { submit, isBusy, problem } = useSubmit<Values, DistributionResult>({
    form,
    send: ({ mode, password, deviceCode }) =>
      call(tokenRoutes.distributeToken, {
        params: { serial },
        body: { mode, password, ...(deviceCode?.trim() ? { deviceCode: deviceCode.trim() } : {}) },
      }),
    onDone: (result) => {
      void queryClient.invalidateQueries({ queryKey: tokenKey(serial) });
      void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
      onDone(result);
    },
  });
  const { isEnabled: isSiteOn, deviceCodeRequired } = settings.distributionSite;
  const device = d('distribution.device');
  return (
    <div className="lp-narrow lp-stack">
      <Warnings token={token} isSiteOn={isSiteOn} />
      <Panel>
        <Form
          form={form}
          layout="vertical"
          onFinish={submit}
          initialValues={{ mode: isSiteOn ? 'online' : 'offline', password: 'random' }}
          data-testid="distribute-form"
        >
          <FormProblem problem={problem} />
          <ModeField isSiteOn={isSiteOn} />
          <PasswordField />
          <Form.Item
            name="deviceCode"
            label={deviceCodeRequired ? device : shell('form.optional', { name: device })}
            extra={d('distribution.device-help')}
            rules={
              deviceCodeRequired
                ? [{ required: true, message: shell('form.required', { name: device }) }]
                : []
            }
          >
            <Input maxLength={32} autoComplete="off" style={{ maxWidth: 260 }} spellCheck={false} />
          </Form.Item>
          <Button
            type="primary"
            size="large"
            htmlType="submit"
            loading={isBusy}
            data-testid="distribute-submit"
          >
            {d('distribution.submit')}
          </Button>
        </Form>
      </Panel>
    </div>
  );
}

function Warnings({ token, isSiteOn }: { token: TokenDetail; isSiteOn: boolean }) {
  const d = usePhrases(distributionPhrases);
  const { activation, distribution } = token;
  return (
    <>
      {activation === 'activated' ? (
        <Alert type="warning" showIcon title={d('distribution.again-warning')} />
      ) : null}
      {activation !== 'activated' && distribution !== null && isLive(distribution.state) ? (
        <Alert type="warning" showIcon title={d('distribution.pending-warning')} />
      ) : null}
      {isSiteOn ? null : (
        <Alert
          type="info"
          showIcon
          title={d('distribution.site-off')}
          action={<Link to="/settings">{d('distribution.site-settings')}</Link>}
        />
      )}
    </>
  );
}

/** A choice with a line that says what it means. */
function Choice({ title, help, extra }: { title: string; help: string; extra?: ReactNode }) {
  return (
    <span>
      <span className="lp-row" style={{ display: 'inline-flex' }}>
        {title} {extra}
      </span>
      <span className="lp-muted lp-choice-help">{help}</span>
    </span>
  );
}

function ModeField({ isSiteOn }: { isSiteOn: boolean }) {
  const d = usePhrases(distributionPhrases);
  return (
    <Form.Item name="mode" label={d('distribution.mode')}>
      <Radio.Group
        className="lp-choices"
        options={[
          {
            value: 'online',
            disabled: !isSiteOn,
            label: (
              <Choice
                title={d('mode.online')}
                help={d('mode.online-help')}
                extra={<Tag color="success">{d('distribution.recommended')}</Tag>}
              />
            ),
          },
          { value: 'offline', label: <Choice title={d('mode.offline')} help={d('mode.offline-help')} /> },
        ]}
      />
    </Form.Item>
  );
}

function PasswordField() {
  const d = usePhrases(distributionPhrases);
  const password = Form.useWatch<Values['password'] | undefined>('password');
  return (
    <>
      <Form.Item name="password" label={d('distribution.password')}>
        <Radio.Group
          className="lp-choices"
          options={(['random', 'default', 'none'] as const).map((value) => ({
            value,
            label: <Choice title={d(`password.${value}`)} help={d(`password.${value}-help`)} />,
          }))}
        />
      </Form.Item>
      {password === 'default' || password === 'none' ? (
        <Alert
          type="warning"
          showIcon
          title={d(`password.${password}-warning`)}
          style={{ marginBottom: 20 }}
          data-testid="password-warning"
        />
      ) : null}
    </>
  );
}
