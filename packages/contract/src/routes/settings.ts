import Type, { type Static, type TProperties } from 'typebox';
import { AccessRules, CLOSED } from './access-rules.ts';
import { route } from './route.ts';

const tag = 'settings';

const section = <T extends TProperties>(fields: T) => Type.Object(fields, CLOSED);

/** Policy settings, global. Each has its default here; a value that was never set is the default. */
export const Settings = section({
  verification: section({
    lookAheadCounters: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 10,
      description: 'event tokens: how many counters ahead are accepted',
    }),
    resyncCounters: Type.Integer({
      minimum: 10,
      maximum: 2000,
      default: 100,
      description: 'event tokens: how many counters ahead synchronisation searches',
    }),
    verifyWindowSteps: Type.Integer({
      minimum: 0,
      maximum: 10,
      default: 1,
      description: "time tokens: steps accepted to each side of the token's clock",
    }),
    resyncWindowSteps: Type.Integer({
      minimum: 2,
      maximum: 200,
      default: 20,
      description: 'time tokens: steps to each side that synchronisation searches',
    }),
    windowGrowthDays: Type.Integer({
      minimum: 0,
      maximum: 3650,
      default: 90,
      description:
        'days without a success after which the window of a time token grows by one step to each side; 0 = never',
    }),
    windowGrowthMaxSteps: Type.Integer({ minimum: 0, maximum: 20, default: 3 }),
    firstUseWindowSteps: Type.Integer({
      minimum: 0,
      maximum: 50,
      default: 0,
      description:
        'time tokens that were never used: steps accepted to each side of server time; 0 = as `verifyWindowSteps`',
    }),
    isAutoResyncEnabled: Type.Boolean({
      default: true,
      description: 'two consecutive OTPs at two logins synchronise a token',
    }),
    otpRequired: Type.Boolean({
      default: true,
      description: 'is the OTP asked for where the user says nothing',
    }),
    staticPasswordRequired: Type.Boolean({
      default: false,
      description: 'is the static password asked for where the user says nothing',
    }),
    thirdPartyRequired: Type.Boolean({
      default: false,
      description: 'is the third-party password asked for where the user says nothing',
    }),
    challengeValidSeconds: Type.Integer({
      minimum: 30,
      maximum: 3600,
      default: 180,
      description: 'how long a challenge may be answered',
    }),
    signatureValidSeconds: Type.Integer({
      minimum: 30,
      maximum: 86_400,
      default: 300,
      description: 'how long a transaction may be signed',
    }),
  }),
  lockout: section({
    temporaryAfterFailures: Type.Integer({
      minimum: 3,
      maximum: 100,
      default: 10,
      description:
        'wrong tries in a row after which the user (or the token, when called by serial) is locked for a time',
    }),
    temporarySeconds: Type.Integer({
      minimum: 1,
      maximum: 86_400,
      default: 60,
      description: 'first lock; doubles with each further failure after it ended',
    }),
    temporaryMaxSeconds: Type.Integer({ minimum: 1, maximum: 604_800, default: 3600 }),
    permanentAfterFailures: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 50,
      description: 'wrong tries in a row after which it is locked until an administrator unlocks; 0 = never',
    }),
    /**
     * wrong tries from all sources together after which sources that never succeeded for this user (or token) have to wait, or show two
     * consecutive OTPs. Known ones go on: an outsider cannot keep people out. One of them is forgotten in a third of forgetAfterHours
     */
    allSourcesAfterFailures: Type.Integer({ minimum: 3, maximum: 10_000, default: 100 }),
    clientAfterFailures: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 100,
      description:
        'wrong tries of one client address over all users after which it has to wait where it is not known; 0 = never',
    }),
    knownSourceDays: Type.Integer({
      minimum: 1,
      maximum: 3650,
      default: 90,
      description: 'how long a source stays known after its last success',
    }),
    forgetAfterHours: Type.Integer({
      minimum: 1,
      maximum: 8760,
      default: 24,
      description:
        'hours without a failure after which those of a source are forgotten (locks that an administrator has to end are not); of wrong OTPs from all sources together, three',
    }),
    isUnlockedByTwoOtps: Type.Boolean({
      default: true,
      description: 'two consecutive right OTPs (`sync`) end a lock: whoever holds the token proves it',
    }),
  }),
  /** 静态密码策略 */
  staticPassword: section({
    minLength: Type.Integer({ minimum: 4, maximum: 64, default: 4 }),
    maxLength: Type.Integer({ minimum: 8, maximum: 128, default: 64 }),
    minCharacterClasses: Type.Integer({
      minimum: 1,
      maximum: 4,
      default: 1,
      description: 'of: lower case, upper case, digits, others',
    }),
    isGuessableRefused: Type.Boolean({
      default: false,
      description: 'refuse runs (1234, aaaa), the login in it, and what everybody tries first',
    }),
    historyCount: Type.Integer({
      minimum: 0,
      maximum: 24,
      default: 3,
      description: 'former passwords that may not come back',
    }),
    maxAgeDays: Type.Integer({ minimum: 0, maximum: 3650, default: 0, description: '0 = never expires' }),
    isInitialChangeRequired: Type.Boolean({
      default: false,
      description: 'must whoever got a password from an administrator change it before it counts',
    }),
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
    idleMinutes: Type.Integer({
      minimum: 1,
      maximum: 1440,
      default: 30,
      description: 'a session ends so long after its last use',
    }),
    maxHours: Type.Integer({
      minimum: 1,
      maximum: 168,
      default: 12,
      description: 'and so long after it began at the latest',
    }),
    maxPerAgent: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 10_000,
      description:
        'live sessions one agent may have; a source that has fewer than another takes the place of its oldest in which nobody was verified',
    }),
  }),
  binding: section({
    maxTokensPerUser: Type.Integer({ minimum: 1, maximum: 50, default: 5 }),
    maxUsersPerToken: Type.Integer({ minimum: 1, maximum: 1000, default: 5 }),
  }),
  /** 激活密码策略 */
  activation: section({
    passwordValidDays: Type.Integer({
      minimum: 1,
      maximum: 365,
      default: 7,
      description: 'how long an activation password is valid, in days',
    }),
    onlinePasswordTries: Type.Integer({
      minimum: 1,
      maximum: 20,
      default: 5,
      description: 'wrong activation passwords after which an online distribution ends',
    }),
    defaultPassword: Type.String({
      minLength: 4,
      maxLength: 32,
      default: '123456',
      description: 'the activation password `default` stands for when distributing',
    }),
    ticketValidHours: Type.Integer({
      minimum: 1,
      maximum: 720,
      default: 24,
      description: 'how long a QR code without password is valid',
    }),
    confirmMinutes: Type.Integer({
      minimum: 1,
      maximum: 1440,
      default: 30,
      description: 'how long after the claim the first OTP may take',
    }),
  }),
  /** 分发站点策略 */
  distributionSite: section({
    isEnabled: Type.Boolean({ default: true }),
    url: Type.String({
      maxLength: 256,
      pattern: '^(https?://[^\\s#?]+)?$',
      default: '',
      description:
        'address of the distribution site as phones reach it; empty: the phone-facing listener of this server',
    }),
    deviceCodeRequired: Type.Boolean({
      default: false,
      description: 'must a phone identifier (手机令牌标识码) be given when distributing',
    }),
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
