import type { Overview } from '@lingpai/contract';

/** Figures for the home page, from counters that are kept at each change. */
export interface FiguresStore {
  readOverview(nowMs: number): Promise<Overview>;
}
