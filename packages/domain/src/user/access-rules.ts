import { type AccessRule, DEFAULT_ACCESS_RULE } from '@lingpai/contract';
import { isAddressBlock } from '../agent/address-block.ts';
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

/** @returns the time zone or address that is none; undefined: all are well */
export function findAccessRuleFault(rules: readonly AccessRule[]): string | undefined {
  return rules
    .flatMap(({ timeZone, addresses }) => [
      ...(isTimeZone(timeZone) ? [] : [timeZone]),
      ...addresses.filter((address) => !isAddressBlock(address)),
    ])
    .at(0);
}
