import { type AuditEvent, auditRoutes } from '@lingpai/contract';
import { auditPagePhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { call } from '../app/api.ts';
import { type Column, DataList } from '../parts/data-list.tsx';
import { EmptyList } from '../parts/empty-list.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { useListState } from '../parts/use-list-state.ts';
import { useTimes } from '../parts/use-times.ts';
import { AuditDetail } from './audit-detail.tsx';
import { AuditFilters, auditQuery } from './audit-filters.tsx';
import { useAuditWords } from './audit-words.ts';
import { VerifyChain } from './verify-chain.tsx';

export function AuditPage() {
  const t = usePhrases(auditPagePhrases);
  const list = useListState();
  const query = auditQuery(list);
  const [shown, setShown] = useState<AuditEvent>();
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: ['audit', query],
    queryFn: ({ signal }) => call(auditRoutes.listAudit, { query, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page title={t('audit.title')} description={t('audit.help')} actions={<VerifyChain />}>
      <AuditFilters list={list} />
      <DataList
        label={t('audit.title')}
        rows={data?.items}
        isFetching={isFetching}
        error={error}
        onRetry={() => void refetch()}
        rowKey={(event) => String(event.id)}
        columns={useColumns(setShown)}
        empty={
          <EmptyList
            title={t('audit.empty')}
            onClearFilters={list.hasFilters ? list.clearFilters : undefined}
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
      <AuditDetail event={shown} onClose={() => setShown(undefined)} />
    </Page>
  );
}

function useColumns(onShow: (event: AuditEvent) => void): Column<AuditEvent>[] {
  const t = usePhrases(auditPagePhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  const words = useAuditWords();
  return [
    {
      key: 'at',
      title: t('audit.at'),
      render: (event) => <span className="lp-number">{times.moment(event.at)}</span>,
    },
    {
      key: 'action',
      title: t('audit.action'),
      isHeading: true,
      render: (event) => words.action(event.action),
    },
    {
      key: 'outcome',
      title: t('audit.outcome'),
      isHeading: true,
      render: ({ succeeded }) =>
        succeeded ? (
          <Tag color="success">{t('audit.succeeded')}</Tag>
        ) : (
          <Tag color="error">{t('audit.refused')}</Tag>
        ),
    },
    {
      key: 'reason',
      title: t('audit.reason'),
      render: ({ reason }) => (reason === '' ? '—' : words.reason(reason)),
    },
    { key: 'user', title: t('audit.user'), render: ({ userLogin }) => userLogin || '—' },
    {
      key: 'serial',
      title: t('audit.serial'),
      render: ({ serial }) => <span className="lp-code">{serial || '—'}</span>,
    },
    {
      key: 'actor',
      title: t('audit.actor'),
      render: ({ actorKind, actor }) => [words.actorKind(actorKind), actor].filter(Boolean).join(' · '),
    },
    {
      key: 'source',
      title: t('audit.source'),
      render: ({ source }) => <span className="lp-code">{source || '—'}</span>,
    },
    {
      key: 'detail',
      title: shell('word.actions'),
      isAction: true,
      render: (event) => (
        <Button size="small" type="link" onClick={() => onShow(event)} data-testid="audit-detail">
          {shell('do.details')}
        </Button>
      ),
    },
  ];
}
