import { type ResponseOf, tokenRoutes } from '@lingpai/contract';
import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, InputNumber, Radio, Select } from 'antd';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { OrganizationSelect, useOrganizations } from '../parts/organization-select.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { TOKENS_KEY } from './token-keys.ts';
import { tokenPath } from './token-path.ts';

const HASHES = ['sha1', 'sha256', 'sha512', 'sm3', 'sm4'] as const;
const MAX_COUNT = 100_000;
type Values = {
  organizationId: number;
  count: number;
  type: 'totp' | 'hotp';
  hash: (typeof HASHES)[number];
  digits: number;
  periodSeconds: 30 | 60;
};
type Created = ResponseOf<typeof tokenRoutes.createTokens>;
const INITIAL = { count: 1, type: 'totp', hash: 'sha1', digits: 6, periodSeconds: 30 } as const;

function create({ type, periodSeconds, ...rest }: Values): Promise<Created> {
  const step = type === 'totp' ? { periodSeconds } : {};
  return call(tokenRoutes.createTokens, { body: { ...rest, type, ...step } });
}

/** New mobile tokens, to be distributed to phones. */
export function CreateTokens({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { data: organizations } = useOrganizations();
  const onlyOne = organizations?.length === 1 ? organizations[0]?.id : undefined;
  const [form] = Form.useForm<Values>();
  const { submit, isBusy, problem, reset } = useSubmit<Values, Created>({
    form,
    send: create,
    onDone: ({ serials, count }) => {
      void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
      void message.success(t('create.done', { count }));
      const [first] = serials;
      if (count === 1 && first !== undefined) void navigate(tokenPath(first));
      else void navigate('/distribution');
    },
  });
  useEffect(() => {
    if (!isOpen) return;
    reset();
    form.resetFields();
    if (onlyOne !== undefined) form.setFieldsValue({ organizationId: onlyOne });
  }, [isOpen, onlyOne, form, reset]);
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      size={460}
      title={t('tokens.create')}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      forceRender
      footer={
        <div className="lp-row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{shell('do.cancel')}</Button>
          <Button type="primary" onClick={form.submit} loading={isBusy} data-testid="token-create-submit">
            {t('create.submit')}
          </Button>
        </div>
      }
    >
      <p className="lp-muted" style={{ marginBottom: 16 }}>
        {t('create.intro')}
      </p>
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={INITIAL}
        data-testid="token-create-form"
      >
        <FormProblem problem={problem} />
        <CreateFields />
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}

function CreateFields() {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const type = Form.useWatch<Values['type'] | undefined>('type');
  const required = (name: string) => [{ required: true, message: shell('form.required', { name }) }];
  return (
    <>
      <Form.Item
        name="organizationId"
        label={shell('word.organization')}
        rules={required(shell('word.organization'))}
      >
        <OrganizationSelect />
      </Form.Item>
      <Form.Item name="count" label={t('create.count')} rules={required(t('create.count'))}>
        <InputNumber min={1} max={MAX_COUNT} precision={0} style={{ width: 160 }} />
      </Form.Item>
      <Form.Item name="type" label={t('tokens.type')}>
        <Radio.Group
          options={[
            { value: 'totp', label: t('type.totp') },
            { value: 'hotp', label: t('type.hotp') },
          ]}
        />
      </Form.Item>
      <Form.Item name="hash" label={t('create.hash')} extra={t('create.hash-hint')}>
        <Select options={HASHES.map((value) => ({ value, label: t(`hash.${value}`) }))} />
      </Form.Item>
      <Form.Item name="digits" label={t('token.digits')}>
        <Radio.Group
          optionType="button"
          options={[6, 7, 8].map((value) => ({ value, label: String(value) }))}
        />
      </Form.Item>
      {type === 'hotp' ? null : (
        <Form.Item name="periodSeconds" label={t('token.step')}>
          <Radio.Group
            optionType="button"
            options={[30, 60].map((seconds) => ({
              value: seconds,
              label: t('token.step-value', { seconds }),
            }))}
          />
        </Form.Item>
      )}
    </>
  );
}
