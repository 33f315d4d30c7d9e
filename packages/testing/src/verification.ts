import { computeOtp, pureJsPrimitives } from '@lingpai/algorithms';
import type { Settings } from '@lingpai/contract';
import {
  type DecideContext,
  NO_FACTOR,
  NO_FAILURES,
  type Requester,
  type SourceState,
  type TokenSpec,
  type TokenState,
  type UserState,
  type VerificationSnapshot,
  sourceKey,
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
    firstUseWindowSteps: 0,
    isAutoResyncEnabled: true,
    otpRequired: true,
    staticPasswordRequired: false,
    thirdPartyRequired: false,
    challengeValidSeconds: 180,
    signatureValidSeconds: 300,
    ...change,
  };
}
export function aLockout(change: Partial<Settings['lockout']> = {}): Settings['lockout'] {
  return {
    temporaryAfterFailures: 10,
    temporarySeconds: 60,
    temporaryMaxSeconds: 3600,
    permanentAfterFailures: 50,
    allSourcesAfterFailures: 50,
    clientAfterFailures: 100,
    knownSourceDays: 90,
    forgetAfterHours: 24,
    isUnlockedByTwoOtps: true,
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
    sealedPin: undefined,
    startsAt: undefined,
    expiresAt: undefined,
    lastFactor: NO_FACTOR,
    driftSteps: 0,
    lastAcceptedAt: undefined,
    createdAt: NEW_YEAR_MS,
    failCount: 0,
    lockedUntil: 0,
    failedAt: 0,
    sourceLockedUntil: 0,
    heldTries: 0,
    heldSince: 0,
    resync: undefined,
    spentFactors: [],
    isCounterDoubted: false,
    ...change,
  };
}

export function aUserState(change: Partial<UserState> = {}): UserState {
  return {
    id: 1,
    login: 'alice',
    isEnabled: true,
    validFrom: undefined,
    validUntil: undefined,
    accessRules: undefined,
    otpRule: null,
    staticPasswordRule: null,
    thirdPartyRule: null,
    backendId: null,
    staticHash: undefined,
    staticLength: 0,
    staticSetAt: undefined,
    staticMustChange: false,
    emergency: undefined,
    failedAt: 0,
    sourceLockedUntil: 0,
    heldTries: 0,
    heldSince: 0,
    ...NO_FAILURES,
    ...change,
  };
}

/** What a token with this spec and seed shows at a factor. */
export function otpOf(spec: TokenSpec, movingFactor: number, seed: Uint8Array = TEST_SEED): string {
  return computeOtp({ primitives: pureJsPrimitives, spec, seed, movingFactor });
}

/** What deciding needs, with a vault that opens by doing nothing and digests that are the text. */
export function aContext(change: Partial<DecideContext> = {}): DecideContext {
  return {
    nowMs: NEW_YEAR_MS,
    policy: aPolicy(),
    lockout: aLockout(),
    staticPassword: {
      minLength: 4,
      maxLength: 64,
      minCharacterClasses: 1,
      isGuessableRefused: false,
      historyCount: 3,
      maxAgeDays: 0,
      isInitialChangeRequired: false,
    },
    access: { rules: [] },
    primitives: pureJsPrimitives,
    openSeed: (_, sealed) => {
      if (sealed.length === 0) throw new Error('cannot open');
      return sealed;
    },
    openPin: (_, sealed) => sealed,
    digestEmergency: (_, typed) => new TextEncoder().encode(typed),
    ...change,
  };
}

/** What `TEST_AGENT` did to user 1, said by its source. */
export function aSourceState(change: Partial<SourceState> = {}): SourceState {
  return {
    kind: 'user',
    subjectId: 1,
    source: 'agent:test-agent|127.0.0.1',
    knownAt: undefined,
    proof: undefined,
    heldTries: 0,
    heldSince: 0,
    changedAt: NEW_YEAR_MS - 1000,
    ...NO_FAILURES,
    ...change,
  };
}

/** A snapshot of one user with these tokens. */
export function aSnapshot(
  user: UserState | undefined,
  tokens: readonly TokenState[],
  sources: readonly SourceState[] = [],
): VerificationSnapshot {
  return {
    users: new Map(user === undefined ? [] : [[user.login, user]]),
    tokenIdsOfUser: new Map(user === undefined ? [] : [[user.id, tokens.map((t) => t.id)]]),
    tokenIdBySerial: new Map(tokens.map((t) => [t.serial, t.id])),
    tokens: new Map(tokens.map((t) => [t.id, t])),
    answers: new Map(),
    sources: new Map(sources.map((state) => [sourceKey(state), state])),
    clients: new Map(),
    challenges: new Map(),
  };
}
