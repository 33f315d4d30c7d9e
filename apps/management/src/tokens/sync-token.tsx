import { type TokenDetail, codeOf, findResultCode, tokenRoutes } from '@lingpai/contract';
import { tokenPhrases } from '@lingpai/contract/phrases/management';
import { useLanguage, usePhrases } from '@lingpai/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { call } from '../app/api.ts';
import { OtpInput } from './otp-input.tsx';
import { tokenKey } from './token-keys.ts';

/** Two consecutive OTPs bring the server's idea of the token's clock or counter in line. */
export function SyncToken({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  const { language } = useLanguage();
  const queryClient = useQueryClient();
  const [otp, setOtp] = useState('');
  const [nextOtp, setNextOtp] = useState('');
  const { serial, digits, periodSeconds } = token;
  const sync = useMutation({
    mutationFn: () => call(tokenRoutes.syncTokenByAdmin, { params: { serial }, body: { otp, nextOtp } }),
    onSettled: () => {
      setOtp('');
      setNextOtp('');
      void queryClient.invalidateQueries({ queryKey: tokenKey(serial) });
    },
  });
  const isSame = otp.length === digits && otp === nextOtp;
  const isReady = otp.length === digits && nextOtp.length === digits && !isSame;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) sync.mutate();
  };
  const code = sync.data?.code;
  return (
    <form onSubmit={submit} className="lp-stack-small">
      <p className="lp-muted">
        {periodSeconds === null ? t('sync.help-hotp') : t('sync.help-totp', { seconds: periodSeconds })}
      </p>
      <div className="lp-row">
        <OtpInput value={otp} onChange={setOtp} digits={digits} label={t('sync.first')} testId="sync-otp" />
        <OtpInput
          value={nextOtp}
          onChange={setNextOtp}
          digits={digits}
          label={t('sync.second')}
          testId="sync-next-otp"
        />
        <Button htmlType="submit" disabled={!isReady} loading={sync.isPending} data-testid="sync-submit">
          {t('sync.submit')}
        </Button>
      </div>
      <div aria-live="polite" data-testid="sync-result">
        {isSame ? <Alert type="warning" showIcon title={t('sync.same')} /> : null}
        {sync.error === null ? null : <Alert type="error" showIcon title={sync.error.message} />}
        {code === codeOf('OTPR_OK') ? <Alert type="success" showIcon title={t('sync.ok')} /> : null}
        {code !== undefined && code !== codeOf('OTPR_OK') ? (
          <Alert
            type="error"
            showIcon
            title={t('test.refused', {
              reason: findResultCode(code)?.phrase[language] ?? String(code),
              code,
            })}
          />
        ) : null}
      </div>
    </form>
  );
}
