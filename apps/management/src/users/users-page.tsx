import { type User, userRoutes } from '@lingpai/contract';
import { shellPhrases, userPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useCallback } from 'react';
import { Link, useNavigate } from 'react-router';
import { call } from '../app/api.ts';
import { type Column, DataList } from '../parts/data-list.tsx';
import { EmptyList } from '../parts/empty-list.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { OrganizationSelect } from '../parts/organization-select.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { SearchInput } from '../parts/search-input.tsx';
import { type ListState, useListState } from '../parts/use-list-state.ts';
import { UserForm } from './user-form.tsx';
import { UserStatus } from './user-status.tsx';

export const USERS_KEY = ['users'];
const STATUSES = ['enabled', 'disabled', 'locked'] as const;

function queryOf({ filter, after }: ListState) {
  const status = STATUSES.find((name) => name === filter('status'));
  return {
    ...(filter('q') && { q: filter('q')! }),
    ...(filter('org') && { organizationId: Number(filter('org')) }),
    ...(status && { status }),
    ...(after && { cursor: after }),
  };
}

export function UsersPage() {
  const t = usePhrases(userPhrases);
  const list = useListState();
  const navigate = useNavigate();
  const query = queryOf(list);
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: [...USERS_KEY, query],
    queryFn: ({ signal }) => call(userRoutes.listUsers, { query, signal }),
    placeholderData: keepPreviousData,
  });
  const isNew = list.filter('new') === '1';
  const hasFilters = ['q', 'org', 'status'].some((name) => list.filter(name) !== undefined);
  const add = (
    <Button type="primary" onClick={() => list.setFilter({ new: '1' })} data-testid="user-add">
      {t('users.add')}
    </Button>
  );
  return (
    <Page title={t('users.title')} actions={add}>
      <UserFilters list={list} />
      <DataList
        label={t('users.title')}
        rows={data?.items}
        isFetching={isFetching}
        error={error}
        onRetry={() => void refetch()}
        rowKey={(user) => user.login}
        columns={useColumns()}
        empty={
          <EmptyList
            title={t('users.empty')}
            help={t('users.empty-help')}
            action={add}
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
      <UserForm
        isOpen={isNew}
        onClose={() => list.setFilter({ new: undefined })}
        onSaved={(user) => void navigate(`/users/${user.id}`)}
        {...(query.organizationId !== undefined && { organizationId: query.organizationId })}
      />
    </Page>
  );
}

function UserFilters({ list }: { list: ListState }) {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  const { setFilter } = list;
  const organizationId = Number(list.filter('org')) || undefined;
  return (
    <div className="lp-filters" role="search">
      <SearchInput
        value={list.filter('q') ?? ''}
        onChange={useCallback((q: string) => setFilter({ q }), [setFilter])}
        placeholder={t('users.search')}
        testId="user-search"
      />
      <OrganizationSelect
        allowClear
        value={organizationId}
        placeholder={shell('word.organization')}
        onChange={(id) => setFilter({ org: id === undefined ? undefined : String(id) })}
      />
      <FilterSelect
        label={shell('word.status')}
        value={list.filter('status')}
        onChange={(status) => setFilter({ status })}
        options={STATUSES.map((value) => ({ value, label: t(`users.status-${value}`) }))}
      />
    </div>
  );
}

function useColumns(): Column<User>[] {
  const t = usePhrases(userPhrases);
  const shell = usePhrases(shellPhrases);
  return [
    {
      key: 'login',
      title: t('users.login'),
      isHeading: true,
      render: (user) => <Link to={`/users/${user.id}`}>{user.login}</Link>,
    },
    { key: 'name', title: t('users.name'), render: (user) => user.name || '—' },
    { key: 'organization', title: shell('word.organization'), render: (user) => user.organizationPath },
    {
      key: 'tokens',
      title: t('users.token-count'),
      render: (user) => <span className="lp-number">{user.tokenCount}</span>,
    },
    { key: 'status', title: shell('word.status'), render: (user) => <UserStatus user={user} /> },
    {
      key: 'contact',
      title: `${t('users.email')} / ${t('users.phone')}`,
      render: (user) => [user.email, user.phone].filter(Boolean).join(' · ') || '—',
    },
  ];
}
