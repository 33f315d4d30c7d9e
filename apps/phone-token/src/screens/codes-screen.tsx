import { useState } from 'react';
import { NOTABLE_OFFSET_MS } from '../clock/server-clock.ts';
import { Icon } from '../components/icon.tsx';
import { Notice, PageFrame } from '../components/page.tsx';
import { TokenCard } from '../components/token-card.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { useClockOffsetMs } from '../state/use-clock.ts';
import type { ListedToken } from '../vault/token-store.ts';
import { DamagedCard } from './damaged-card.tsx';

/** From so many tokens on there is something to search. */
const SEARCH_FROM = 5;

/** 口令: all tokens with their codes. */
export function CodesScreen() {
  const t = useText();
  const { tokens } = useApp();
  const { showTab } = useNavigation();
  const [query, setQuery] = useState('');
  const offsetMs = useClockOffsetMs();
  const shown = tokens.filter((token) => matches(token, query));
  const followsServer = tokens.some((token) => !token.damaged && token.record.origin !== 'personal');
  if (tokens.length === 0)
    return (
      <PageFrame title={t('codes.title')}>
        <div className="empty">
          <Icon name="codes" />
          <h2>{t('codes.empty-title')}</h2>
          <p>{t('codes.empty')}</p>
          <button
            type="button"
            className="button button-primary"
            onClick={() => showTab('add')}
            data-testid="empty-add"
          >
            {t('codes.empty-add')}
          </button>
        </div>
      </PageFrame>
    );
  return (
    <PageFrame title={t('codes.title')}>
      {followsServer && Math.abs(offsetMs) > NOTABLE_OFFSET_MS && (
        <Notice tone="info" testId="clock-offset">
          {t('codes.offset', { seconds: Math.round(Math.abs(offsetMs) / 1_000) })}
        </Notice>
      )}
      {tokens.length >= SEARCH_FROM && (
        <label className="search">
          <Icon name="search" />
          <input
            type="search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            placeholder={t('codes.search')}
            aria-label={t('codes.search')}
            data-testid="token-search"
          />
        </label>
      )}
      {shown.length === 0 && <p className="lead">{t('codes.no-match', { query })}</p>}
      <ul className="tokens">
        {shown.map((token) =>
          token.damaged ? (
            <DamagedCard key={token.id} id={token.id} />
          ) : (
            <TokenCard key={token.id} token={token} />
          ),
        )}
      </ul>
    </PageFrame>
  );
}

function matches(token: ListedToken, query: string): boolean {
  if (token.damaged) return query === '';
  const { label, issuer, account, serial } = token.record;
  const wanted = query.trim().toLowerCase();
  return [label, issuer, account, serial].some((text) => text.toLowerCase().includes(wanted));
}
