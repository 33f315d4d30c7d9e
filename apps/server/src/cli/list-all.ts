import type { PageOf, PageRequest } from '@lingpai/domain';
import { UsageRefusal } from '../usage-refusal.ts';

const PAGE_ITEMS = 200;
const DEFAULT_LIMIT = 100;

/** `--limit`: how many; `all` for all. @throws {UsageRefusal} */
export function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  if (text === 'all') return Infinity;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageRefusal('flag.count-or-all', { flag: '--limit' });
  return Number(text);
}

/** Reads a list page by page, by key. @returns whether there is more than `limit` */
export async function listPages<T>(
  read: (page: PageRequest) => Promise<PageOf<T>>,
  limit: number,
  take: (item: T) => void,
): Promise<{ isComplete: boolean }> {
  let taken = 0;
  for (let cursor: string | undefined; ;) {
    const page = await read({ cursor, limit: Math.min(PAGE_ITEMS, limit - taken) });
    page.items.forEach(take);
    taken += page.items.length;
    if (page.nextCursor === null) return { isComplete: true };
    if (taken >= limit) return { isComplete: false };
    cursor = page.nextCursor;
  }
}
