import type { ParsedKeyUri } from '@lingpai/algorithms';
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';

export const TABS = ['add', 'codes', 'settings'] as const;
export type Tab = (typeof TABS)[number];

/** A page above the tabs. Pages carry secrets, so they live in memory alone: never in the address or the browser's history. */
export type Page =
  | { readonly name: 'scan' }
  | { readonly name: 'activate'; readonly ticket: string }
  | { readonly name: 'manual'; readonly given?: { code: string; serial: string; passwordNeeded: boolean } }
  | { readonly name: 'personal'; readonly key: ParsedKeyUri }
  | { readonly name: 'token'; readonly id: string }
  | { readonly name: 'pin'; readonly purpose: 'set' | 'change' | 'remove' };

interface Navigation {
  readonly tab: Tab;
  readonly page: Page | undefined;
  readonly showTab: (tab: Tab) => void;
  /** opens a page; the phone's back button returns from it */
  readonly open: (page: Page) => void;
  /** shows another page in place of this one */
  readonly replace: (page: Page) => void;
  readonly back: () => void;
}

const NavigationContext = createContext<Navigation | undefined>(undefined);

export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === undefined) throw new Error('Cannot navigate outside NavigationProvider');
  return navigation;
}

const depthOf = (state: unknown) => (state as { depth?: number } | null)?.depth ?? 0;

export function NavigationProvider({ start, children }: { start: Tab; children: ReactNode }) {
  const [tab, setTab] = useState<Tab>(start);
  const [pages, setPages] = useState<readonly Page[]>([]);

  useEffect(() => {
    history.replaceState({ depth: 0 }, '');
    const onPop = ({ state }: PopStateEvent) => setPages((stack) => stack.slice(0, depthOf(state)));
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);

  const open = useCallback((page: Page) => {
    history.pushState({ depth: depthOf(history.state) + 1 }, '');
    setPages((stack) => [...stack, page]);
  }, []);
  const replace = useCallback((page: Page) => setPages((stack) => [...stack.slice(0, -1), page]), []);
  const back = useCallback(() => history.back(), []);
  const showTab = useCallback((next: Tab) => {
    const depth = depthOf(history.state);
    if (depth > 0) history.go(-depth);
    setPages([]);
    setTab(next);
  }, []);

  const value = useMemo(
    () => ({ tab, page: pages.at(-1), showTab, open, replace, back }),
    [tab, pages, showTab, open, replace, back],
  );
  return <NavigationContext value={value}>{children}</NavigationContext>;
}
