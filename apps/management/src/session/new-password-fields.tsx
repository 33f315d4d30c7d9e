import { sessionPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Form, Input } from 'antd';
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
  const filled = STRENGTH_LEVELS.indexOf(level);
  const hasLogin = login.length > 2 && password.toLowerCase().includes(login.toLowerCase());
  return (
    <>
      <Form.Item
        name={name}
        label={label}
        rules={[{ required: true, message: shell('form.required', { name: label }) }]}
        extra={
          <div aria-live="polite">
            <div className="lp-strength" aria-hidden>
              {STRENGTH_LEVELS.slice(1).map((step, index) => (
                <span
                  key={step}
                  style={{ background: index < filled ? COLORS[level] : 'var(--lp-border)' }}
                />
              ))}
            </div>
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
