import { computeOtp, pureJsPrimitives } from '@lingpai/algorithms';
import type { Settings } from '@lingpai/contract';
import {
  NO_FACTOR,
  type Requester,
  type TokenSpec,
  type TokenState,
  type UserState,
  type VerificationSnapshot,
} from '@lingpai/domain';

/** 2026-01-01T00:00:00Z, a whole multiple of every usual time step. */
export const NEW_YEAR_MS = 1_767_225_600_000;
export const TEST_SEED = new TextEncoder().encode('12345678901234567890');
export const TOTP_SPEC: TokenSpec = {
  type: 'totp',
  hash: 'sha1',
  digits: 6,
  periodSeconds: 30,
  ocraSuite: undefined,
};
export const HOTP_SPEC: TokenSpec = {
  type: 'hotp',
  hash: 'sha1',
  digits: 6,
  periodSeconds: undefined,
  ocraSuite: undefined,
};
export const TEST_AGENT: Requester = { kind: 'agent', name: 'test-agent', source: '127.0.0.1' };

/** The product's defaults, with changes. */
export function aPolicy(change: Partial<Settings['verification']> = {}): Settings['verification'] {
  return {
    lookAheadCounters: 10,
    resyncCounters: 100,
    verifyWindowSteps: 1,
    resyncWindowSteps: 20,
    windowGrowthDays: 0,
    windowGrowthMaxSteps: 0,
    staticPasswordRequired: false,
    ...change,
  };
}
export function aLockout(change: Partial<Settings['lockout']> = {}): Settings['lockout'] {
  return {
    temporaryAfterFailures: 10,
    temporarySeconds: 60,
    temporaryMaxSeconds: 3600,
    permanentAfterFailures: 50,
    ...change,
  };
}

/** An enabled token whose sealed seed is the seed itself (the tests' vault opens it by doing nothing). */
export function aTokenState(change: Partial<TokenState> = {}): TokenState {
  return {
    id: 1,
    serial: '2600000000001',
    spec: TOTP_SPEC,
    status: 'enabled',
    sealedSeed: TEST_SEED,
    pending: undefined,
    startsAt: undefined,
    expiresAt: undefined,
    lastFactor: NO_FACTOR,
    driftSteps: 0,
    lastAcceptedAt: undefined,
    createdAt: NEW_YEAR_MS,
    failCount: 0,
    lockedUntil: 0,
    ...change,
  };
}

export function aUserState(change: Partial<UserState> = {}): UserState {
  return {
    id: 1,
    login: 'alice',
    isEnabled: true,
    staticPasswordRule: null,
    staticHash: undefined,
    staticLength: 0,
    otpFailCount: 0,
    otpLockedUntil: 0,
    staticFailCount: 0,
    staticLockedUntil: 0,
    ...change,
  };
}

/** What a token with this spec and seed shows at a factor. */
export function otpOf(spec: TokenSpec, movingFactor: number, seed: Uint8Array = TEST_SEED): string {
  return computeOtp({ primitives: pureJsPrimitives, spec, seed, movingFactor });
}

/** A snapshot of one user with these tokens. */
export function aSnapshot(user: UserState | undefined, tokens: readonly TokenState[]): VerificationSnapshot {
  return {
    users: new Map(user === undefined ? [] : [[user.login, user]]),
    tokenIdsOfUser: new Map(user === undefined ? [] : [[user.id, tokens.map((t) => t.id)]]),
    tokenIdBySerial: new Map(tokens.map((t) => [t.serial, t.id])),
    tokens: new Map(tokens.map((t) => [t.id, t])),
    answers: new Map(),
  };
}
