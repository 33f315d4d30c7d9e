import { shellPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Form, Input, Select } from 'antd';

const RULES = [
  ['thirdPartyRule', 'users.third-party-rule'],
  ['staticPasswordRule', 'users.static-rule'],
  ['otpRule', 'users.otp-rule'],
] as const;

/** What a user logs in with; in the order in which it is typed. */
export function LoginFields({ hasStaticPassword }: { hasStaticPassword: boolean }) {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  const isGiven = Boolean(Form.useWatch<string | undefined>('staticPassword'));
  const rules = [
    { value: 'policy', label: t('users.static-policy') },
    { value: 'required', label: t('users.static-required') },
    { value: 'none', label: t('users.static-none') },
  ];
  return (
    <>
      {RULES.map(([name, label], index) => (
        <Form.Item
          key={name}
          name={name}
          label={t(label)}
          extra={index === RULES.length - 1 ? t('users.rules-help') : undefined}
        >
          <Select options={rules} />
        </Form.Item>
      ))}
      <Form.Item
        name="staticPassword"
        label={shell('form.optional', { name: t('users.static-password') })}
        extra={hasStaticPassword ? t('users.static-password-keep') : t('users.static-password-new')}
      >
        <Input.Password maxLength={128} autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="mustChange" label={t('users.must-change')} hidden={!isGiven}>
        <Select
          options={[
            { value: 'policy', label: t('users.must-change-policy') },
            { value: 'yes', label: t('users.must-change-yes') },
            { value: 'no', label: t('users.must-change-no') },
          ]}
        />
      </Form.Item>
    </>
  );
}
