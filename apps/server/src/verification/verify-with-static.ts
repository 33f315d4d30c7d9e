import type { Outcome, PasswordHasher, VerifyJob } from '@lingpai/domain';
import type { Verifier } from '../context.ts';

/** The hash may change between the two passes; then the check is repeated, but not for ever. */
const MAX_PASSES = 4;
export type FinalOutcome = Exclude<Outcome, { kind: 'static-check-needed' }>;

/**
 * Verifies, and checks the static password where the policy asks for it: outside of the transaction, because Argon2id takes
 * milliseconds. The transaction accepts the result only for the hash it was made for.
 */
export async function verifyWithStatic(
  job: VerifyJob,
  verifier: Verifier,
  hasher: PasswordHasher,
): Promise<FinalOutcome> {
  let next = job;
  for (let passes = 0; passes < MAX_PASSES; passes += 1) {
    const outcome = await verifier.verify(next);
    if (outcome.kind !== 'static-check-needed' || job.kind !== 'auth') return outcome as FinalOutcome;
    next = {
      ...job,
      staticCheck: { hash: outcome.hash, isRight: await hasher.verify(outcome.staticPassword, outcome.hash) },
    };
  }
  return { kind: 'refused', reason: 'static-password-wrong' };
}
