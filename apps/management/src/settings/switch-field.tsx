import { settingsPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Form, Radio } from 'antd';

type SwitchName =
  | ['verification', 'otpRequired' | 'staticPasswordRequired' | 'thirdPartyRequired']
  | ['staticPassword', 'isGuessableRefused' | 'isInitialChangeRequired']
  | ['lockout', 'isUnlockedByTwoOtps'];

/** A setting that is one of two, with what it means. */
export function SwitchField({
  name,
  words = 'required',
}: {
  readonly name: SwitchName;
  readonly words?: 'required' | 'yes-no';
}) {
  const t = usePhrases(settingsPhrases);
  const key = name.join('.') as 'verification.otpRequired';
  const [yes, no] =
    words === 'required' ? (['word.asked', 'word.not-asked'] as const) : (['word.yes', 'word.no'] as const);
  return (
    <Form.Item name={name} label={t(key)} extra={t(`${key}-help`)}>
      <Radio.Group
        options={[
          { value: true, label: t(yes) },
          { value: false, label: t(no) },
        ]}
      />
    </Form.Item>
  );
}
