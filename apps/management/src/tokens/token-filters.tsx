import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useCallback } from 'react';
import { FilterSelect } from '../parts/filter-select.tsx';
import { OrganizationSelect } from '../parts/organization-select.tsx';
import { SearchInput } from '../parts/search-input.tsx';
import type { ListState } from '../parts/use-list-state.ts';

const STATUSES = ['enabled', 'disabled', 'lost', 'revoked', 'locked', 'expired'] as const;
const TYPES = ['totp', 'hotp', 'ocra'] as const;
const KINDS = ['hardware', 'mobile'] as const;

/** What the address says as a query of the server; unknown values are left out. */
export function tokenQuery({ filter, after }: ListState) {
  const status = STATUSES.find((name) => name === filter('status'));
  const type = TYPES.find((name) => name === filter('type'));
  const kind = KINDS.find((name) => name === filter('kind'));
  const bound = filter('bound');
  return {
    ...(filter('q') && { q: filter('q')! }),
    ...(filter('org') && { organizationId: Number(filter('org')) }),
    ...(status && { status }),
    ...(type && { type }),
    ...(kind && { kind }),
    ...(bound && { bound: bound === 'yes' }),
    ...(after && { cursor: after }),
  };
}

export function TokenFilters({ list }: { list: ListState }) {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const { filter, setFilter } = list;
  return (
    <div className="lp-filters" role="search">
      <SearchInput
        value={filter('q') ?? ''}
        onChange={useCallback((q: string) => setFilter({ q }), [setFilter])}
        placeholder={t('tokens.search')}
        testId="token-search"
      />
      <OrganizationSelect
        allowClear
        value={Number(filter('org')) || undefined}
        placeholder={shell('word.organization')}
        onChange={(id) => setFilter({ org: id === undefined ? undefined : String(id) })}
      />
      <FilterSelect
        label={shell('word.status')}
        value={filter('status')}
        onChange={(status) => setFilter({ status })}
        options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
      />
      <FilterSelect
        label={t('tokens.kind')}
        value={filter('kind')}
        onChange={(kind) => setFilter({ kind })}
        options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <FilterSelect
        label={t('tokens.type')}
        value={filter('type')}
        onChange={(type) => setFilter({ type })}
        options={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
      />
      <FilterSelect
        label={t('tokens.bound')}
        value={filter('bound')}
        onChange={(bound) => setFilter({ bound })}
        options={[
          { value: 'yes', label: t('tokens.is-bound') },
          { value: 'no', label: t('tokens.unbound') },
        ]}
      />
    </div>
  );
}
