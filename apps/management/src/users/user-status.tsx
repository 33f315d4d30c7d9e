import type { User } from '@lingpai/contract';
import { userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Tag, Tooltip } from 'antd';
import { useTimes } from '../parts/use-times.ts';

/** A lock says more than the status, so it comes first. */
export function UserStatus({ user }: { user: Pick<User, 'status' | 'lock'> }) {
  const t = usePhrases(userPhrases);
  const times = useTimes();
  if (user.lock !== null) {
    const { until } = user.lock;
    return (
      <Tooltip
        title={
          until === null ? t('users.locked-forever') : t('users.locked-until', { when: times.moment(until) })
        }
      >
        <Tag color="error">{t('users.status-locked')}</Tag>
      </Tooltip>
    );
  }
  return user.status === 'enabled' ? (
    <Tag color="success">{t('users.status-enabled')}</Tag>
  ) : (
    <Tag>{t('users.status-disabled')}</Tag>
  );
}
