import { codeOf } from '@lingpai/contract';
import type { OperationId } from './operations.ts';

interface Example {
  readonly summary: string;
  readonly value: unknown;
}
/** What a call may look like, by name. */
export interface CallExamples {
  readonly request?: Readonly<Record<string, Example>>;
  readonly answer?: Readonly<Record<string, Example>>;
}

const LOGIN = 'zhang.san';
const SERIAL = '2700000000017';
const OTPS = { otp: '614203', nextOtp: '859117' };
const EXPIRES_AT = 1_767_225_780_000;

const one = (summary: string, value: unknown) => ({ example: { summary, value } });
const VERDICTS = {
  accepted: { summary: 'Accepted', value: { code: codeOf('OTPR_OK') } },
  wrong: { summary: 'The OTP is wrong, or was used before', value: { code: codeOf('OTPR_OTP_INVALID') } },
  'synchronise-first': {
    summary: 'The token’s clock or counter is off: ask for two OTPs, and call `agentSync`',
    value: { code: codeOf('OTPR_NEED_SYNC') },
  },
  locked: {
    summary: 'Too many wrong tries: locked for a time',
    value: { code: codeOf('OTPR_USER_TEMP_LOCKED') },
  },
};
const SYNCHRONISED = {
  accepted: { summary: 'Synchronised; both OTPs are used up', value: { code: codeOf('OTPR_OK') } },
  failed: { summary: 'Not two consecutive OTPs of this token', value: { code: codeOf('OTPR_SYNC_FAILED') } },
};

/** Examples of the calls an integrator begins with; a test checks each against its schema. */
export const EXAMPLES: Readonly<Partial<Record<OperationId, CallExamples>>> = {
  agentAuth: {
    request: {
      otp: { summary: 'OTP alone', value: { userId: LOGIN, password: '614203' } },
      'static-and-otp': {
        summary: 'Static password and OTP, where the policy asks for both: one after the other, no separator',
        value: { userId: LOGIN, password: 's3cret614203', clientAddress: '203.0.113.7' },
      },
    },
    answer: VERDICTS,
  },
  agentAuthToken: {
    request: one('By serial', { serial: SERIAL, otp: OTPS.otp, clientAddress: '203.0.113.7' }),
    answer: VERDICTS,
  },
  agentSync: {
    request: one('The OTP shown now, and the next', { userId: LOGIN, ...OTPS }),
    answer: SYNCHRONISED,
  },
  agentSyncToken: {
    request: one('The OTP shown now, and the next', { serial: SERIAL, ...OTPS }),
    answer: SYNCHRONISED,
  },
  agentRetryToken: {
    request: one('By serial', { serial: SERIAL }),
    answer: one('Seven tries left', { code: codeOf('OTPR_OK'), remaining: 7 }),
  },
  changeAgentStaticPassword: {
    request: one('Old and new', { userId: LOGIN, oldPassword: 's3cret', newPassword: 'n3w-s3cret' }),
    answer: { accepted: VERDICTS.accepted },
  },
  startAgentSignature: {
    request: one('A transfer', {
      userId: LOGIN,
      fields: [
        { label: 'Account', value: '6222020200012345678' },
        { label: 'Amount', value: '1000.00 CNY' },
      ],
    }),
    answer: one('Show the challenge, or the QR code', {
      code: codeOf('OTPR_OK'),
      signatureId: 'vKk7Wm1cR0e0Jv2xw6cY5A',
      challenge: '73825212',
      expiresAt: EXPIRES_AT,
    }),
  },
  verifyAgentSignature: {
    request: one('What the token shows', { signature: '482916' }),
    answer: { accepted: VERDICTS.accepted, wrong: VERDICTS.wrong },
  },
  openAgentSession: {
    request: one('For a person at this address', { clientAddress: '203.0.113.7' }),
    answer: one('Opened', {
      code: codeOf('OTPR_OK'),
      sessionId: 'q2X0a7mWb3k9N5tYv1cR8Q',
      expiresAt: EXPIRES_AT,
    }),
  },
  setAgentSessionUser: {
    request: one('Whose OTPs follow', { userId: LOGIN }),
    answer: { accepted: VERDICTS.accepted },
  },
  setAgentSessionToken: {
    request: one('Which token answers', { serial: SERIAL }),
    answer: { accepted: VERDICTS.accepted },
  },
  verifyAgentSessionOtp: { request: one('OTP', { otp: OTPS.otp }), answer: VERDICTS },
  syncAgentSessionOtp: { request: one('The OTP shown now, and the next', OTPS), answer: SYNCHRONISED },
  makeAgentSessionChallenge: {
    request: {
      'one-way': { summary: 'Challenge and response', value: {} },
      mutual: { summary: 'Mutual: the server answers first', value: { clientChallenge: '31415926' } },
    },
    answer: one('To be typed into the token', {
      code: codeOf('OTPR_OK'),
      challenge: '73825212',
      expiresAt: EXPIRES_AT,
    }),
  },
  answerAgentSessionChallenge: {
    request: one('What the token shows', { response: '482916' }),
    answer: { accepted: VERDICTS.accepted, wrong: VERDICTS.wrong },
  },
  signIn: { request: one('Administrator', { login: 'boss', password: 'plum-Tram-4471' }) },
  createOrganization: { request: one('Below another', { parentId: 1, name: 'Research' }) },
  createUser: {
    request: one('With a static password beside the OTP', {
      login: LOGIN,
      organizationId: 2,
      name: '张三',
      email: 'zhang.san@example.com',
      staticPasswordRule: 'required',
      staticPassword: 's3cret-words',
    }),
  },
  createTokens: { request: one('A hundred time tokens for phones', { organizationId: 2, count: 100 }) },
  bindToken: { request: one('To a user', { login: LOGIN }) },
  actOnToken: { request: one('Report lost', { action: 'report-lost' }) },
  distributeToken: {
    request: one('QR code and a random activation password', { mode: 'online', password: 'random' }),
  },
  createAgent: {
    request: one('From two networks', {
      name: 'e-banking',
      allow: ['10.1.0.0/16', '10.2.0.0/16'],
      servers: ['https://otp.example.com'],
    }),
  },
  createBackend: {
    request: one('Active Directory over TLS', {
      name: 'corp',
      ldap: { urls: ['ldaps://dc1.corp.example.com'], bindName: '{login}@corp.example.com' },
    }),
  },
  createEventSink: {
    request: one('Refused authentications to a webhook', {
      name: 'siem',
      webhook: { url: 'https://siem.example.com/otp', allowHttp: false, caPem: '' },
      filter: { actions: ['auth', 'auth-token', 'auth-otp'], outcome: 'refused', reasons: [] },
    }),
  },
};
