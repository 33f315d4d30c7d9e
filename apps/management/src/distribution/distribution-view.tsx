import { type DistributionResult, type TokenDetail, tokenRoutes } from '@lingpai/contract';
import { distributionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useBlocker, useNavigate } from 'react-router';
import { call } from '../app/api.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Panel } from '../parts/page.tsx';
import { useNow, useTimes } from '../parts/use-times.ts';
import { tokenKey } from '../tokens/token-keys.ts';
import { tokenPath } from '../tokens/token-path.ts';
import { ActivationProgress } from './activation-progress.tsx';
import { isLive } from './distribution-state.ts';
import { groupCode } from './group-code.ts';
import { PrintSheet } from './print-sheet.tsx';
import { QrCode } from './qr-code.tsx';
import { WithdrawButton } from './withdraw-button.tsx';

const POLL_MS = 2000;

interface DistributionViewProps {
  readonly serial: string;
  readonly token: TokenDetail;
  readonly result: DistributionResult;
}

/** The QR code on screen, the activation password apart from it, and how far the phone is. */
export function DistributionView({ serial, token, result }: DistributionViewProps) {
  const d = usePhrases(distributionPhrases);
  const navigate = useNavigate();
  const [hasPasswordOnSheet, setPasswordOnSheet] = useState(false);
  const { data } = useQuery({
    queryKey: tokenKey(serial),
    queryFn: ({ signal }) => call(tokenRoutes.readToken, { params: { serial }, signal }),
    refetchInterval: ({ state }) => (isLive(stateOf(state.data, result)) ? POLL_MS : false),
  });
  const state = stateOf(data, result);
  useLeaveQuestion(isLive(state));
  const { distribution, activationCode, activationPassword, siteIsLocal } = result;
  return (
    <div className="lp-stack" data-testid="distribution-result">
      {siteIsLocal && distribution.mode === 'online' ? (
        <Alert
          type="error"
          showIcon
          title={d('site.local-title')}
          description={
            <>
              {d('site.local')} <Link to="/settings">{d('distribution.site-settings')}</Link>
            </>
          }
          data-testid="site-is-local"
        />
      ) : null}
      <ActivationProgress state={state} mode={distribution.mode} />
      <div className="lp-distribution">
        <Panel>
          {isLive(state) ? (
            <>
              <QrCode text={result.qr} label={d('result.qr-label')} />
              <p className="lp-muted lp-qr-help">{d('result.qr-help')}</p>
            </>
          ) : (
            <p className="lp-qr-ended lp-muted">
              {d(state === 'activated' ? 'progress.activated-help' : 'result.qr-hidden')}
            </p>
          )}
        </Panel>
        <div className="lp-stack">
          {isLive(state) ? <Alert type="info" showIcon title={d('result.once')} /> : null}
          <Password password={activationPassword} />
          {activationCode === null ? null : (
            <Panel title={d('result.code')} extra={<CopyButton text={groupCode(activationCode)} />}>
              <code className="lp-activation-code" data-testid="activation-code">
                {groupCode(activationCode)}
              </code>
            </Panel>
          )}
          <Expiry expiresAt={distribution.expiresAt} isRunning={isLive(state)} />
          <div className="lp-row">
            {isLive(state) ? (
              <>
                <Button onClick={() => print()} data-testid="distribution-print">
                  {d('result.print')}
                </Button>
                <WithdrawButton serial={serial} distribution={distribution} />
              </>
            ) : null}
            <Button
              type={isLive(state) ? 'default' : 'primary'}
              onClick={() => void navigate(tokenPath(serial))}
              data-testid="distribution-finish"
            >
              {d('result.finish')}
            </Button>
          </div>
          {activationPassword !== null && isLive(state) ? (
            <Checkbox
              checked={hasPasswordOnSheet}
              onChange={(event) => setPasswordOnSheet(event.target.checked)}
            >
              {d('result.print-password')}
            </Checkbox>
          ) : null}
        </div>
      </div>
      <PrintSheet token={token} result={result} hasPassword={hasPasswordOnSheet} />
    </div>
  );
}

function stateOf(token: TokenDetail | undefined, result: DistributionResult) {
  const current = token?.distribution ?? null;
  return current?.id === result.distribution.id ? current.state : result.distribution.state;
}

function Password({ password }: { password: string | null }) {
  const d = usePhrases(distributionPhrases);
  if (password === null) {
    return (
      <Panel title={d('result.password')}>
        <p>{d('result.no-password')}</p>
      </Panel>
    );
  }
  return (
    <Panel title={d('result.password')} extra={<CopyButton text={password} />}>
      <code className="lp-activation-password" data-testid="activation-password">
        {password}
      </code>
      <p className="lp-muted">{d('result.password-help')}</p>
    </Panel>
  );
}

function Expiry({ expiresAt, isRunning }: { expiresAt: number; isRunning: boolean }) {
  const d = usePhrases(distributionPhrases);
  const times = useTimes();
  const now = useNow();
  return (
    <p className="lp-number">
      <span className="lp-muted">{d('result.expires')}</span> {times.moment(expiresAt)}
      {isRunning ? <strong> · {times.remaining(expiresAt, now)}</strong> : null}
    </p>
  );
}

/** What is on this page cannot be had again, so leaving by accident is asked about. */
function useLeaveQuestion(isNeeded: boolean): void {
  const d = usePhrases(distributionPhrases);
  const { modal } = App.useApp();
  const blocker = useBlocker(isNeeded);
  useEffect(() => {
    if (!isNeeded) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', hold);
    return () => removeEventListener('beforeunload', hold);
  }, [isNeeded]);
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    const dialogue = modal.confirm({
      title: d('result.leave-title'),
      content: d('result.leave'),
      okText: d('result.leave-yes'),
      cancelText: d('result.leave-no'),
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    });
    return () => dialogue.destroy();
  }, [blocker, modal, d]);
}
