import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Checkbox, Grid, Skeleton, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { LoadError } from './load-state.tsx';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: T) => ReactNode;
  /** px on wide screens */
  readonly width?: number;
  /** heads the card on phones */
  readonly isHeading?: boolean;
  /** without label on the card */
  readonly isAction?: boolean;
}
export interface Selection {
  readonly keys: readonly string[];
  readonly onChange: (keys: string[]) => void;
}
interface DataListProps<T> {
  readonly label: string;
  readonly rows: readonly T[] | undefined;
  readonly isFetching?: boolean;
  readonly error?: Error | null;
  readonly onRetry?: () => void;
  readonly rowKey: (row: T) => string;
  readonly columns: readonly Column<T>[];
  /** shown instead of an empty table */
  readonly empty: ReactNode;
  readonly selection?: Selection;
}

/** A table where there is room, cards on phones; with its loading, error and empty states. */
export function DataList<T extends object>(props: DataListProps<T>) {
  const t = usePhrases(shellPhrases);
  const { md } = Grid.useBreakpoint();
  const { rows, error } = props;
  if (rows === undefined && error) {
    return <LoadError error={error} {...(props.onRetry && { onRetry: props.onRetry })} />;
  }
  if (rows === undefined) {
    return (
      <div className="lp-panel" role="status" aria-label={t('state.loading')} style={{ minHeight: 420 }}>
        <Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />
      </div>
    );
  }
  if (rows.length === 0) return <div className="lp-panel lp-list-empty">{props.empty}</div>;
  const busy = { opacity: props.isFetching ? 0.6 : 1, transition: 'opacity 0.15s 0.2s' };
  return (
    <div className="lp-panel lp-list" style={busy} aria-busy={props.isFetching}>
      {md ? <WideList {...props} rows={rows} /> : <CardList {...props} rows={rows} />}
    </div>
  );
}

type Filled<T> = DataListProps<T> & { rows: readonly T[] };

function WideList<T extends object>({ label, rows, rowKey, columns, selection }: Filled<T>) {
  const t = usePhrases(shellPhrases);
  const rowSelection: TableProps<T>['rowSelection'] = selection && {
    selectedRowKeys: [...selection.keys],
    onChange: (keys) => selection.onChange(keys.map(String)),
    getCheckboxProps: (row) => ({ 'aria-label': t('select.row', { name: rowKey(row) }) }) as object,
    getTitleCheckboxProps: () => ({ 'aria-label': t('word.all') }) as object,
  };
  return (
    <div className="lp-scroll-x">
      <Table<T>
        aria-label={label}
        dataSource={rows}
        rowKey={rowKey}
        pagination={false}
        size="middle"
        {...(rowSelection && { rowSelection })}
        columns={columns.map((column) => ({
          key: column.key,
          title: column.title,
          render: (_: unknown, row: T) => column.render(row),
          ...(column.width !== undefined && { width: column.width }),
        }))}
      />
    </div>
  );
}

function CardList<T extends object>({ label, rows, rowKey, columns, selection }: Filled<T>) {
  const t = usePhrases(shellPhrases);
  const toggle = (key: string, isOn: boolean) =>
    selection?.onChange(isOn ? [...selection.keys, key] : selection.keys.filter((other) => other !== key));
  const heading = columns.filter((column) => column.isHeading);
  const actions = columns.filter((column) => column.isAction);
  const facts = columns.filter((column) => !column.isHeading && !column.isAction);
  return (
    <div role="list" aria-label={label}>
      {rows.map((row) => (
        <div role="listitem" key={rowKey(row)} className="lp-card">
          <div className="lp-card-head">
            {selection && (
              <Checkbox
                checked={selection.keys.includes(rowKey(row))}
                onChange={(event) => toggle(rowKey(row), event.target.checked)}
                aria-label={t('select.row', { name: rowKey(row) })}
              />
            )}
            {heading.map((column) => (
              <span key={column.key}>{column.render(row)}</span>
            ))}
          </div>
          <dl className="lp-card-facts">
            {facts.map((column) => (
              <div key={column.key} style={{ display: 'contents' }}>
                <dt>{column.title}</dt>
                <dd>{column.render(row)}</dd>
              </div>
            ))}
          </dl>
          {actions.map((column) => (
            <div key={column.key} style={{ marginTop: 8 }}>
              {column.render(row)}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
