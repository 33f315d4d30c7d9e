import type { AccessRule } from '@lingpai/contract';
import { parseAllowList } from '../agent/address-block.ts';
import type { Reason } from './outcome.ts';

/** Who wants to be let in, when and from where. */
export interface AccessQuestion {
  /** epoch ms */
  readonly nowMs: number;
  readonly address: string;
  readonly agent: string;
}

const MINUTES_A_DAY = 1440;

/**
 * What keeps a person out now. No rule lets everybody in; else one has to fit.
 *
 * @returns undefined when nothing does; `place-not-allowed` when a rule fits the time
 */
export function accessObstacle(rules: readonly AccessRule[], question: AccessQuestion): Reason | undefined {
  if (rules.length === 0) return undefined;
  const timely = rules.filter((rule) => fitsTime(rule, question.nowMs));
  if (timely.length === 0) return 'outside-hours';
  return timely.some((rule) => fitsPlace(rule, question)) ? undefined : 'place-not-allowed';
}

/** A rule whose end is not after its start goes over midnight: the hours after it belong to the day it began on. */
function fitsTime({ days, fromMinute, untilMinute, timeZone }: AccessRule, nowMs: number): boolean {
  const { weekday, minute } = localTime(timeZone, nowMs);
  const isOn = (day: number) => days.length === 0 || days.includes(day);
  if (fromMinute < untilMinute) return isOn(weekday) && minute >= fromMinute && minute < untilMinute;
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  return (isOn(weekday) && minute >= fromMinute) || (isOn(yesterday) && minute < untilMinute);
}

function fitsPlace({ addresses, agents }: AccessRule, { address, agent }: AccessQuestion): boolean {
  return (agents.length === 0 || agents.includes(agent)) && parseAllowList(addresses)(address);
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Making one takes a hundred times longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @returns weekday 1 Monday … 7 Sunday, and minutes since midnight, in this zone */
function localTime(timeZone: string, nowMs: number): { weekday: number; minute: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const options = {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    } as const;
    format = new Intl.DateTimeFormat('en-US', options);
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  return { weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1, minute: minute % MINUTES_A_DAY };
}

/** Is this the IANA name of a time zone? */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
