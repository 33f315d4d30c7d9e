import { type Token, tokenRoutes } from '@lingpai/contract';
import { distributionPhrases, shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useCallback } from 'react';
import { Link, useNavigate } from 'react-router';
import { call } from '../app/api.ts';
import { DataList } from '../parts/data-list.tsx';
import { EmptyList } from '../parts/empty-list.tsx';
import { OrganizationSelect } from '../parts/organization-select.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { SearchInput } from '../parts/search-input.tsx';
import { useListState } from '../parts/use-list-state.ts';
import { BoundUsers } from '../tokens/bound-users.tsx';
import { TOKENS_KEY } from '../tokens/token-keys.ts';
import { tokenPath } from '../tokens/token-path.ts';
import { ActivationTag, TokenStatusTag } from '../tokens/token-status.tsx';

/** 手机令牌分发: every mobile token with the way to a phone. */
export function MobileTokensPage() {
  const d = usePhrases(distributionPhrases);
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const navigate = useNavigate();
  const list = useListState();
  const { filter, setFilter, after } = list;
  const organizationId = Number(filter('org')) || undefined;
  const query = {
    kind: 'mobile' as const,
    ...(filter('q') && { q: filter('q')! }),
    ...(organizationId && { organizationId }),
    ...(after && { cursor: after }),
  };
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: [...TOKENS_KEY, query],
    queryFn: ({ signal }) => call(tokenRoutes.listTokens, { query, signal }),
    placeholderData: keepPreviousData,
  });
  const create = (
    <Button onClick={() => void navigate('/tokens?new=1')} data-testid="token-create-open">
      {t('tokens.create')}
    </Button>
  );
  return (
    <Page title={d('distribution.title')} description={d('distribution.list-help')} actions={create}>
      <div className="lp-filters" role="search">
        <SearchInput
          value={filter('q') ?? ''}
          onChange={useCallback((q: string) => setFilter({ q }), [setFilter])}
          placeholder={t('tokens.search')}
          testId="token-search"
        />
        <OrganizationSelect
          allowClear
          value={organizationId}
          placeholder={shell('word.organization')}
          onChange={(id) => setFilter({ org: id === undefined ? undefined : String(id) })}
        />
      </div>
      <DataList<Token>
        label={d('distribution.title')}
        rows={data?.items}
        isFetching={isFetching}
        error={error}
        onRetry={() => void refetch()}
        rowKey={(token) => token.serial}
        empty={
          <EmptyList
            title={d('distribution.empty')}
            help={d('distribution.empty-help')}
            action={create}
            onClearFilters={list.hasFilters ? list.clearFilters : undefined}
          />
        }
        columns={[
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
          { key: 'users', title: t('tokens.users'), render: (token) => <BoundUsers token={token} /> },
          {
            key: 'organization',
            title: shell('word.organization'),
            render: (token) => token.organizationPath,
          },
          { key: 'status', title: shell('word.status'), render: (token) => <TokenStatusTag token={token} /> },
          {
            key: 'activation',
            title: t('tokens.activation'),
            render: ({ activation }) => <ActivationTag activation={activation} />,
          },
          {
            key: 'do',
            title: shell('word.actions'),
            isAction: true,
            render: (token) => <DistributeLink token={token} />,
          },
        ]}
      />
      {data && (
        <Pager
          paging={list.paging}
          nextCursor={data.nextCursor}
          rowCount={data.items.length}
          isBehind={isPlaceholderData}
        />
      )}
    </Page>
  );
}

function DistributeLink({ token }: { token: Token }) {
  const d = usePhrases(distributionPhrases);
  const navigate = useNavigate();
  const isFirst = token.activation === 'undistributed';
  return (
    <Button
      size="small"
      type={isFirst ? 'primary' : 'default'}
      disabled={token.status === 'revoked' || token.status === 'lost'}
      onClick={() => void navigate(tokenPath(token.serial, 'distribute'))}
      data-testid="distribute-open"
    >
      {isFirst ? d('distribution.do') : d('distribution.again')}
    </Button>
  );
}
