import { type UserDetail, userRoutes } from '@lingpai/contract';
import { userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Alert, App, Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { call } from '../app/api.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { FormProblem } from '../parts/load-state.tsx';
import { withTestId } from '../parts/test-id.ts';
import { useAct } from '../parts/use-act.ts';
import { useSubmit } from '../parts/use-submit.ts';
import { useTimes } from '../parts/use-times.ts';

interface Values {
  validHours?: number | null;
  maxUses?: number | null;
}
interface Issued {
  readonly password: string;
  readonly expiresAt: number;
}
interface EmergencyPasswordProps {
  readonly user: UserDetail;
  readonly onChanged: (user: UserDetail) => void;
}

/** Issues one and tells what the user is like afterwards. */
async function issue(id: number, { validHours, maxUses }: Values): Promise<Issued & { user: UserDetail }> {
  const body = { ...(validHours && { validHours }), ...(maxUses && { maxUses }) };
  const issued = await call(userRoutes.issueEmergencyPassword, { params: { id }, body });
  return { ...issued, user: await call(userRoutes.readUser, { params: { id } }) };
}

/** 应急口令: a button, what it asks, and the password, shown once. */
export function EmergencyPassword({ user, onChanged }: EmergencyPasswordProps) {
  const t = usePhrases(userPhrases);
  const [isOpen, setOpen] = useState(false);
  const [issued, setIssued] = useState<Issued>();
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="user-emergency">
        {t('users.emergency')}
      </Button>
      <IssueModal
        user={user}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onChanged={onChanged}
        onIssued={setIssued}
      />
      <IssuedModal login={user.login} issued={issued} onClose={() => setIssued(undefined)} />
    </>
  );
}

interface IssueModalProps extends EmergencyPasswordProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onIssued: (issued: Issued) => void;
}

function IssueModal({ user, isOpen, onClose, onChanged, onIssued }: IssueModalProps) {
  const t = usePhrases(userPhrases);
  const [form] = Form.useForm<Values>();
  const { submit, isBusy, problem, reset } = useSubmit<Values, Issued & { user: UserDetail }>({
    form,
    send: (values) => issue(user.id, values),
    onDone: ({ user: changed, ...issued }) => {
      onChanged(changed);
      onClose();
      onIssued(issued);
    },
  });
  return (
    <Modal
      open={isOpen}
      title={`${t('users.emergency')} · ${user.login}`}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('users.emergency-issue')}
      okButtonProps={withTestId('emergency-issue')}
      confirmLoading={isBusy}
      afterOpenChange={(isShown) => {
        if (isShown) return;
        reset();
        form.resetFields();
      }}
      forceRender
    >
      <div className="lp-stack">
        <p className="lp-muted">{t('users.emergency-help')}</p>
        {user.hasEmergencyPassword ? (
          <PresentOne user={user} onChanged={onChanged} onClose={onClose} />
        ) : null}
        <Form form={form} layout="vertical" onFinish={submit} data-testid="emergency-form">
          <FormProblem problem={problem} />
          <Form.Item
            name="validHours"
            label={t('users.emergency-hours')}
            extra={t('users.emergency-hours-help')}
          >
            <InputNumber min={1} max={720} precision={0} style={{ width: 140 }} />
          </Form.Item>
          <Form.Item
            name="maxUses"
            label={t('users.emergency-max-uses')}
            extra={t('users.emergency-max-uses-help')}
          >
            <InputNumber min={1} max={1000} precision={0} style={{ width: 140 }} />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  );
}

function PresentOne({ user, onChanged, onClose }: EmergencyPasswordProps & { readonly onClose: () => void }) {
  const t = usePhrases(userPhrases);
  const times = useTimes();
  const { message } = App.useApp();
  const withdraw = useAct({
    act: () => call(userRoutes.withdrawEmergencyPassword, { params: { id: user.id } }),
    onDone: (changed) => {
      onChanged(changed);
      onClose();
      void message.success(t('users.emergency-withdrawn'));
    },
  });
  return (
    <Alert
      type="info"
      showIcon
      title={t('users.emergency-until', { when: times.momentOrNever(user.emergencyExpiresAt) })}
      action={
        <Button
          size="small"
          danger
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate(undefined)}
          data-testid="emergency-withdraw"
        >
          {t('users.emergency-withdraw')}
        </Button>
      }
    />
  );
}

interface IssuedModalProps {
  readonly login: string;
  readonly issued: Issued | undefined;
  readonly onClose: () => void;
}

function IssuedModal({ login, issued, onClose }: IssuedModalProps) {
  const t = usePhrases(userPhrases);
  const times = useTimes();
  return (
    <Modal
      open={issued !== undefined}
      title={`${t('users.emergency')} · ${login}`}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
      footer={
        <Button type="primary" onClick={onClose} data-testid="emergency-close">
          {t('users.emergency-done')}
        </Button>
      }
    >
      {issued === undefined ? null : (
        <div className="lp-stack" data-testid="emergency-issued">
          <Alert
            type="warning"
            showIcon
            title={t('users.emergency-once')}
            description={t('users.emergency-tell')}
          />
          <div className="lp-row">
            <code style={{ fontSize: 24, letterSpacing: 2 }} data-testid="emergency-password">
              {issued.password}
            </code>
            <CopyButton text={issued.password} />
          </div>
          <p className="lp-muted">{t('users.emergency-until', { when: times.moment(issued.expiresAt) })}</p>
        </div>
      )}
    </Modal>
  );
}
