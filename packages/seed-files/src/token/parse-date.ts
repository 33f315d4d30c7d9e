import { RowRefusal, showValue } from '../seed-file-error.ts';

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;
const YEAR_FIRST = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;
const YEAR_LAST = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/;
const DAY_MS = 86_400_000;

interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * Reads a date of a token's validity. Without a zone it is UTC.
 *
 * @param text xs:dateTime, `2030-12-31`, `2030/12/31`, `2030年12月31日`, `20301231`; `31/12/2030` where the order is beyond doubt
 * @param edge a day without a time means its first millisecond as `start`, its last as `end`
 * @returns epoch ms
 * @throws {RowRefusal} date-malformed
 */
export function parseDate(text: string, edge: 'start' | 'end'): number {
  const trimmed = text.trim();
  const moment = ISO.test(trimmed) ? parseMoment(trimmed) : undefined;
  if (moment !== undefined) return moment;
  const day = findDay(trimmed);
  const at = day === undefined ? undefined : dayStart(day);
  if (at === undefined) throw new RowRefusal('date-malformed', { date: showValue(trimmed) });
  return edge === 'start' ? at : at + DAY_MS - 1;
}

function parseMoment(text: string): number | undefined {
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = ISO.exec(text) ?? [];
  if (dayStart({ year: Number(year), month: Number(month), day: Number(day) }) === undefined)
    return undefined;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(at) ? undefined : at;
}

function findDay(text: string): CalendarDay | undefined {
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? COMPACT.exec(text) ?? [];
  if (year !== undefined) return { year: Number(year), month: Number(month), day: Number(day) };
  const [, first, second, lastYear] = YEAR_LAST.exec(text) ?? [];
  if (lastYear === undefined) return undefined;
  const [a, b] = [Number(first), Number(second)];
  if (a <= 12 && b <= 12 && a !== b) return undefined;
  return a > 12 ? { year: Number(lastYear), month: b, day: a } : { year: Number(lastYear), month: a, day: b };
}

function dayStart({ year, month, day }: CalendarDay): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.getTime() : undefined;
}
