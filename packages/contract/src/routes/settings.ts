import Type, { type Static } from 'typebox';
import { route } from './route.ts';

/** Policy settings, global. Each has its default here; a value that was never set is the default. */
const tag = 'settings';
export const Settings = Type.Object({
  verification: Type.Object({
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
    /** is the static password asked for where the user says nothing */
    staticPasswordRequired: Type.Boolean({ default: false }),
  }),
  lockout: Type.Object({
    /** wrong tries in a row after which the user (or the token, when called by serial) is locked for a time */
    temporaryAfterFailures: Type.Integer({ minimum: 3, maximum: 100, default: 10 }),
    /** first lock; doubles with each further failure after it ended */
    temporarySeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 60 }),
    temporaryMaxSeconds: Type.Integer({ minimum: 1, maximum: 604_800, default: 3600 }),
    /** wrong tries in a row after which it is locked until an administrator unlocks; 0 = never */
    permanentAfterFailures: Type.Integer({ minimum: 0, maximum: 10_000, default: 50 }),
  }),
  binding: Type.Object({
    maxTokensPerUser: Type.Integer({ minimum: 1, maximum: 50, default: 5 }),
    maxUsersPerToken: Type.Integer({ minimum: 1, maximum: 1000, default: 5 }),
  }),
  /** 激活密码策略 */
  activation: Type.Object({
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
  distributionSite: Type.Object({
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
