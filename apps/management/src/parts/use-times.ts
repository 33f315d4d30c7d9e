import { shellPhrases } from '@lingpai/contract/phrases/management';
import { useLanguage, usePhrases } from '@lingpai/ui';
import { useEffect, useMemo, useState } from 'react';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Says moments (epoch ms) in the reader's language and time zone. */
export function useTimes() {
  const { language } = useLanguage();
  const t = usePhrases(shellPhrases);
  return useMemo(() => {
    const full = new Intl.DateTimeFormat(language, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    const day = new Intl.DateTimeFormat(language, { year: 'numeric', month: '2-digit', day: '2-digit' });
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    const ago = (at: number, nowMs: number): string => {
      const pastMs = nowMs - at;
      if (pastMs < MINUTE_MS) return t('time.seconds-ago');
      if (pastMs < HOUR_MS) return relative.format(-Math.floor(pastMs / MINUTE_MS), 'minute');
      if (pastMs < DAY_MS) return relative.format(-Math.floor(pastMs / HOUR_MS), 'hour');
      return relative.format(-Math.floor(pastMs / DAY_MS), 'day');
    };
    return {
      moment: (at: number) => full.format(at),
      date: (at: number) => day.format(at),
      /** `never` for null */
      momentOrNever: (at: number | null) => (at === null ? t('word.never') : full.format(at)),
      ago: (at: number) => ago(at, Date.now()),
      remaining: (untilMs: number, nowMs: number) => sayRemaining(untilMs - nowMs, t),
    };
  }, [language, t]);
}

type Say = (
  key: 'time.over' | 'time.remaining-days' | 'time.remaining-hours' | 'time.remaining-minutes',
  params?: Record<string, number>,
) => string;

function sayRemaining(leftMs: number, t: Say): string {
  if (leftMs <= 0) return t('time.over');
  const days = Math.floor(leftMs / DAY_MS);
  const hours = Math.floor((leftMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((leftMs % HOUR_MS) / MINUTE_MS);
  if (days > 0) return t('time.remaining-days', { days, hours });
  if (hours > 0) return t('time.remaining-hours', { hours, minutes });
  return t('time.remaining-minutes', { minutes, seconds: Math.floor((leftMs % MINUTE_MS) / 1000) });
}

/** The present, renewed every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
