import type { UserDetail } from '@lingpai/contract';
import { shellPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Link } from 'react-router';
import { type Fact, Facts, Panel } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';
import { UserStatus } from './user-status.tsx';

/** Who it is, and what a login of theirs is made of. */
export function UserProfile({ user }: { user: UserDetail }) {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  const until = user.lock?.until ?? null;
  return (
    <Panel
      title={t('users.profile')}
      extra={<Link to={`/audit?user=${encodeURIComponent(user.login)}`}>{t('users.audit')}</Link>}
    >
      <Facts
        facts={[
          [shell('word.status'), <UserStatus key="status" user={user} />],
          user.lock !== null && [
            t('users.status-locked'),
            until === null
              ? t('users.locked-forever')
              : t('users.locked-until', { when: times.moment(until) }),
          ],
          [t('users.fail-count'), user.failCount],
          [t('users.name'), user.name || '—'],
          [shell('word.organization'), user.organizationPath],
          [t('users.email'), user.email || '—'],
          [t('users.phone'), user.phone || '—'],
          ...useLoginFacts(user),
          [shell('word.created'), times.moment(user.createdAt)],
        ]}
      />
    </Panel>
  );
}

function useLoginFacts(user: UserDetail): (Fact | false)[] {
  const t = usePhrases(userPhrases);
  const times = useTimes();
  const say = (rule: UserDetail['otpRule']) =>
    rule === null ? t('users.static-policy') : t(`users.static-${rule}`);
  const staticPassword =
    user.staticPasswordSetAt === null
      ? [t('users.static-has-not')]
      : [
          t('users.static-set-at', { when: times.date(user.staticPasswordSetAt) }),
          user.staticPasswordMustChange && t('users.must-change-due'),
        ];
  const {
    emergencyExpiresAt: expiresAt,
    emergencyUsesLeft: usesLeft,
    validFrom,
    validUntil,
    accessRules,
  } = user;
  const validity = [
    validFrom !== null && t('users.valid-from', { when: times.moment(validFrom) }),
    validUntil !== null && t('users.valid-until', { when: times.moment(validUntil) }),
  ];
  return [
    [t('users.third-party-rule'), say(user.thirdPartyRule)],
    [t('users.static-rule'), join([say(user.staticPasswordRule), ...staticPassword])],
    [t('users.otp-rule'), say(user.otpRule)],
    expiresAt !== null && [
      t('users.emergency'),
      join([
        t('users.emergency-until', { when: times.moment(expiresAt) }),
        usesLeft !== null && t('users.emergency-uses', { count: usesLeft }),
      ]),
    ],
    validity.some(Boolean) && [t('users.validity'), join(validity)],
    accessRules !== null && [
      t('users.access-rules'),
      accessRules.length === 0
        ? t('users.access-free')
        : t('users.access-own', { count: accessRules.length }),
    ],
  ];
}

function join(parts: readonly (string | false)[]): string {
  return parts.filter(Boolean).join(' · ');
}
