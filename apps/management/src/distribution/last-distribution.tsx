import type { Distribution, TokenDetail } from '@lingpai/contract';
import { distributionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Tag } from 'antd';
import { Facts, Panel } from '../parts/page.tsx';
import { useNow, useTimes } from '../parts/use-times.ts';
import { isLive } from './distribution-state.ts';
import { WithdrawButton } from './withdraw-button.tsx';

/** What became of the latest distribution; its secrets were shown once. */
export function LastDistribution({ token }: { token: TokenDetail }) {
  const d = usePhrases(distributionPhrases);
  const times = useTimes();
  const now = useNow();
  const { distribution } = token;
  if (distribution === null) {
    return (
      <Panel title={d('last.title')}>
        <p className="lp-muted">{d('last.none')}</p>
      </Panel>
    );
  }
  const { state, mode, deviceCode } = distribution;
  const live = isLive(state);
  return (
    <Panel
      title={d('last.title')}
      extra={live ? <WithdrawButton serial={token.serial} distribution={distribution} isSmall /> : null}
    >
      <Facts
        facts={[
          [
            d('distribution.mode'),
            <span key="mode" className="lp-row">
              {d(`mode.${mode}`)}
              <Tag color={state === 'activated' ? 'success' : live ? 'processing' : 'default'}>
                {d(`state.${state}`)}
              </Tag>
            </span>,
          ],
          [d('last.at'), times.moment(distribution.createdAt)],
          [d('last.by'), distribution.createdBy],
          [d('distribution.password'), sayPassword(distribution, d)],
          deviceCode !== null && [d('distribution.device'), <code key="device">{deviceCode}</code>],
          live && [
            d('result.expires'),
            `${times.moment(distribution.expiresAt)} · ${times.remaining(distribution.expiresAt, now)}`,
          ],
        ]}
      />
    </Panel>
  );
}

type Say = ReturnType<typeof usePhrases<typeof distributionPhrases>>;

function sayPassword({ hasPassword, state, triesLeft }: Distribution, d: Say): string {
  if (!hasPassword) return d('last.no-password');
  const tries = isLive(state) && triesLeft !== null ? d('result.tries-left', { tries: triesLeft }) : '';
  return [d('last.has-password'), tries].filter(Boolean).join(' · ');
}
