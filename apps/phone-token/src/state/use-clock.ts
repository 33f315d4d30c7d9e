import { useEffect, useReducer, useState } from 'react';
import { type CodePeriod, codePeriodAt } from '../clock/code-period.ts';
import { useApp } from './app-state.tsx';

/** Shows again whenever something about the server's clock was learnt; gives its offset in ms. */
export function useClockOffsetMs(): number {
  const { clock } = useApp();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => clock.subscribe(redraw), [clock]);
  return clock.offsetMs;
}

/**
 * The countdown of a time token, once a second. Computed from the clock at every tick and whenever the app comes back to the
 * screen, since timers stand still in the background.
 *
 * @param offsetMs 0 for tokens that follow the phone's own clock
 */
export function useCodePeriod(periodSeconds: number, offsetMs: number): CodePeriod & { nowMs: number } {
  const [nowMs, setNowMs] = useState(() => Date.now() + offsetMs);
  const period = codePeriodAt(nowMs, periodSeconds);
  useEffect(() => {
    const update = () => setNowMs(Date.now() + offsetMs);
    const { nextTickMs } = codePeriodAt(Date.now() + offsetMs, periodSeconds);
    const timer = setTimeout(update, nextTickMs);
    const onVisible = () => document.visibilityState === 'visible' && update();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [nowMs, offsetMs, periodSeconds]);
  return { ...period, nowMs };
}
