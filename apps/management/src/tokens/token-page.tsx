import { type TokenDetail, tokenRoutes } from '@lingpai/contract';
import { tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Link, useParams } from 'react-router';
import { call } from '../app/api.ts';
import { Loaded } from '../parts/load-state.tsx';
import { Page } from '../parts/page.tsx';
import { LastDistribution } from '../distribution/last-distribution.tsx';
import { useNow } from '../parts/use-times.ts';
import { TokenAbout } from './token-about.tsx';
import { TokenBindings } from './token-bindings.tsx';
import { TokenButtons } from './token-buttons.tsx';
import { TokenCheck } from './token-check.tsx';
import { tokenKey } from './token-keys.ts';
import { shownStatus } from './token-status.tsx';

export function TokenPage() {
  const t = usePhrases(tokenPhrases);
  const serial = useParams()['serial'] ?? '';
  const query = useQuery({
    queryKey: tokenKey(serial),
    queryFn: ({ signal }) => call(tokenRoutes.readToken, { params: { serial }, signal }),
  });
  return (
    <Page
      title={serial}
      description={<Link to="/tokens">← {t('tokens.title')}</Link>}
      actions={query.data && <TokenButtons token={query.data} />}
    >
      <Loaded query={query} rows={12}>
        {(token) => (
          <div className="lp-stack" key={token.serial}>
            <WhyNotReady token={token} />
            <div className="lp-columns">
              <div className="lp-stack">
                <TokenAbout token={token} />
                <TokenBindings token={token} />
              </div>
              <div className="lp-stack">
                {token.kind === 'mobile' ? <LastDistribution token={token} /> : null}
                <TokenCheck token={token} />
              </div>
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** In plain words: can this token authenticate now, and if not, why. */
function WhyNotReady({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  const now = useNow();
  const status = shownStatus(token, now);
  if (status !== 'enabled') {
    const type = status === 'disabled' || status === 'expired' ? 'warning' : 'error';
    return <Alert showIcon type={type} title={t(`token.why-${status}`)} />;
  }
  if (token.startsAt !== null && token.startsAt > now) {
    return <Alert showIcon type="warning" title={t('token.why-not-started')} />;
  }
  if (token.activation !== null && token.activation !== 'activated') {
    return <Alert showIcon type="warning" title={t('token.why-not-activated')} />;
  }
  return null;
}
