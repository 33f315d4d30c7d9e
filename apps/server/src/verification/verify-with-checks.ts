import type {
  Checks,
  NeededCheck,
  Outcome,
  PasswordHasher,
  ThirdPartyAuthenticator,
  VerifyJob,
} from '@lingpai/domain';
import type { Verifier } from '../context.ts';

/** A hash or a back-end may change between two passes; then it is asked again, but not for ever. */
const MAX_PASSES = 6;
export type FinalOutcome = Exclude<Outcome, { kind: 'check-needed' }>;

export interface CheckWorld {
  readonly verifier: Verifier;
  readonly passwordHasher: PasswordHasher;
  readonly thirdParty: ThirdPartyAuthenticator;
}

/**
 * Verifies, and finds out about passwords where the policy asks for them: outside of the transaction, because Argon2id takes milliseconds
 * and a back-end may take seconds. The transaction accepts what was found out only for the hash and back-end it was found out for.
 */
export async function verifyWithChecks(job: VerifyJob, world: CheckWorld): Promise<FinalOutcome> {
  let checks: Checks | undefined;
  for (let passes = 0; passes < MAX_PASSES; passes += 1) {
    const outcome = await world.verifier.verify(withChecks(job, checks));
    if (outcome.kind !== 'check-needed') {
      if (outcome.kind === 'refused' && outcome.isHashDue === true) await spendOneHash(world);
      return outcome;
    }
    checks = { ...checks, asOf: outcome.asOf, ...(await findOut(outcome, world)) };
  }
  return { kind: 'refused', reason: 'static-password-wrong' };
}

function withChecks(job: VerifyJob, checks: Checks | undefined): VerifyJob {
  const isChecked = job.kind === 'auth' || job.kind === 'static-password';
  return checks === undefined || !isChecked ? job : { ...job, checks };
}

async function findOut(
  needed: NeededCheck,
  { passwordHasher, thirdParty }: CheckWorld,
): Promise<Omit<Checks, 'asOf'>> {
  if (needed.check === 'static-password') {
    const { hash, password } = needed;
    return { staticPassword: { hash, isRight: await passwordHasher.verify(password, hash) } };
  }
  const { backendId, login, password } = needed;
  return { thirdParty: { backendId, verdict: await thirdParty.check({ backendId, login, password }) } };
}

/** Costs what a check costs, and finds out nothing. */
async function spendOneHash({ passwordHasher }: CheckWorld): Promise<void> {
  await passwordHasher.hash('');
}
