import { Settings } from '@lingpai/contract';

/** Settings that are a number, in the order of the screen. */
export const NUMBER_FIELDS = {
  activation: ['passwordValidDays', 'onlinePasswordTries', 'ticketValidHours', 'confirmMinutes'],
  verification: [
    'verifyWindowSteps',
    'resyncWindowSteps',
    'windowGrowthDays',
    'windowGrowthMaxSteps',
    'lookAheadCounters',
    'resyncCounters',
  ],
  lockout: ['temporaryAfterFailures', 'temporarySeconds', 'temporaryMaxSeconds', 'permanentAfterFailures'],
  binding: ['maxTokensPerUser', 'maxUsersPerToken'],
} as const;
export type NumberGroup = keyof typeof NUMBER_FIELDS;
export type NumberName<G extends NumberGroup = NumberGroup> = (typeof NUMBER_FIELDS)[G][number];

export interface NumberLimits {
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

/** Limits and default as the contract's schema says them, so that they are said once. */
export function limitsOf(group: NumberGroup, name: NumberName): NumberLimits {
  const fields = Settings.properties[group].properties as unknown as Record<string, NumberLimits>;
  const limits = fields[name];
  if (limits === undefined) throw new TypeError(`Cannot find the limits of setting "${group}.${name}"`);
  return limits;
}
