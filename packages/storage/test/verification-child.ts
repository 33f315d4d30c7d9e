import { SqliteVerificationStore } from '@lingpai/storage';
import { HOTP_SPEC, TEST_AGENT, otpOf } from '@lingpai/testing';
import { VerificationWorld, chainOf } from './verification-world.ts';

/** Verifies one OTP in a process of its own (with limits of its own), and prints how that ended. */
const [path = '', serial = ''] = process.argv.slice(2);
const world = new VerificationWorld(undefined as never);
const ending = await verifyOnce().catch((error: unknown) =>
  error instanceof Error ? error.name : 'unknown',
);
process.stdout.write(ending);

async function verifyOnce(): Promise<string> {
  const verifier = world.verifierOver(new SqliteVerificationStore(path, chainOf('child')));
  return (await verifier.verify({ kind: 'otp', serial, otp: otpOf(HOTP_SPEC, 0), requester: TEST_AGENT }))
    .kind;
}
