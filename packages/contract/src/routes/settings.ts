import Type, { type Static, type TProperties } from 'typebox';
import { route } from './route.ts';

const tag = 'settings';

/** What a rule says of what it does not name. */
export const DEFAULT_ACCESS_RULE = {
  days: [],
  fromMinute: 0,
  untilMinute: 1440,
  timeZone: 'Asia/Shanghai',
  addresses: [],
  agents: [],
};
/** The fields of a rule; where a part of a schema is one of several, the validator knows no defaults. */
const accessRule = (hasDefaults: boolean) => {
  const or = (value: unknown) => (hasDefaults ? { default: value } : {});
  const { days, fromMinute, untilMinute, timeZone, addresses, agents } = DEFAULT_ACCESS_RULE;
  return {
    /** 1 Monday … 7 Sunday; empty: every day */
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7, ...or(days) }),
    /** minutes since midnight, inclusive; not before `untilMinute`: over midnight */
    fromMinute: Type.Integer({ minimum: 0, maximum: 1439, ...or(fromMinute) }),
    /** minutes since midnight, exclusive */
    untilMinute: Type.Integer({ minimum: 1, maximum: 1440, ...or(untilMinute) }),
    /** IANA name of the zone that days and minutes are meant in */
    timeZone: Type.String({ minLength: 1, maxLength: 64, ...or(timeZone) }),
    /** addresses and CIDR blocks the person calls from (what the agent says, else the agent's own); empty: any */
    addresses: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 64, ...or(addresses) }),
    /** names of agents; empty: any */
    agents: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 64, ...or(agents) }),
  };
};
/** What is not known is refused: a misspelt rule would let in more people than was meant. */
const CLOSED = { additionalProperties: false };
/** A rule as people give it. */
export const GivenAccessRule = Type.Partial(Type.Object(accessRule(false)), CLOSED);
/** One way to be let in: all that is named has to fit. */
export const AccessRule = Type.Object(accessRule(true), CLOSED);
export type AccessRule = Static<typeof AccessRule>;
export const AccessRules = Type.Array(AccessRule, { maxItems: 32, default: [] });

const section = <T extends TProperties>(fields: T) => Type.Object(fields, CLOSED);

