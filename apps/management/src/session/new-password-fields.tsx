import { sessionPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Form, Input, Progress } from 'antd';
import { STRENGTH_LEVELS, type StrengthLevel, passwordStrength } from './password-strength.ts';

const COLORS: Record<StrengthLevel, string> = {
  none: 'var(--lp-border)',
  weak: 'var(--lp-error)',
  fair: 'var(--lp-warning)',
  good: 'var(--lp-success)',
  strong: 'var(--lp-success)',
};

interface NewPasswordFieldsProps {
  /** name of the form field */
  readonly name: string;
  readonly label: string;
  /** a password should not hold it */
  readonly login: string;
}

/** A new password twice, with its strength while typing. */
export function NewPasswordFields({ name, label, login }: NewPasswordFieldsProps) {
  const t = usePhrases(sessionPhrases);
  const shell = usePhrases(shellPhrases);
  const form = Form.useFormInstance();
  const password = String(Form.useWatch<string | undefined>(name, form) ?? '');
  const level = passwordStrength(password);
  const hasLogin = login.length > 2 && password.toLowerCase().includes(login.toLowerCase());
  return (
    <>
      <Form.Item
        name={name}
        label={label}
        rules={[{ required: true, message: shell('form.required', { name: label }) }]}
        extra={
          <div aria-live="polite">
            <Progress
              percent={(STRENGTH_LEVELS.indexOf(level) / (STRENGTH_LEVELS.length - 1)) * 100}
              steps={4}
              size={['100%' as unknown as number, 4]}
              strokeColor={COLORS[level]}
              showInfo={false}
              aria-hidden
            />
            <div className="lp-small">
              {hasLogin
                ? t('password.has-login')
                : t('password.strength', { level: t(`password.strength-${level}`) })}
            </div>
            <div className="lp-small">{t('password.hint')}</div>
          </div>
        }
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name={`${name}Repeat`}
        label={t('password.repeat')}
        dependencies={[name]}
        rules={[
          { required: true, message: shell('form.required', { name: t('password.repeat') }) },
          ({ getFieldValue }) => ({
            validator: (_, value: string | undefined) =>
              value === undefined || value === '' || value === getFieldValue(name)
                ? Promise.resolve()
                : Promise.reject(new Error(t('password.repeat-wrong'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
    </>
  );
}
