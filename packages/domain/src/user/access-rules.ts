import { type AccessRule, DEFAULT_ACCESS_RULE } from '@lingpai/contract';
import { isAddressBlock } from '../agent/address-block.ts';
import type { Stores } from '../ports/stores.ts';
import { Refusal } from '../refusal.ts';
import { isTimeZone } from '../verify/access-rules.ts';

/** A rule as people give it: what is left out is as in the settings' defaults. */
export type GivenAccessRule = { readonly [K in keyof AccessRule]?: AccessRule[K] | undefined };

/** The rule whole, and nothing beside it. */
export function completeAccessRule(given: GivenAccessRule): AccessRule {
  const defaults = DEFAULT_ACCESS_RULE;
  return {
    days: [...(given.days ?? defaults.days)],
    fromMinute: given.fromMinute ?? defaults.fromMinute,
    untilMinute: given.untilMinute ?? defaults.untilMinute,
    timeZone: given.timeZone ?? defaults.timeZone,
    addresses: (given.addresses ?? defaults.addresses).map((address) => address.trim()),
    agents: [...(given.agents ?? defaults.agents)],
  };
}

/**
 * Is what the rules name there?
 *
 * @param field where the rules were given
 * @throws {Refusal} user.access-rule-invalid, .access-rule-open, .access-rule-agent-unknown
 */
export async function checkAccessRules(
  rules: readonly AccessRule[],
  field: 'accessRules' | 'access.rules',
  { agents }: Pick<Stores, 'agents'>,
): Promise<void> {
  const value = findFault(rules);
  if (value !== undefined) throw new Refusal('user.access-rule-invalid', { value }, field);
  if (rules.some(isOpen)) throw new Refusal('user.access-rule-open', {}, field);
  const named = rules.flatMap((rule) => rule.agents);
  if (named.length === 0) return;
  // None of them goes, or gets another name, before these rules are there.
  await agents.lockChanges();
  const known = new Set((await agents.list()).map(({ name }) => name));
  const unknown = named.find((name) => !known.has(name));
  if (unknown !== undefined) throw new Refusal('user.access-rule-agent-unknown', { name: unknown }, field);
}

/** One rule that fits is enough: a rule without restrictions, a list emptied by mistake, would undo all the others. */
function isOpen({ days, fromMinute, untilMinute, addresses, agents }: AccessRule): boolean {
  const isAllDay = fromMinute === untilMinute || (fromMinute === 0 && untilMinute === 1440);
  return isAllDay && days.length + addresses.length + agents.length === 0;
}

/** @returns the time zone or address that is none; undefined: all are well */
function findFault(rules: readonly AccessRule[]): string | undefined {
  return rules
    .flatMap(({ timeZone, addresses }) => [
      ...(isTimeZone(timeZone) ? [] : [timeZone]),
      ...addresses.filter((address) => !isAddressBlock(address)),
    ])
    .at(0);
}
