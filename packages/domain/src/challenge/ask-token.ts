import type { OcraSuite, Primitives } from '@lingpai/algorithms';
import type { Asker } from '../ports/challenge-store.ts';
import type { SecretVault } from '../ports/secret-vault.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, Random } from '../ports/world.ts';
import { pinContext } from '../token/token-pin.ts';
import { digestEmergencyPassword } from '../user/emergency-digest.ts';
import { type Attempt, type DecideContext, openAttempt } from '../verify/attempt.ts';
import type { OtpJob, Requester } from '../verify/job.ts';
import { VerificationLedger } from '../verify/ledger.ts';
import type { Reason } from '../verify/outcome.ts';
import { isKnownAt } from '../verify/lockout.ts';
import { sourceOf } from '../verify/source.ts';
import type { ChallengeState, TokenState } from '../verify/state.ts';
import { isKnownSource, sourceStateOf } from '../verify/subject-lock.ts';
import { loginKey } from '../user/login-key.ts';
import { type AskedToken, findAskedToken } from './asked-token.ts';
import { findUsableSuite, inputObstacle } from './usable-suite.ts';

export interface ChallengeWorld {
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
}

/** Who asks whom. User, token, or both. */
export interface AskInput {
  readonly agentId: number;
  readonly login?: string | undefined;
  readonly serial?: string | undefined;
  readonly requester: Requester;
  /** address the person calls from, as the agent says */
  readonly clientAddress?: string | undefined;
  /** what the application says of its session, for a suite that has it go in (S) */
  readonly sessionInfo?: Uint8Array | undefined;
}

/** A token that can be asked in this suite. */
export interface Askable extends AskedToken {
  readonly parsed: OcraSuite;
  readonly context: DecideContext;
  readonly asker: Asker;
}

/** Finds the token, by the rules its answer will be judged by. */
export async function findAskable(
  input: AskInput & { readonly kind: ChallengeState['kind']; readonly isMutual: boolean },
  stores: Stores,
  world: ChallengeWorld,
): Promise<Askable | Reason> {
  const job = jobOf(input);
  const { login, serial } = input;
  const { snapshot, signatureSuites } = await stores.challenges.readAsked({
    login,
    serial,
    source: sourceOf(job),
  });
  const context = await contextOf(stores, world);
  const attempt: Attempt<OtpJob> = openAttempt(job, new VerificationLedger(snapshot), context);
  const found = findAskedToken({ kind: input.kind, signatureSuites }, attempt);
  if (typeof found === 'string') return found;
  const parsed = findUsableSuite(found.suite, { token: found.token, isMutual: input.isMutual });
  if (parsed === undefined) return 'suite-unusable';
  const { sessionInfo } = input;
  const asker = { source: attempt.source, isKnown: isKnownAsker(found.token, attempt) };
  return inputObstacle(parsed, { token: found.token, sessionInfo }) ?? { ...found, parsed, context, asker };
}

function isKnownAsker(token: TokenState, attempt: Attempt<OtpJob>): boolean {
  const { job, ledger, context } = attempt;
  const user = job.login === undefined ? undefined : ledger.findUser(loginKey(job.login));
  if (user !== undefined) return isKnownSource(user, attempt);
  return isKnownAt(sourceStateOf('token', token.id, attempt).knownAt, context.nowMs, context.lockout);
}

/** Obstacles are those of an OTP. */
function jobOf({ login, serial, requester, clientAddress }: AskInput): OtpJob {
  return {
    kind: 'otp',
    otp: '',
    requester,
    ...(login !== undefined && { login }),
    ...(serial !== undefined && { serial }),
    ...(clientAddress !== undefined && { clientAddress }),
  };
}

async function contextOf({ settings }: Stores, world: ChallengeWorld): Promise<DecideContext> {
  const { verification, lockout, staticPassword, access } = await settings.read();
  const { vault, primitives, clock } = world;
  return {
    nowMs: clock.nowMs(),
    policy: verification,
    lockout,
    staticPassword,
    access,
    primitives,
    openSeed: (serial, sealed) => vault.open({ purpose: 'token-seed', recordId: serial }, sealed),
    openPin: (serial, sealed) => vault.open(pinContext(serial), sealed),
    digestEmergency: (userId, typed) => digestEmergencyPassword(vault, userId, typed),
  };
}
