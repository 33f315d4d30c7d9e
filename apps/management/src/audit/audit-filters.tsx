import { auditPagePhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Input, Select } from 'antd';
import { useCallback } from 'react';
import { FilterSelect } from '../parts/filter-select.tsx';
import { SearchInput } from '../parts/search-input.tsx';
import type { ListState } from '../parts/use-list-state.ts';
import { RANGES, fromLocalField, rangeQuery, toLocalField } from './audit-range.ts';
import { AUDIT_ACTIONS, useAuditWords } from './audit-words.ts';

/** What the address says as a query of the server. */
export function auditQuery({ filter, after }: ListState) {
  const outcome = filter('outcome');
  return {
    ...(filter('user') && { userLogin: filter('user')! }),
    ...(filter('serial') && { serial: filter('serial')! }),
    ...(filter('action') && { action: filter('action')! }),
    ...(outcome && { succeeded: outcome === 'yes' }),
    ...rangeQuery(filter('range'), filter('from'), filter('to')),
    ...(after && { cursor: after }),
  };
}

export function AuditFilters({ list }: { list: ListState }) {
  const t = usePhrases(auditPagePhrases);
  const words = useAuditWords();
  const { filter, setFilter } = list;
  return (
    <div className="lp-filters" role="search">
      <SearchInput
        className=""
        value={filter('user') ?? ''}
        onChange={useCallback((user: string) => setFilter({ user }), [setFilter])}
        placeholder={t('audit.user')}
        testId="audit-user"
      />
      <SearchInput
        className=""
        value={filter('serial') ?? ''}
        onChange={useCallback((serial: string) => setFilter({ serial }), [setFilter])}
        placeholder={t('audit.serial')}
        testId="audit-serial"
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('audit.action')}
        placeholder={t('audit.action')}
        popupMatchSelectWidth={false}
        {...(filter('action') !== undefined && { value: filter('action')! })}
        onChange={(action: string | undefined) => setFilter({ action })}
        options={AUDIT_ACTIONS.map((value) => ({ value, label: words.action(value) }))}
      />
      <FilterSelect
        label={t('audit.outcome')}
        value={filter('outcome')}
        onChange={(outcome) => setFilter({ outcome })}
        options={[
          { value: 'yes', label: t('audit.succeeded') },
          { value: 'no', label: t('audit.refused') },
        ]}
      />
      <FilterSelect
        label={t('audit.range')}
        value={filter('range')}
        onChange={(range) => setFilter({ range, from: undefined, to: undefined })}
        options={[...Object.keys(RANGES), 'custom'].map((value) => ({
          value,
          label: t(`audit.range-${value as keyof typeof RANGES}`),
        }))}
      />
      {filter('range') === 'custom' ? (
        <>
          <Input
            type="datetime-local"
            aria-label={t('audit.from')}
            value={toLocalField(filter('from'))}
            onChange={({ target }) => setFilter({ from: fromLocalField(target.value) })}
          />
          <Input
            type="datetime-local"
            aria-label={t('audit.to')}
            value={toLocalField(filter('to'))}
            onChange={({ target }) => setFilter({ to: fromLocalField(target.value) })}
          />
        </>
      ) : null}
    </div>
  );
}
