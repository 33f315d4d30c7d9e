import { auditRoutes } from '@lingpai/contract';
import { homePhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../app/api.ts';
import { useAuditWords } from '../audit/audit-words.ts';
import { Panel } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';

const SHOWN = 8;
const REFRESH_MS = 15_000;

/** The latest authentications that were refused: what somebody on duty looks at first. */
export function RecentRefusals() {
  const t = usePhrases(homePhrases);
  const words = useAuditWords();
  const times = useTimes();
  const { data } = useQuery({
    queryKey: ['audit', 'recent-refusals'],
    queryFn: ({ signal }) =>
      call(auditRoutes.listAudit, { query: { action: 'auth', succeeded: false, limit: SHOWN }, signal }),
    refetchInterval: REFRESH_MS,
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Panel title={t('home.refusals')} extra={<Link to="/audit?outcome=no">{t('home.refusals-all')}</Link>}>
      <ul className="lp-refusals">
        {data.items.map((event) => (
          <li key={event.id}>
            <span className="lp-muted lp-number">{times.ago(event.at)}</span>
            <span className="lp-break">
              {event.userLogin === '' ? (
                <span className="lp-code">{event.serial}</span>
              ) : (
                <Link to={`/audit?user=${encodeURIComponent(event.userLogin)}`}>{event.userLogin}</Link>
              )}
            </span>
            <span>{words.reason(event.reason)}</span>
            <span className="lp-muted lp-break">
              {[event.actor, event.source].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
