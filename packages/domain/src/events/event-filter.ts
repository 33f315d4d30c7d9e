import { type EventFilter, isErrorCode } from '@lingpai/contract';
import { auditActionPhrases, auditReasonPhrases } from '@lingpai/contract/phrases/audit';
import { Refusal } from '../refusal.ts';

const ACTIONS = Object.keys(auditActionPhrases);

/**
 * Checks that what is chosen can happen: a slip would be an alarm that never comes.
 *
 * @throws {Refusal} event-sink.filter-unknown
 */
export function parseEventFilter(filter: EventFilter): EventFilter {
  const actions = [...new Set(filter.actions.map((text) => text.trim()))];
  const reasons = [...new Set(filter.reasons.map((text) => text.trim()))];
  const wrong = actions.find((pattern) => !isKnownPattern(pattern)) ?? reasons.find((r) => !isKnownReason(r));
  if (wrong !== undefined || actions.length === 0)
    throw new Refusal('event-sink.filter-unknown', { value: wrong ?? '' }, 'filter');
  return { actions, outcome: filter.outcome, reasons };
}

/** What a pattern stands for. */
export function readActionPattern(
  pattern: string,
): { readonly all: true } | { readonly prefix: string } | { readonly action: string } {
  if (pattern === '*') return { all: true };
  return pattern.endsWith('.*') ? { prefix: pattern.slice(0, -1) } : { action: pattern };
}

function isKnownPattern(pattern: string): boolean {
  const read = readActionPattern(pattern);
  if ('all' in read) return true;
  if ('action' in read) return ACTIONS.includes(read.action);
  return ACTIONS.some((action) => action.startsWith(read.prefix));
}

/** Refusals of verifications have reasons of their own; those of everything else are error codes. */
function isKnownReason(reason: string): boolean {
  return Object.hasOwn(auditReasonPhrases, reason) || isErrorCode(reason);
}
