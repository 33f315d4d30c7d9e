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
  staticPassword: ['minLength', 'maxLength', 'minCharacterClasses', 'historyCount', 'maxAgeDays'],
  lockout: [
    'temporaryAfterFailures',
    'temporarySeconds',
    'temporaryMaxSeconds',
    'permanentAfterFailures',
    'allSourcesAfterFailures',
    'clientAfterFailures',
    'knownSourceDays',
    'forgetAfterHours',
  ],
  emergencyPassword: ['maxValidHours'],
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

/** What a form changes, in the whole document: settings it does not show stay as they are. */
export function mergeSettings(settings: Settings, changed: Partial<Settings>): Settings {
  const sections = Object.entries(settings).map(([section, values]) => [
    section,
    { ...values, ...changed[section as keyof Settings] },
  ]);
  return Object.fromEntries(sections) as Settings;
}
