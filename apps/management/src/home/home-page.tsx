import { type Overview, agentAdminRoutes, sessionRoutes, tokenRoutes } from '@lingpai/contract';
import { homePhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../app/api.ts';
import { Loaded } from '../parts/load-state.tsx';
import { Page, Panel } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';
import { type Deeds, NextSteps } from './next-steps.tsx';
import { RecentRefusals } from './recent-refusals.tsx';
import './home.css';

const REFRESH_MS = 15_000;
/** enough of the mobile tokens to see whether any was distributed yet */
const SAMPLE_SIZE = 200;

async function readHome(signal: AbortSignal): Promise<{ overview: Overview; deeds: Deeds }> {
  const [overview, mobile, agents] = await Promise.all([
    call(sessionRoutes.readOverview, { signal }),
    call(tokenRoutes.listTokens, { query: { kind: 'mobile', limit: SAMPLE_SIZE }, signal }),
    call(agentAdminRoutes.listAgents, { signal }),
  ]);
  const isDistributed = mobile.items.some((token) => token.activation !== 'undistributed');
  return {
    overview,
    deeds: {
      hasTokens: overview.tokens > 0,
      hasUsers: overview.users > 0,
      hasBinding: overview.tokensBound > 0,
      // hardware tokens alone need no distribution
      hasDistribution: isDistributed || (overview.tokens > 0 && mobile.items.length === 0),
      hasAgent: overview.agents > 0,
      hasAccepted: overview.accepted24h > 0 || agents.items.some((agent) => agent.lastUsedAt !== null),
    },
  };
}

export function HomePage() {
  const t = usePhrases(homePhrases);
  const query = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => readHome(signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={t('home.title')}>
      <Loaded query={query} rows={12}>
        {({ overview, deeds }) => (
          <div className="lp-stack">
            <Figures overview={overview} />
            <NextSteps deeds={deeds} />
            <RecentRefusals />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Figures({ overview }: { overview: Overview }) {
  const t = usePhrases(homePhrases);
  const times = useTimes();
  const { lastEventAt } = overview;
  return (
    <Panel
      title={t('home.figures')}
      extra={
        <Link to="/audit" className="lp-small">
          {lastEventAt === null ? t('home.no-event') : t('home.last-event', { when: times.ago(lastEventAt) })}
        </Link>
      }
    >
      <dl className="lp-figures" data-testid="home-figures">
        <Figure label={t('home.users')} value={overview.users} to="/users" />
        <Figure
          label={t('home.tokens')}
          value={overview.tokens}
          to="/tokens"
          note={t('home.tokens-detail', {
            enabled: overview.tokensEnabled.toLocaleString(),
            bound: overview.tokensBound.toLocaleString(),
          })}
        />
        <Figure label={t('home.organizations')} value={overview.organizations} to="/organizations" />
        <Figure label={t('home.agents')} value={overview.agents} to="/agents" />
        <Figure
          label={t('home.accepted')}
          value={overview.accepted24h}
          to="/audit?action=auth&outcome=yes&range=day"
        />
        <Figure
          label={t('home.refused')}
          value={overview.refused24h}
          to="/audit?action=auth&outcome=no&range=day"
        />
      </dl>
    </Panel>
  );
}

function Figure({ label, value, to, note }: { label: string; value: number; to: string; note?: string }) {
  return (
    <div className="lp-figure">
      <dt>{label}</dt>
      <dd>
        <Link to={to} className="lp-number">
          {value.toLocaleString()}
        </Link>
        {note === undefined ? null : <small>{note}</small>}
      </dd>
    </div>
  );
}
