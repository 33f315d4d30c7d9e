import { type Token, tokenRoutes } from '@lingpai/contract';
import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { call } from '../app/api.ts';
import { type Column, DataList } from '../parts/data-list.tsx';
import { EmptyList } from '../parts/empty-list.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { useListState } from '../parts/use-list-state.ts';
import { useTimes } from '../parts/use-times.ts';
import { BatchBar } from './batch-bar.tsx';
import { BoundUsers } from './bound-users.tsx';
import { CreateTokens } from './create-tokens.tsx';
import { TOKENS_KEY } from './token-keys.ts';
import { TokenFilters, tokenQuery } from './token-filters.tsx';
import { tokenPath } from './token-path.ts';
import { ActivationTag, TokenStatusTag } from './token-status.tsx';

export function TokensPage() {
  const t = usePhrases(tokenPhrases);
  const list = useListState();
  const navigate = useNavigate();
  const query = tokenQuery(list);
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: [...TOKENS_KEY, query],
    queryFn: ({ signal }) => call(tokenRoutes.listTokens, { query, signal }),
    placeholderData: keepPreviousData,
  });
  const [selected, setSelected] = useState<string[]>([]);
  const hasFilters = Object.keys(query).some((name) => name !== 'cursor');
  const actions = (
    <>
      <Button onClick={() => list.setFilter({ new: '1' })} data-testid="token-create-open">
        {t('tokens.create')}
      </Button>
      <Button type="primary" onClick={() => void navigate('/token-import')} data-testid="import-open">
        {t('tokens.import')}
      </Button>
    </>
  );
  return (
    <Page title={t('tokens.title')} actions={actions}>
      <TokenFilters list={list} />
      <BatchBar serials={selected} onDone={() => void refetch()} onClear={() => setSelected([])} />
      <DataList
        label={t('tokens.title')}
        rows={data?.items}
        isFetching={isFetching}
        error={error}
        onRetry={() => void refetch()}
        rowKey={(token) => token.serial}
        columns={useTokenColumns()}
        selection={{ keys: selected, onChange: setSelected }}
        empty={
          <EmptyList
            title={t('tokens.empty')}
            help={t('tokens.empty-help')}
            action={<div className="lp-row">{actions}</div>}
            onClearFilters={hasFilters ? list.clearFilters : undefined}
          />
        }
      />
      {data && (
        <Pager
          paging={list.paging}
          nextCursor={data.nextCursor}
          rowCount={data.items.length}
          isBehind={isPlaceholderData}
        />
      )}
      <CreateTokens isOpen={list.filter('new') === '1'} onClose={() => list.setFilter({ new: undefined })} />
    </Page>
  );
}

function useTokenColumns(): Column<Token>[] {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  return [
    {
      key: 'serial',
      title: t('tokens.serial'),
      isHeading: true,
      render: ({ serial }) => (
        <Link to={tokenPath(serial)} className="lp-code">
          {serial}
        </Link>
      ),
    },
    { key: 'kind', title: t('tokens.kind'), render: (token) => t(`kind.${token.kind}`) },
    { key: 'type', title: t('tokens.type'), render: (token) => t(`type.${token.type}`) },
    { key: 'status', title: shell('word.status'), render: (token) => <TokenStatusTag token={token} /> },
    {
      key: 'activation',
      title: t('tokens.activation'),
      render: (token) => <ActivationTag activation={token.activation} />,
    },
    { key: 'users', title: t('tokens.users'), render: (token) => <BoundUsers token={token} /> },
    { key: 'organization', title: shell('word.organization'), render: (token) => token.organizationPath },
    {
      key: 'last',
      title: t('tokens.last-accepted'),
      render: ({ lastAcceptedAt }) =>
        lastAcceptedAt === null ? shell('word.never') : times.ago(lastAcceptedAt),
    },
  ];
}
