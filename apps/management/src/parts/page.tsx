import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** buttons beside the title */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Title (also of the browser's tab), what the page is for, its buttons. */
export function Page({ title, description, actions, children }: PageProps) {
  const t = usePhrases(shellPhrases);
  useEffect(() => {
    document.title = `${title} · ${t('app.title')}`;
  }, [title, t]);
  return (
    <>
      <div className="lp-page-head">
        <div>
          <h1>{title}</h1>
          {description === undefined ? null : <p>{description}</p>}
        </div>
        {actions === undefined ? null : <div className="lp-row">{actions}</div>}
      </div>
      {children}
    </>
  );
}

/** A titled box. */
export function Panel({
  title,
  extra,
  children,
}: {
  title?: string;
  extra?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="lp-panel">
      {title === undefined ? null : (
        <div className="lp-spread" style={{ marginBottom: 14 }}>
          <h2 style={{ fontSize: 15 }}>{title}</h2>
          {extra}
        </div>
      )}
      {children}
    </section>
  );
}

export type Fact = readonly [label: string, value: ReactNode];

/** Label and value, line by line. */
export function Facts({ facts }: { facts: readonly (Fact | false | null)[] }) {
  return (
    <dl className="lp-facts">
      {facts.map((fact) =>
        fact ? (
          <div key={fact[0]} style={{ display: 'contents' }}>
            <dt>{fact[0]}</dt>
            <dd>{fact[1]}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
