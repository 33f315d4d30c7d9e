import { type DistributionResult, settingsRoutes, tokenRoutes } from '@lingpai/contract';
import { distributionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { call } from '../app/api.ts';
import { Loaded } from '../parts/load-state.tsx';
import { Page } from '../parts/page.tsx';
import { tokenKey } from '../tokens/token-keys.ts';
import { tokenPath } from '../tokens/token-path.ts';
import { DistributeForm } from './distribute-form.tsx';
import { DistributionView } from './distribution-view.tsx';
import './distribution.css';

/** Distribute one mobile token. Another serial is another page: nothing of one token is ever shown with another. */
export function DistributePage() {
  const serial = useParams()['serial'] ?? '';
  return <DistributeToken key={serial} serial={serial} />;
}

/** First how, then the QR code and the phone's progress. */
function DistributeToken({ serial }: { serial: string }) {
  const d = usePhrases(distributionPhrases);
  // Security: kept in the page's state alone, so that it is gone with the page.
  const [result, setResult] = useState<DistributionResult>();
  const query = useQuery({
    queryKey: tokenKey(serial),
    queryFn: ({ signal }) => call(tokenRoutes.readToken, { params: { serial }, signal }),
  });
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => call(settingsRoutes.readSettings, { signal }),
  });
  return (
    <Page
      title={d('distribution.of', { serial })}
      description={<Link to={tokenPath(serial)}>← {serial}</Link>}
    >
      <Loaded query={settings}>
        {(policy) => (
          <Loaded query={query}>
            {(token) =>
              result === undefined ? (
                <DistributeForm token={token} settings={policy} onDone={setResult} />
              ) : (
                <DistributionView serial={serial} result={result} token={token} />
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}