/** Policy settings, global. Each has its default here; a value that was never set is the default. */
export const Settings = section({
  verification: section({
    /** event tokens: how many counters ahead are accepted */
    lookAheadCounters: Type.Integer({ minimum: 1, maximum: 100, default: 10 }),
    /** event tokens: how many counters ahead synchronisation searches */
    resyncCounters: Type.Integer({ minimum: 10, maximum: 2000, default: 100 }),
    /** time tokens: steps accepted to each side of the token's clock */
    verifyWindowSteps: Type.Integer({ minimum: 0, maximum: 10, default: 1 }),
    /** time tokens: steps to each side that synchronisation searches */
    resyncWindowSteps: Type.Integer({ minimum: 2, maximum: 200, default: 20 }),
    /** days without a success after which the window of a time token grows by one step to each side; 0 = never */
    windowGrowthDays: Type.Integer({ minimum: 0, maximum: 3650, default: 90 }),
    windowGrowthMaxSteps: Type.Integer({ minimum: 0, maximum: 20, default: 3 }),
    /** time tokens that were never used: steps accepted to each side of server time; 0 = as `verifyWindowSteps` */
    firstUseWindowSteps: Type.Integer({ minimum: 0, maximum: 50, default: 0 }),
    /** two consecutive OTPs at two logins synchronise a token */
    isAutoResyncEnabled: Type.Boolean({ default: true }),
    /** is the OTP asked for where the user says nothing */
    otpRequired: Type.Boolean({ default: true }),
    /** is the static password asked for where the user says nothing */
    staticPasswordRequired: Type.Boolean({ default: false }),
    /** is the third-party password asked for where the user says nothing */
    thirdPartyRequired: Type.Boolean({ default: false }),
    /** how long a challenge may be answered */
    challengeValidSeconds: Type.Integer({ minimum: 30, maximum: 3600, default: 180 }),
    /** how long a transaction may be signed */
    signatureValidSeconds: Type.Integer({ minimum: 30, maximum: 86_400, default: 300 }),
  }),
  lockout: section({
    /** wrong tries in a row after which the user (or the token, when called by serial) is locked for a time */
    temporaryAfterFailures: Type.Integer({ minimum: 3, maximum: 100, default: 10 }),
    /** first lock; doubles with each further failure after it ended */
    temporarySeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 60 }),
    temporaryMaxSeconds: Type.Integer({ minimum: 1, maximum: 604_800, default: 3600 }),
    /** wrong tries in a row after which it is locked until an administrator unlocks; 0 = never */
    permanentAfterFailures: Type.Integer({ minimum: 0, maximum: 10_000, default: 50 }),
    /**
     * wrong tries from all sources together after which sources that never succeeded for this user (or token) have to wait, or show two
     * consecutive OTPs. Known ones go on: an outsider cannot keep people out
     */
    allSourcesAfterFailures: Type.Integer({ minimum: 3, maximum: 10_000, default: 100 }),
    /** wrong tries of one client address over all users after which it has to wait where it is not known; 0 = never */
    clientAfterFailures: Type.Integer({ minimum: 0, maximum: 100_000, default: 100 }),
    /** how long a source stays known after its last success */
    knownSourceDays: Type.Integer({ minimum: 1, maximum: 3650, default: 90 }),
    /** hours without a failure after which failures are forgotten (locks that an administrator has to end are not) */
    forgetAfterHours: Type.Integer({ minimum: 1, maximum: 8760, default: 24 }),
    /** two consecutive right OTPs (`sync`) end a lock: whoever holds the token proves it */
    isUnlockedByTwoOtps: Type.Boolean({ default: true }),
  }),
  /** 静态密码策略 */
  staticPassword: section({
    minLength: Type.Integer({ minimum: 4, maximum: 64, default: 4 }),
    maxLength: Type.Integer({ minimum: 8, maximum: 128, default: 64 }),
    /** of: lower case, upper case, digits, others */
    minCharacterClasses: Type.Integer({ minimum: 1, maximum: 4, default: 1 }),
    /** refuse runs (1234, aaaa), the login in it, and what everybody tries first */
    isGuessableRefused: Type.Boolean({ default: false }),
    /** former passwords that may not come back */
    historyCount: Type.Integer({ minimum: 0, maximum: 24, default: 3 }),
    /** 0 = never expires */
    maxAgeDays: Type.Integer({ minimum: 0, maximum: 3650, default: 0 }),
    /** must whoever got a password from an administrator change it before it counts */
    isInitialChangeRequired: Type.Boolean({ default: false }),
  }),
  /** 应急口令 */
  emergencyPassword: section({
    maxValidHours: Type.Integer({ minimum: 1, maximum: 720, default: 72 }),
  }),
  /** When and from where users may log in; users may have rules of their own. */
  access: section({
    /** no rule: always and from everywhere; else one of them has to fit */
    rules: AccessRules,
  }),
  agentSessions: section({
    /** a session ends so long after its last use */
    idleMinutes: Type.Integer({ minimum: 1, maximum: 1440, default: 30 }),
    /** and so long after it began at the latest */
    maxHours: Type.Integer({ minimum: 1, maximum: 168, default: 12 }),
    /** live sessions one agent may have */
    maxPerAgent: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 10_000 }),
  }),
  binding: section({
    maxTokensPerUser: Type.Integer({ minimum: 1, maximum: 50, default: 5 }),
    maxUsersPerToken: Type.Integer({ minimum: 1, maximum: 1000, default: 5 }),
  }),
  /** 激活密码策略 */
  activation: section({
    /** 激活密码有效周期(天) */
    passwordValidDays: Type.Integer({ minimum: 1, maximum: 365, default: 7 }),
    /** 在线分发激活密码重试次数 */
    onlinePasswordTries: Type.Integer({ minimum: 1, maximum: 20, default: 5 }),
    /** 默认激活密码 */
    defaultPassword: Type.String({ minLength: 4, maxLength: 32, default: '123456' }),
    /** how long a QR code without password is valid */
    ticketValidHours: Type.Integer({ minimum: 1, maximum: 720, default: 24 }),
    /** how long after the claim the first OTP may take */
    confirmMinutes: Type.Integer({ minimum: 1, maximum: 1440, default: 30 }),
  }),
  /** 分发站点策略 */
  distributionSite: section({
    isEnabled: Type.Boolean({ default: true }),
    /** 分发站点访问 URL, as phones reach it; empty: the phone-facing listener of this server */
    url: Type.String({ maxLength: 256, pattern: '^(https?://[^\\s#?]+)?$', default: '' }),
    /** 手机令牌标识码: must one be given when distributing */
    deviceCodeRequired: Type.Boolean({ default: false }),
  }),
});
export type Settings = Static<typeof Settings>;
export const readSettings = route({
  method: 'GET',
  path: '/api/v1/settings',
  tag,
  summary: 'Policy settings',
  response: Settings,
});
export const updateSettings = route({
  method: 'PUT',
  path: '/api/v1/settings',
  tag,
  summary: 'Change policy settings (whole document)',
  body: Settings,
  response: Settings,
});
