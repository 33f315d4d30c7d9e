import { type User, type UserDetail, userRoutes } from '@lingpai/contract';
import { shellPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Form, Input } from 'antd';
import { useEffect } from 'react';
import { call } from '../app/api.ts';
import { FormProblem } from '../parts/load-state.tsx';
import { OrganizationSelect, useOrganizations } from '../parts/organization-select.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { LoginFields } from './login-fields.tsx';

type Rule = 'policy' | 'required' | 'none';
interface Values {
  login: string;
  organizationId: number;
  name?: string;
  email?: string;
  phone?: string;
  otpRule: Rule;
  staticPasswordRule: Rule;
  thirdPartyRule: Rule;
  staticPassword?: string;
  mustChange?: 'policy' | 'yes' | 'no';
}
interface UserFormProps {
  readonly isOpen: boolean;
  /** given: edit this user; else add one */
  readonly user?: User;
  /** preselected for a new user */
  readonly organizationId?: number;
  readonly onClose: () => void;
  readonly onSaved: (user: UserDetail) => void;
}

function ruleOf(rule: Rule): Exclude<Rule, 'policy'> | null {
  return rule === 'policy' ? null : rule;
}

/** What the form shows of a user, or of a new one. */
function valuesOf(user: User | undefined, organizationId: number | undefined): Partial<Values> {
  const { otpRule, staticPasswordRule, thirdPartyRule } = user ?? {};
  return {
    ...(organizationId !== undefined && { organizationId }),
    ...user,
    otpRule: otpRule ?? 'policy',
    staticPasswordRule: staticPasswordRule ?? 'policy',
    thirdPartyRule: thirdPartyRule ?? 'policy',
    mustChange: 'policy',
  };
}

function save(values: Values, user: User | undefined): Promise<UserDetail> {
  const { login, organizationId, staticPassword, mustChange = 'policy' } = values;
  const body = {
    organizationId,
    name: values.name?.trim() ?? '',
    email: values.email?.trim() ?? '',
    phone: values.phone?.trim() ?? '',
    otpRule: ruleOf(values.otpRule),
    staticPasswordRule: ruleOf(values.staticPasswordRule),
    thirdPartyRule: ruleOf(values.thirdPartyRule),
    ...(staticPassword && { staticPassword }),
    ...(staticPassword && mustChange !== 'policy' && { staticPasswordMustChange: mustChange === 'yes' }),
  };
  return user === undefined
    ? call(userRoutes.createUser, { body: { ...body, login: login.trim() } })
    : call(userRoutes.updateUser, { params: { id: user.id }, body });
}

/** Adds or edits a user, in a drawer. */
export function UserForm({ isOpen, user, organizationId, onClose, onSaved }: UserFormProps) {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { data: organizations } = useOrganizations();
  const onlyOne = organizations?.length === 1 ? organizations[0]?.id : undefined;
  const { submit, isBusy, problem, reset } = useSubmit<Values, UserDetail>({
    form,
    send: (values) => save(values, user),
    onDone: (saved) => {
      void queryClient.invalidateQueries({ queryKey: ['users'] });
      queryClient.setQueryData(['user', saved.id], saved);
      onClose();
      onSaved(saved);
    },
  });
  useEffect(() => {
    if (!isOpen) return;
    reset();
    form.resetFields();
    form.setFieldsValue(valuesOf(user, organizationId));
  }, [isOpen, user, organizationId, form, reset]);
  useEffect(() => {
    if (isOpen && onlyOne !== undefined && form.getFieldValue('organizationId') === undefined) {
      form.setFieldsValue({ organizationId: onlyOne });
    }
  }, [isOpen, onlyOne, form]);
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      size={460}
      title={user === undefined ? t('users.add') : t('users.edit')}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      forceRender
      footer={
        <div className="lp-row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{shell('do.cancel')}</Button>
          <Button type="primary" onClick={form.submit} loading={isBusy} data-testid="user-save">
            {shell('do.save')}
          </Button>
        </div>
      }
    >
      <Form form={form} layout="vertical" onFinish={submit} autoComplete="off" data-testid="user-form">
        <FormProblem problem={problem} />
        <UserFields isNew={user === undefined} hasStaticPassword={user?.hasStaticPassword ?? false} />
        {/* lets the Enter key save */}
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}

function UserFields({ isNew, hasStaticPassword }: { isNew: boolean; hasStaticPassword: boolean }) {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  const required = (name: string) => [{ required: true, message: shell('form.required', { name }) }];
  const optional = (name: string) => shell('form.optional', { name });
  return (
    <>
      <Form.Item
        name="login"
        label={t('users.login')}
        extra={t('users.login-help')}
        rules={isNew ? required(t('users.login')) : []}
      >
        <Input maxLength={128} disabled={!isNew} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="organizationId"
        label={shell('word.organization')}
        rules={required(shell('word.organization'))}
      >
        <OrganizationSelect />
      </Form.Item>
      <Form.Item name="name" label={optional(t('users.name'))}>
        <Input maxLength={256} autoComplete="off" />
      </Form.Item>
      <Form.Item name="email" label={optional(t('users.email'))}>
        <Input maxLength={256} type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="phone" label={optional(t('users.phone'))}>
        <Input maxLength={256} type="tel" autoComplete="off" />
      </Form.Item>
      <LoginFields hasStaticPassword={hasStaticPassword} />
    </>
  );
}
