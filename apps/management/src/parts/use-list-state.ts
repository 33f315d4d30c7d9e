import { useCallback } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

/** name of the cursor in the address */
const AFTER = 'after';
type Patch = Readonly<Record<string, string | undefined>>;

/**
 * Filters and place of a list, kept in the address: a link, a reload or the browser's own "back" shows the same page. Lists are paged by
 * key, so the way back is remembered beside the address.
 */
export function useListState() {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation() as { state: { trail?: string[] } | null };
  const navigate = useNavigate();
  const after = params.get(AFTER) ?? undefined;
  const trail = state?.trail;

  const setFilter = useCallback(
    (patch: Patch) =>
      setParams(
        (previous) => {
          const next = new URLSearchParams(previous);
          next.delete(AFTER);
          for (const [name, value] of Object.entries(patch)) {
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const goTo = (cursor: string, nextTrail: string[]) => {
    const next = new URLSearchParams(params);
    if (cursor === '') next.delete(AFTER);
    else next.set(AFTER, cursor);
    void navigate({ search: next.toString() }, { state: { trail: nextTrail } });
  };
  return {
    after,
    filter: (name: string) => params.get(name) ?? undefined,
    setFilter,
    hasFilters: [...params.keys()].some((name) => name !== AFTER),
    clearFilters: () => setParams({}, { replace: true }),
    paging: {
      isFirst: after === undefined,
      /** without a trail (reload, shared link) only the first page is known */
      hasTrail: trail !== undefined && trail.length > 0,
      goNext: (cursor: string) => goTo(cursor, [...(trail ?? []), after ?? '']),
      goPrevious: () => goTo(trail?.at(-1) ?? '', trail?.slice(0, -1) ?? []),
    },
  };
}
export type ListState = ReturnType<typeof useListState>;
