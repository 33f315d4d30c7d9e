import type { ErrorCode } from '@lingpai/contract';
import type { ManagementOperationId } from './operations.ts';

const ORGANIZATION_NAME = ['organization.name-invalid', 'organization.name-taken'] as const;
const ACCESS_RULES = [
  'user.access-rule-invalid',
  'user.access-rule-open',
  'user.access-rule-agent-unknown',
] as const;
const LOGIN_RULES = [
  'user.validity-invalid',
  'user.static-password-needed',
  'user.static-password-refused',
  'backend.not-found',
  'server.busy',
  ...ACCESS_RULES,
] as const;
const BACKEND_SETTINGS = [
  'backend.settings-needed',
  'backend.settings-invalid',
  'backend.name-taken',
] as const;
const EVENT_SINK = [
  'event-sink.name-taken',
  'event-sink.target-needed',
  'event-sink.filter-unknown',
  'event-sink.http-refused',
  'event-sink.secret-needed',
  'event-sink.secret-unwanted',
  'event-sink.secret-invalid',
  'event-sink.password-in-clear',
] as const;
const READ_OTPS = [
  'token.not-found',
  'token.otps-invalid',
  'token.revoked',
  'token.not-activated',
  'token.shows-no-otp',
  'token.inference-busy',
] as const;

/**
 * What each call of the management interface is refused for, beside what every call is (see `errorsOf`): as the use case behind it throws.
 * A new route without a line here is a type error; an answer that is not declared fails the tests of its route.
 */
export const REFUSALS: Readonly<Record<ManagementOperationId, readonly ErrorCode[]>> = {
  readSetup: [],
  completeSetup: [
    'setup.ticket-invalid',
    'setup.done-already',
    'user.login-invalid',
    'password.too-weak',
    ...ORGANIZATION_NAME,
    'server.busy',
  ],
  signIn: ['session.refused', 'session.locked', 'server.busy'],
  readSession: [],
  signOut: [],
  changeOwnPassword: [
    'session.old-password-wrong',
    'session.locked',
    'password.too-weak',
    'password.same-as-old',
    'server.busy',
  ],
  readOverview: [],

  listOrganizations: [],
  createOrganization: ['organization.not-found', ...ORGANIZATION_NAME],
  renameOrganization: ['organization.not-found', ...ORGANIZATION_NAME],
  deleteOrganization: ['organization.not-found', 'organization.not-empty'],

  listUsers: [],
  readUser: ['user.not-found'],
  createUser: ['user.login-invalid', 'user.login-taken', 'organization.not-found', ...LOGIN_RULES],
  updateUser: ['user.not-found', 'organization.not-found', 'binding.other-organization', ...LOGIN_RULES],
  unlockUser: ['user.not-found'],
  issueEmergencyPassword: ['user.not-found', 'user.emergency-too-long'],
  withdrawEmergencyPassword: ['user.not-found', 'user.emergency-none'],
  deleteUser: ['user.not-found'],

  listTokens: [],
  readToken: ['token.not-found'],
  createTokens: [
    'organization.not-found',
    'token.spec-unsupported',
    'token.suite-unsupported',
    'token.suite-contradicted',
    'token.suite-counter-beside-clock',
    'token.suite-missing',
    'token.suite-unwanted',
    'token.suite-without-digits',
  ],
  setSignatureSuite: ['token.not-found', 'token.not-ocra', 'token.suite-unsupported'],
  setTokenPin: ['token.not-found', 'token.not-ocra', 'token.pin-invalid'],
  clearTokenPin: ['token.not-found', 'token.not-ocra'],
  actOnToken: ['token.not-found', 'token.transition-refused'],
  actOnTokens: [],
  bindToken: [
    'token.not-found',
    'token.revoked',
    'user.not-found',
    'binding.exists',
    'binding.other-organization',
    'binding.user-full',
    'binding.token-full',
  ],
  unbindToken: ['token.not-found', 'binding.not-found'],
  syncTokenByAdmin: ['token.not-found'],
  testTokenByAdmin: ['token.not-found'],
  distributeToken: [
    'token.not-found',
    'token.not-mobile',
    'token.revoked',
    'token.transition-refused',
    'distribution.site-disabled',
    'distribution.device-code-needed',
    'distribution.device-code-invalid',
    'distribution.profile-unsupported',
  ],
  cancelDistribution: ['token.not-found', 'distribution.not-found', 'distribution.ended'],

  inferTokenClock: READ_OTPS,
  adoptTokenClock: [
    ...READ_OTPS,
    'token.clock-not-found',
    'token.clock-ambiguous',
    'token.changed-meanwhile',
  ],
  syncTokenBatch: [],
  readTokenDrift: [],

  createImport: ['organization.not-found', 'import.file-missing', 'import.key-invalid', 'request.too-many'],
  readImport: ['import.not-found'],
  commitImport: ['import.not-found', 'import.not-checked', 'import.cancelled'],
  cancelImport: ['import.not-found'],
  readImportReport: ['import.not-found', 'import.not-checked'],

  listAgents: [],
  createAgent: ['agent.name-taken', 'agent.allow-invalid'],
  updateAgent: ['agent.not-found', 'agent.name-taken', 'agent.allow-invalid'],
  renewAgentKey: ['agent.not-found'],
  deleteAgent: ['agent.not-found', 'agent.in-use'],

  listBackends: [],
  createBackend: BACKEND_SETTINGS,
  readBackend: ['backend.not-found'],
  updateBackend: ['backend.not-found', 'backend.kind-fixed', 'backend.secret-needed', ...BACKEND_SETTINGS],
  deleteBackend: ['backend.not-found', 'backend.in-use'],
  testBackend: ['backend.not-found'],

  listEventSinks: [],
  createEventSink: EVENT_SINK,
  readEventSink: ['event-sink.not-found'],
  updateEventSink: ['event-sink.not-found', 'event-sink.kind-fixed', ...EVENT_SINK],
  deleteEventSink: ['event-sink.not-found'],
  testEventSink: ['event-sink.not-found'],

  listAudit: [],
  verifyAuditChain: [],

  readSettings: [],
  updateSettings: ['settings.invalid', ...ACCESS_RULES],
};
