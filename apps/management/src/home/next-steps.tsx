import { CheckCircleFilled } from '@ant-design/icons';
import { homePhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { Panel } from '../parts/page.tsx';

/** What has been done in this installation. */
export interface Deeds {
  readonly hasTokens: boolean;
  readonly hasUsers: boolean;
  readonly hasBinding: boolean;
  readonly hasDistribution: boolean;
  readonly hasAgent: boolean;
  readonly hasAccepted: boolean;
}

const STEPS = [
  { name: 'tokens', deed: 'hasTokens', to: '/token-import' },
  { name: 'users', deed: 'hasUsers', to: '/users?new=1' },
  { name: 'bind', deed: 'hasBinding', to: '/users' },
  { name: 'distribute', deed: 'hasDistribution', to: '/distribution' },
  { name: 'agent', deed: 'hasAgent', to: '/agents' },
  { name: 'try', deed: 'hasAccepted', to: '/tokens' },
] as const;

/** The way from an empty installation to one at work; each step ticks itself off. */
export function NextSteps({ deeds }: { deeds: Deeds }) {
  const t = usePhrases(homePhrases);
  const navigate = useNavigate();
  const doneCount = STEPS.filter((step) => deeds[step.deed]).length;
  const next = STEPS.find((step) => !deeds[step.deed]);
  return (
    <Panel
      title={t('home.steps')}
      extra={
        <span className="lp-muted lp-number">
          {t('home.steps-progress', { done: doneCount, total: STEPS.length })}
        </span>
      }
    >
      <details open={next !== undefined} className={next === undefined ? '' : 'lp-no-summary'}>
        <summary>{t('home.steps-done')}</summary>
        <ol className="lp-steps" data-testid="next-steps">
          {STEPS.map((step, index) => (
            <li key={step.name} data-done={deeds[step.deed]} data-testid={`step-${step.name}`}>
              <span className="lp-step-mark" aria-hidden>
                {deeds[step.deed] ? <CheckCircleFilled /> : index + 1}
              </span>
              <div>
                <strong>{t(`home.step-${step.name}`)}</strong>
                <span className="lp-visually-hidden">
                  {deeds[step.deed] ? t('home.step-finished') : t('home.step-pending')}
                </span>
                <p className="lp-muted">{t(`home.step-${step.name}-help`)}</p>
              </div>
              {deeds[step.deed] ? null : (
                <Button type={step === next ? 'primary' : 'default'} onClick={() => void navigate(step.to)}>
                  {t('home.step-go')}
                </Button>
              )}
            </li>
          ))}
        </ol>
      </details>
    </Panel>
  );
}
