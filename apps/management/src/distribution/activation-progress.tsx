import { CheckCircleFilled } from '@ant-design/icons';
import type { Distribution } from '@lingpai/contract';
import { distributionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Alert } from 'antd';
import { StepBar } from '../parts/step-bar.tsx';
import { isLive } from './distribution-state.ts';

const POSITION = { issued: 0, claimed: 1, activated: 2 } as const;

interface ActivationProgressProps {
  readonly state: Distribution['state'];
  readonly mode: Distribution['mode'];
}

/** 未领取 → 已领取 → 已激活, as the phone goes on; offline the server first hears of it at the first authentication. */
export function ActivationProgress({ state, mode }: ActivationProgressProps) {
  const d = usePhrases(distributionPhrases);
  if (state === 'activated') {
    return (
      <div className="lp-activated" role="status" data-testid="distribution-state" data-state={state}>
        <CheckCircleFilled aria-hidden /> <strong>{d('progress.activated')}</strong>{' '}
        {d('progress.activated-help')}
      </div>
    );
  }
  if (!isLive(state)) {
    return (
      <div role="status" data-testid="distribution-state" data-state={state}>
        <Alert type="warning" showIcon title={d(`state.${state}`)} description={d('result.qr-hidden')} />
      </div>
    );
  }
  const names =
    mode === 'online' ? (['issued', 'claimed', 'activated'] as const) : (['issued', 'activated'] as const);
  return (
    <div className="lp-panel" role="status" data-testid="distribution-state" data-state={state}>
      <StepBar
        current={state === 'issued' || state === 'claimed' ? POSITION[state] : 0}
        items={names.map((name) => ({
          title: d(`progress.${name}`),
          ...(mode === 'offline' && name === 'activated' && { content: d('progress.offline-first') }),
        }))}
      />
    </div>
  );
}
