import { settingsPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Alert, Form, Input, Radio } from 'antd';

const LOCAL_HOST = /^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?:\/|$)/i;

/** 分发站点策略 */
export function SiteFields() {
  const t = usePhrases(settingsPhrases);
  const url = String(Form.useWatch<string | undefined>(['distributionSite', 'url']) ?? '');
  const isOn = Form.useWatch<boolean | undefined>(['distributionSite', 'isEnabled']) ?? true;
  const warning = isOn ? warningOf(url) : undefined;
  return (
    <>
      <Form.Item
        name={['distributionSite', 'isEnabled']}
        label={t('distributionSite.isEnabled')}
        extra={t('distributionSite.isEnabled-help')}
      >
        <Radio.Group
          options={[
            { value: true, label: t('word.on') },
            { value: false, label: t('word.off') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name={['distributionSite', 'url']}
        label={t('distributionSite.url')}
        extra={t('distributionSite.url-help')}
        rules={[{ pattern: /^(?:https?:\/\/[^\s#?]+)?$/, message: t('distributionSite.url-wrong') }]}
      >
        <Input
          maxLength={256}
          placeholder="https://token.example.com"
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          data-testid="site-url"
        />
      </Form.Item>
      {warning === undefined ? null : (
        <Alert
          type="warning"
          showIcon
          title={t(warning)}
          style={{ marginBottom: 20 }}
          data-testid="site-warning"
        />
      )}
      <Form.Item
        name={['distributionSite', 'deviceCodeRequired']}
        label={t('distributionSite.deviceCodeRequired')}
        extra={t('distributionSite.deviceCodeRequired-help')}
      >
        <Radio.Group
          options={[
            { value: true, label: t('word.required') },
            { value: false, label: t('word.optional') },
          ]}
        />
      </Form.Item>
    </>
  );
}

function warningOf(url: string) {
  if (url === '') return 'distributionSite.url-empty';
  return /^http:\/\//i.test(url) && !LOCAL_HOST.test(url) ? 'distributionSite.url-http' : undefined;
}
