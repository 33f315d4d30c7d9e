import { settingsPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Form, InputNumber } from 'antd';
import { NUMBER_FIELDS, type NumberGroup, limitsOf } from './setting-fields.ts';

type PhraseKey = keyof typeof settingsPhrases;

/** The numbers of one group, each with what it means, its range and default. */
export function NumberFields({ group }: { group: NumberGroup }) {
  const t = usePhrases(settingsPhrases);
  const shell = usePhrases(shellPhrases);
  return NUMBER_FIELDS[group].map((name) => {
    const limits = limitsOf(group, name);
    const label = t(`${group}.${name}` as PhraseKey);
    return (
      <Form.Item
        key={name}
        name={[group, name]}
        label={label}
        extra={
          <>
            {t(`${group}.${name}-help` as PhraseKey)}{' '}
            <span className="lp-small">
              {t('settings.limits', { min: limits.minimum, max: limits.maximum, value: limits.default })}
            </span>
          </>
        }
        rules={[{ required: true, message: shell('form.required', { name: label }) }]}
      >
        <InputNumber min={limits.minimum} max={limits.maximum} precision={0} style={{ width: 140 }} />
      </Form.Item>
    );
  });
}
