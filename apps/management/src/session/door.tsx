import type { ReactNode } from 'react';
import { BrandMark } from '../app/brand.tsx';
import { AppearanceMenus } from '../app/top-menus.tsx';

/** Frame of what is shown before anybody is signed in. */
export function Door({ children, title, footer }: { children: ReactNode; title?: string; footer?: string }) {
  return (
    <div className="lp-door">
      <header className="lp-door-top">
        <AppearanceMenus />
      </header>
      <main className="lp-door-body">
        <div className="lp-door-card">
          <div className="lp-panel">
            <BrandMark size={36} />
            {title === undefined ? null : <h1>{title}</h1>}
            {children}
          </div>
        </div>
      </main>
      <footer className="lp-muted lp-small" style={{ textAlign: 'center' }}>
        {footer}
      </footer>
    </div>
  );
}
