import { type TokenDetail, codeOf, findResultCode, tokenRoutes } from '@lingpai/contract';
import { tokenPhrases } from '@lingpai/contract/phrases/management';
import { useLanguage, usePhrases } from '@lingpai/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { call } from '../app/api.ts';
import { OtpInput } from './otp-input.tsx';
import { TOKENS_KEY, tokenKey } from './token-keys.ts';

export function TestToken({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  const queryClient = useQueryClient();
  const [otp, setOtp] = useState('');
  const { serial, digits } = token;
  const test = useMutation({
    mutationFn: () => call(tokenRoutes.testTokenByAdmin, { params: { serial }, body: { otp } }),
    onSettled: () => {
      setOtp('');
      void queryClient.invalidateQueries({ queryKey: tokenKey(serial) });
      void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate();
  };
  return (
    <form onSubmit={submit} className="lp-stack-small">
      <p className="lp-muted">{t('test.help')}</p>
      <div className="lp-row">
        <OtpInput value={otp} onChange={setOtp} digits={digits} label={t('test.otp')} testId="test-otp" />
        <Button
          htmlType="submit"
          disabled={otp.length !== digits}
          loading={test.isPending}
          data-testid="test-submit"
        >
          {t('test.submit')}
        </Button>
      </div>
      <div aria-live="polite" data-testid="test-result">
        {test.error === null ? null : <Alert type="error" showIcon title={test.error.message} />}
        {test.data === undefined ? null : <TestVerdict code={test.data.code} />}
      </div>
    </form>
  );
}

function TestVerdict({ code }: { code: number }) {
  const t = usePhrases(tokenPhrases);
  const { language } = useLanguage();
  if (code === codeOf('OTPR_OK')) return <Alert type="success" showIcon title={t('test.ok')} />;
  if (code === codeOf('OTPR_NEED_SYNC')) return <Alert type="warning" showIcon title={t('test.need-sync')} />;
  const reason = findResultCode(code)?.phrase[language] ?? String(code);
  return <Alert type="error" showIcon title={t('test.refused', { reason, code })} />;
}
