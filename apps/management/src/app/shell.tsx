import { MenuOutlined } from '@ant-design/icons';
import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Drawer, Grid } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, Outlet, useLocation, useNavigation } from 'react-router';
import { BrandMark, BrandName } from './brand.tsx';
import { Navigation } from './navigation.tsx';
import { AccountMenu, AppearanceMenus } from './top-menus.tsx';

/** Frame of every page after sign-in: menu at the side, or behind a button where there is no room for it. */
export function Shell() {
  const t = usePhrases(shellPhrases);
  const { lg } = Grid.useBreakpoint();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { pathname } = useLocation();
  const { state } = useNavigation();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
  }, [pathname]);
  return (
    <>
      <a
        className="lp-skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t('app.skip')}
      </a>
      <div className="lp-shell">
        {lg ? (
          <aside className="lp-sider" aria-label={t('app.title')}>
            <Link to="/" className="lp-brand">
              <BrandMark />
              <BrandName />
            </Link>
            <Navigation />
          </aside>
        ) : null}
        <div>
          <header className="lp-topbar">
            {lg ? null : (
              <>
                <Button
                  type="text"
                  icon={<MenuOutlined />}
                  aria-label={t('nav.open')}
                  data-testid="nav-open"
                  onClick={() => setMenuOpen(true)}
                />
                <Link to="/" className="lp-brand">
                  <BrandName />
                </Link>
              </>
            )}
            <AppearanceMenus />
            <AccountMenu />
          </header>
          <main ref={main} id="main" tabIndex={-1} className="lp-main" aria-busy={state === 'loading'}>
            <Outlet />
          </main>
        </div>
      </div>
      <Drawer
        open={isMenuOpen && !lg}
        onClose={() => setMenuOpen(false)}
        placement="left"
        size={268}
        title={t('app.title')}
        styles={{ body: { padding: 8 } }}
      >
        <Navigation onNavigate={() => setMenuOpen(false)} />
      </Drawer>
    </>
  );
}
