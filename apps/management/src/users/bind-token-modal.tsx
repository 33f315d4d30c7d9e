import { type Token, type UserDetail, tokenRoutes } from '@lingpai/contract';
import { shellPhrases, tokenPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { App, Checkbox, Form, Modal } from 'antd';
import { useEffect } from 'react';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { RemoteSelect } from '../parts/remote-select.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { withTestId } from '../parts/test-id.ts';

interface Values {
  serial: string;
  isOnlyFree: boolean;
  isEnabled: boolean;
}
interface BindTokenModalProps {
  readonly user: UserDetail;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onBound: () => void;
}

/** Binds, and enables the token if asked to, since a bound but disabled token is the usual reason for "it does not work". */
async function bind(login: string, { serial, isEnabled }: Values): Promise<void> {
  const params = { serial };
  const token = await call(tokenRoutes.bindToken, { params, body: { login } });
  if (isEnabled && token.status === 'disabled') {
    await call(tokenRoutes.actOnToken, { params, body: { action: 'enable' } });
  }
}

export function BindTokenModal({ user, isOpen, onClose, onBound }: BindTokenModalProps) {
  const t = usePhrases(userPhrases);
  const tokens = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const isOnlyFree = Form.useWatch('isOnlyFree', form) ?? true;
  const { submit, isBusy, problem, reset } = useSubmit<Values, void>({
    form,
    send: (values) => bind(user.login, values),
    onDone: () => {
      void message.success(t('users.bound', { serial: form.getFieldValue('serial') }));
      onBound();
      onClose();
    },
  });
  useEffect(() => {
    if (!isOpen) return;
    reset();
    form.resetFields();
  }, [isOpen, form, reset]);
  const describe = (token: Token) =>
    `${token.serial} · ${tokens(`kind.${token.kind}`)} · ${tokens(`status.${token.status}`)}`;
  return (
    <Modal
      open={isOpen}
      title={`${t('users.bind')} · ${user.login}`}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('users.bind')}
      okButtonProps={withTestId('bind-submit')}
      confirmLoading={isBusy}
      forceRender
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ isOnlyFree: true, isEnabled: true }}
        data-testid="bind-form"
      >
        <FormProblem problem={problem} />
        <Form.Item
          name="serial"
          label={tokens('tokens.serial')}
          rules={[{ required: true, message: shell('form.required', { name: tokens('tokens.serial') }) }]}
        >
          <RemoteSelect
            searchKey={['bind-token', isOnlyFree]}
            placeholder={t('users.bind-placeholder')}
            emptyText={t('users.bind-none')}
            search={async (q, signal) => {
              const query = { limit: 20, ...(q && { q }), ...(isOnlyFree && { bound: false }) };
              const { items } = await call(tokenRoutes.listTokens, { query, signal });
              return items
                .filter((token) => token.status !== 'revoked')
                .map((token) => ({ value: token.serial, label: describe(token) }));
            }}
          />
        </Form.Item>
        <Form.Item name="isOnlyFree" valuePropName="checked" noStyle>
          <Checkbox>{t('users.bind-only-free')}</Checkbox>
        </Form.Item>
        <br />
        <Form.Item name="isEnabled" valuePropName="checked" noStyle>
          <Checkbox>{t('users.bind-enable')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
