import { type ResultName, codeOf } from '@lingpai/contract';

/** Why a verification was not accepted: what the audit log says. */
export const REASON_RESULTS = {
  'unknown-user': 'OTPR_UID_NOTEXIST',
  'user-disabled': 'OTPR_USER_INACTIVE',
  'user-not-started': 'OTPR_USER_INACTIVE',
  'user-expired': 'OTPR_USER_INACTIVE',
  'outside-hours': 'OTPR_LOGIN_LOCKED',
  'place-not-allowed': 'OTPR_LOGIN_LOCKED',
  'client-locked': 'OTPR_LOGIN_LOCKED',
  'user-locked-temporary': 'OTPR_USER_TEMP_LOCKED',
  'user-locked-permanent': 'OTPR_USER_LONG_LOCKED',
  'no-token': 'OTPR_USER_TOKEN_NOBIND',
  'unknown-token': 'OTPR_TOKEN_INVALID',
  'token-lost': 'OTPR_TOKEN_LOCKED',
  'token-disabled': 'OTPR_TOKEN_DISABLE',
  'token-revoked': 'OTPR_TOKEN_LOGOUT',
  'token-expired': 'OTPR_TOKEN_EXPIRED',
  'token-not-started': 'OTPR_TOKEN_STATE_EXCEPTION',
  'token-locked-temporary': 'OTPR_TOKEN_TEMP_LOCKED',
  'token-locked-permanent': 'OTPR_TOKEN_LONG_LOCKED',
  'not-activated': 'OTPR_TOKEN_STATE_EXCEPTION',
  'wrong-method': 'OTPR_AUMTHD_INVALID',
  'seed-unreadable': 'OTPR_KEY_INVALID',
  'static-password-missing': 'OTPR_PIN_NEEDVERIFY',
  'static-password-not-set': 'OTPR_PIN_NOTINIT',
  'static-password-wrong': 'OTPR_PIN_INVALID',
  'static-password-initial': 'OTPR_PIN_DEATH',
  'static-password-expired': 'OTPR_PIN_DEATH',
  'old-password-wrong': 'OTPR_USER_OLD_PIN',
  'third-party-password-missing': 'OTPR_LDPA_THIRD_AUTH',
  'third-party-password-wrong': 'OTPR_LDPA_THIRD_AUTH',
  'backend-unavailable': 'OTPR_LDPA_THIRD_AUTH',
  'backend-not-configured': 'OTPR_NOFIND_THIRD_AUTH_CONF',
  'backend-filter-wrong': 'OTPR_THIRD_AUTH_FILTER_ERR',
  'emergency-password-wrong': 'OTPR_EMPIN_INVALID',
  'emergency-password-expired': 'OTPR_EMPIN_DEATH',
  'challenge-unknown': 'OTPR_CHLGE_INVLID',
  'challenge-used': 'OTPR_CHLGE_INVLID',
  'challenge-expired': 'OTPR_CHLGE_INVLID',
  'suite-unusable': 'OTPR_SUITE_INVALID',
  'pin-not-set': 'OTPR_SUITE_INVALID',
  'pin-unreadable': 'OTPR_KEY_INVALID',
  'session-info-missing': 'OTPR_PARAM_INVALID',
  'session-info-unfit': 'OTPR_CHALLENGE_LEN_ERR',
  'question-unfit': 'OTPR_CHALLENGE_LEN_ERR',
  'question-repeated': 'OTPR_GEN_CHLG_FAIL',
  'no-question-left': 'OTPR_GEN_CHALLENGE_FAILED',
  'asked-too-often': 'OTPR_GEN_CHALLENGE_FAILED',
  malformed: 'OTPR_OTP_LENNOTEQUAL_EMPIN',
  'no-match': 'OTPR_OTP_INVALID',
  replayed: 'OTPR_OTP_INVALID',
  'resync-needed': 'OTPR_NEED_SYNC',
  'resync-failed': 'OTPR_SYNC_FAILED',
  'several-tokens': 'OTPR_USER_BIND_MORE_TOKEN',
} as const satisfies Record<string, ResultName>;

export type Reason = keyof typeof REASON_RESULTS;

/** The number an agent hears for a reason; 0 for none. */
export function codeOfReason(reason: Reason | undefined): number {
  return reason === undefined ? 0 : codeOf(REASON_RESULTS[reason]);
}

/** Makes the compiler complain about a case that a switch forgot. */
export function assertNever(value: never): never {
  throw new TypeError(`Cannot handle ${String(value)}: no such case`);
}
