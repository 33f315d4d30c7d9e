const HOUR_MS = 3_600_000;
export const RANGES = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
} as const;
export type RangeName = keyof typeof RANGES | 'custom';
/** A moving beginning would give every poll another cache entry. */
const ROUNDING_MS = 60_000;

/**
 * What a range of the address means.
 *
 * @param from,to epoch ms as text, of a custom range
 */
export function rangeQuery(range: string | undefined, from: string | undefined, to: string | undefined) {
  if (range === 'custom') {
    return { ...(from && { fromAt: Number(from) }), ...(to && { toAt: Number(to) }) };
  }
  const spanMs = range !== undefined && range in RANGES ? RANGES[range as keyof typeof RANGES] : undefined;
  if (spanMs === undefined) return {};
  return { fromAt: Math.floor((Date.now() - spanMs) / ROUNDING_MS) * ROUNDING_MS };
}

/** Epoch ms as the value of a `datetime-local` field, in the reader's time zone. */
export function toLocalField(at: string | undefined): string {
  if (at === undefined) return '';
  const moment = new Date(Number(at));
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, 16);
}

/** The other way; undefined for an empty field. */
export function fromLocalField(value: string): string | undefined {
  return value === '' ? undefined : String(new Date(value).getTime());
}
