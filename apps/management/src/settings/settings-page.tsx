import { type Settings, settingsRoutes } from '@lingpai/contract';
import { settingsPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../app/api.ts';
import { FormProblem, Loaded } from '../parts/load-state.tsx';
import { Page, Panel } from '../parts/page.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { NumberFields } from './number-fields.tsx';
import { mergeSettings } from './setting-fields.ts';
import { SiteFields } from './site-fields.tsx';
import { SwitchField } from './switch-field.tsx';
import './settings.css';

/** as delivered, and known to everybody */
const FACTORY_PASSWORD = '123456';

/** 基础配置 */
export function SettingsPage() {
  const t = usePhrases(settingsPhrases);
  const query = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => call(settingsRoutes.readSettings, { signal }),
    refetchOnWindowFocus: false,
  });
  return (
    <Page title={t('settings.title')} description={t('settings.help')}>
      <Loaded query={query} rows={14}>
        {(settings) => <SettingsForm settings={settings} />}
      </Loaded>
    </Page>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const t = usePhrases(settingsPhrases);
  const shell = usePhrases(shellPhrases);
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Settings>();
  const [isChanged, setChanged] = useState(false);
  const { submit, isBusy, problem, reset } = useSubmit<Settings, Settings>({
    form,
    send: (values) => call(settingsRoutes.updateSettings, { body: mergeSettings(settings, values) }),
    onDone: (saved) => {
      queryClient.setQueryData(['settings'], saved);
      form.setFieldsValue(saved);
      setChanged(false);
      void message.success(shell('done.saved'));
    },
  });
  const discard = () => {
    form.setFieldsValue(settings);
    reset();
    setChanged(false);
  };
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={settings}
      onFinish={submit}
      onValuesChange={() => setChanged(true)}
      data-testid="settings-form"
    >
      <div className="lp-settings">
        <Panel title={t('settings.activation')}>
          <DefaultPassword />
          <NumberFields group="activation" />
        </Panel>
        <Panel title={t('settings.site')}>
          <SiteFields />
        </Panel>
        <Panel title={t('settings.verification')}>
          <SwitchField name={['verification', 'otpRequired']} />
          <SwitchField name={['verification', 'staticPasswordRequired']} />
          <SwitchField name={['verification', 'thirdPartyRequired']} />
          <NumberFields group="verification" />
        </Panel>
        <Panel title={t('settings.static-password')}>
          <NumberFields group="staticPassword" />
          <SwitchField name={['staticPassword', 'isGuessableRefused']} words="yes-no" />
          <SwitchField name={['staticPassword', 'isInitialChangeRequired']} words="yes-no" />
        </Panel>
        <Panel title={t('settings.lockout')}>
          <NumberFields group="lockout" />
          <SwitchField name={['lockout', 'isUnlockedByTwoOtps']} words="yes-no" />
        </Panel>
        <div className="lp-stack">
          <Panel title={t('settings.emergency')}>
            <NumberFields group="emergencyPassword" />
          </Panel>
          <Panel title={t('settings.binding')}>
            <NumberFields group="binding" />
          </Panel>
        </div>
      </div>
      <div className="lp-save-bar">
        <FormProblem problem={problem} />
        <div className="lp-row">
          <Button
            type="primary"
            htmlType="submit"
            loading={isBusy}
            disabled={!isChanged}
            data-testid="settings-save"
          >
            {shell('do.save')}
          </Button>
          <Button disabled={!isChanged} onClick={discard}>
            {t('settings.discard')}
          </Button>
          <span className="lp-muted" aria-live="polite">
            {isChanged ? t('settings.unsaved') : ''}
          </span>
        </div>
      </div>
    </Form>
  );
}

function DefaultPassword() {
  const t = usePhrases(settingsPhrases);
  const value = Form.useWatch<string | undefined>(['activation', 'defaultPassword']);
  return (
    <>
      <Form.Item
        name={['activation', 'defaultPassword']}
        label={t('activation.defaultPassword')}
        extra={t('activation.defaultPassword-help')}
        rules={[{ required: true, min: 4, message: t('activation.defaultPassword-help') }]}
      >
        <Input maxLength={32} autoComplete="off" spellCheck={false} style={{ maxWidth: 240 }} />
      </Form.Item>
      {value === FACTORY_PASSWORD ? (
        <Alert
          type="warning"
          showIcon
          title={t('activation.defaultPassword-warning')}
          style={{ marginBottom: 20 }}
          data-testid="default-password-warning"
        />
      ) : null}
    </>
  );
}
