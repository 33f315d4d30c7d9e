import type { TokenDetail } from '@lingpai/contract';
import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Link } from 'react-router';
import { Facts, Panel } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';
import { ActivationTag, TokenStatusTag } from './token-status.tsx';

/** a time token without a step of its own is a challenge token */
const DEFAULT_PERIOD_SECONDS = 30;

type Say = ReturnType<typeof usePhrases<typeof tokenPhrases>>;

/** Everything about a token, in plain words. */
export function TokenAbout({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  const { periodSeconds, device } = token;
  const maker = [token.manufacturer, token.model].filter(Boolean).join(' ');
  return (
    <Panel
      title={t('token.about')}
      extra={<Link to={`/audit?serial=${encodeURIComponent(token.serial)}`}>{t('token.audit')}</Link>}
    >
      <Facts
        facts={[
          [shell('word.status'), <TokenStatusTag key="status" token={token} />],
          [t('tokens.kind'), t(`kind.${token.kind}`)],
          token.activation !== null && [
            t('tokens.activation'),
            <ActivationTag key="activation" activation={token.activation} />,
          ],
          device !== null && [
            t('token.device'),
            t('token.device-value', { code: device.code, when: times.moment(device.activatedAt) }),
          ],
          [
            t('tokens.type'),
            t(`type.${token.type}-long`, { seconds: periodSeconds ?? DEFAULT_PERIOD_SECONDS }),
          ],
          [t('token.hash'), t(`hash.${token.hash}`)],
          [t('token.digits'), token.digits],
          periodSeconds !== null && [t('token.step'), t('token.step-value', { seconds: periodSeconds })],
          token.ocraSuite !== null && [t('token.suite'), <code key="suite">{token.ocraSuite}</code>],
          takesPin(token) && [t('token.pin'), token.hasPin ? t('token.pin-set') : t('token.pin-none')],
          token.needsSync && [t('token.counter'), t('token.counter-doubted')],
          periodSeconds !== null && [t('token.drift'), sayDrift(token.driftSteps, periodSeconds, t)],
          [t('tokens.last-accepted'), times.momentOrNever(token.lastAcceptedAt)],
          [t('token.fail-count'), token.failCount],
          [t('token.lock'), sayLock(token, t, times.moment)],
          [t('token.valid'), sayValidity(token, t, times.date)],
          [shell('word.organization'), token.organizationPath],
          [t('token.model'), maker || '—'],
          [shell('word.created'), times.moment(token.createdAt)],
        ]}
      />
    </Panel>
  );
}

function takesPin({ ocraSuite, signatureSuite, hasPin }: TokenDetail): boolean {
  return hasPin || [ocraSuite, signatureSuite].some((suite) => suite?.includes('-PSHA') === true);
}

function sayDrift(driftSteps: number, periodSeconds: number, t: Say): string {
  if (driftSteps === 0) return t('token.drift-none');
  const steps = Math.abs(driftSteps);
  const params = { steps, seconds: steps * periodSeconds };
  return driftSteps > 0 ? t('token.drift-fast', params) : t('token.drift-slow', params);
}

function sayLock({ lock }: TokenDetail, t: Say, moment: (at: number) => string): string {
  if (lock === null) return t('token.lock-none');
  return lock.until === null ? t('token.lock-forever') : t('token.lock-until', { when: moment(lock.until) });
}

function sayValidity({ startsAt, expiresAt }: TokenDetail, t: Say, date: (at: number) => string): string {
  const parts = [
    startsAt === null ? '' : t('token.valid-from', { from: date(startsAt) }),
    expiresAt === null ? '' : t('token.valid-until', { until: date(expiresAt) }),
  ].filter(Boolean);
  return parts.length === 0 ? t('token.valid-always') : parts.join(' ');
}
