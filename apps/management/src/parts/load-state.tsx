import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';

/** Something could not be read: what the server said, and a way to try again. */
export function LoadError({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const t = usePhrases(shellPhrases);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('state.error')}
      description={error.message}
      action={onRetry && <Button onClick={onRetry}>{t('do.retry')}</Button>}
    />
  );
}

/** What is wrong with a form as a whole; takes no room while nothing is. */
export function FormProblem({ problem, title }: { problem: string | undefined; title?: string }) {
  if (problem === undefined) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 16 }}
      data-testid="form-problem"
      {...(title === undefined ? { title: problem } : { title, description: problem })}
    />
  );
}

interface LoadedProps<T> {
  readonly query: { data: T | undefined; error: Error | null; refetch: () => unknown };
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}

/** Skeleton, error or the data of a query. */
export function Loaded<T>({ query, rows = 6, children }: LoadedProps<T>) {
  const t = usePhrases(shellPhrases);
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <LoadError error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="lp-panel" aria-busy="true" aria-label={t('state.loading')} role="status">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
