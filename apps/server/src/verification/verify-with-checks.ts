import {
  type Checks,
  type NeededCheck,
  type Outcome,
  type PasswordHasher,
  type ThirdPartyAuthenticator,
  type ThirdPartyVerdict,
  type VerifyJob,
  sourceOf,
} from '@lingpai/domain';
import type { Verifier } from '../context.ts';
import type { Origin } from '../crypto/fair-queue.ts';
import type { HashGate } from '../crypto/hash-gate.ts';
import type { LoginTurns, Turn } from './login-turns.ts';

/** A hash or a back-end may change between two passes; then it is asked again, but not for ever. */
const MAX_PASSES = 6;
export type FinalOutcome = Exclude<Outcome, { kind: 'check-needed' }>;
type ThirdPartyCheck = Extract<NeededCheck, { check: 'third-party' }>;

export interface CheckWorld {
  readonly verifier: Verifier;
  readonly hashGate: HashGate;
  readonly thirdParty: ThirdPartyAuthenticator;
  readonly loginTurns: LoginTurns;
  /** Has the caller hung up? What waits for its turn is not done then. */
  readonly isGone?: () => boolean;
}

/**
 * Verifies, and finds out about passwords where the policy asks for them: outside of the transaction, because Argon2id takes milliseconds
 * and a back-end may take seconds. The transaction accepts what was found out only for the hash and back-end it was found out for.
 *
 * @throws {BusyError} when too much is asked at the same time; nothing was counted or used up then
 */
export async function verifyWithChecks(job: VerifyJob, world: CheckWorld): Promise<FinalOutcome> {
  const questions = new Questions(job, world);
  try {
    let checks: Checks | undefined;
    for (let passes = 0; passes < MAX_PASSES; passes += 1) {
      const outcome = await world.verifier.verify(withChecks(job, checks));
      if (outcome.kind !== 'check-needed') return outcome;
      // While others were asked about the same login it may have been locked.
      if (outcome.check === 'third-party' && (await questions.hasWaitedForTurn(outcome))) continue;
      checks = { ...checks, asOf: outcome.asOf, ...(await questions.findOut(outcome)) };
    }
    return { kind: 'refused', reason: 'static-password-wrong' };
  } finally {
    questions.end();
  }
}

/** A hasher whose turns are those of whoever asks for the job. */
export function hasherFor(
  job: Pick<VerifyJob, 'requester' | 'clientAddress'>,
  { hashGate, isGone }: Pick<CheckWorld, 'hashGate' | 'isGone'>,
): PasswordHasher {
  return hashGate.hasherFor({ lane: 'login', ...originOf(job), ...(isGone && { isGone }) });
}

/** What one job has to find out. The turn at its login is its own until what was found out is counted. */
class Questions {
  readonly #job: VerifyJob;
  readonly #world: CheckWorld;
  #turn: Turn | undefined;
  #verdict: ThirdPartyVerdict | undefined;

  constructor(job: VerifyJob, world: CheckWorld) {
    this.#job = job;
    this.#world = world;
  }

  async hasWaitedForTurn({ backendId, login }: ThirdPartyCheck): Promise<boolean> {
    if (this.#turn !== undefined) return false;
    const { loginTurns, isGone } = this.#world;
    const key = `${backendId ?? ''} ${login}`;
    this.#turn = await loginTurns.take({ key, ...originOf(this.#job), isGone });
    return this.#turn.kind === 'waited';
  }

  async findOut(needed: NeededCheck): Promise<Omit<Checks, 'asOf'>> {
    switch (needed.check) {
      case 'hash-alone':
        // Costs what a check costs, and finds out nothing.
        await hasherFor(this.#job, this.#world).hash('');
        return { isHashSpent: true };
      case 'static-password': {
        const { hash, password } = needed;
        const isRight = await hasherFor(this.#job, this.#world).verify(password, hash);
        return { staticPassword: { hash, isRight } };
      }
      case 'third-party':
        return { thirdParty: { backendId: needed.backendId, verdict: await this.#askBackend(needed) } };
    }
  }

  end(): void {
    this.#turn?.end(this.#verdict === 'unavailable');
  }

  async #askBackend({ backendId, login, password }: ThirdPartyCheck): Promise<ThirdPartyVerdict> {
    const isAsked = this.#turn?.kind !== 'unanswered';
    this.#verdict = isAsked
      ? await this.#world.thirdParty.check({ backendId, login, password })
      : 'unavailable';
    return this.#verdict;
  }
}

function withChecks(job: VerifyJob, checks: Checks | undefined): VerifyJob {
  const isChecked = job.kind === 'auth' || job.kind === 'static-password';
  return checks === undefined || !isChecked ? job : { ...job, checks };
}

function originOf(job: Pick<VerifyJob, 'requester' | 'clientAddress'>): Origin {
  return { group: `${job.requester.kind}:${job.requester.name}`, source: sourceOf(job) };
}
