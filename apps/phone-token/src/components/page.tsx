import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { Icon, type IconName } from './icon.tsx';

interface PageProps {
  readonly title: string;
  readonly children: ReactNode;
  /** shown at the right of the title */
  readonly aside?: ReactNode;
  /** a page above the tabs: with a way back, and the focus on its title */
  readonly nested?: boolean;
}

export function PageFrame({ title, children, aside, nested = false }: PageProps) {
  const t = useText();
  const { back } = useNavigation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} - ${t('app.name')}`;
    scrollTo(0, 0);
    // a field that asked for the focus keeps it
    if (nested && document.activeElement === document.body) heading.current?.focus();
  }, [title, nested, t]);
  return (
    <div className={nested ? 'page page-nested' : 'page'}>
      <header className="page-head">
        {nested && (
          <button
            type="button"
            className="icon-button"
            onClick={back}
            aria-label={t('action.back')}
            data-testid="back"
          >
            <Icon name="back" />
          </button>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </header>
      {children}
    </div>
  );
}

type Tone = 'info' | 'good' | 'warn' | 'bad';

/** A message that stays. */
export function Notice({ tone, children, testId }: { tone: Tone; children: ReactNode; testId?: string }) {
  const icons: Record<Tone, IconName> = { info: 'clock', good: 'check', warn: 'warning', bad: 'warning' };
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'} data-testid={testId}>
      <Icon name={icons[tone]} />
      <div className="notice-text">{children}</div>
    </div>
  );
}

/** Shows that something is under way. */
export function Working({ text }: { text: string }) {
  return (
    <div className="working" role="status">
      <span className="spinner" aria-hidden="true" />
      <p>{text}</p>
    </div>
  );
}
