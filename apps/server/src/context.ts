import type { Primitives } from '@lingpai/algorithms';
import type {
  Clock,
  Outcome,
  PasswordHasher,
  Random,
  SecretVault,
  ThirdPartyAuthenticator,
  UnitOfWork,
  VerifyJob,
} from '@lingpai/domain';
import type { BackendPool } from './backends/backend-pool.ts';
import type { HashGate } from './crypto/hash-gate.ts';
import type { LoginTurns } from './verification/login-turns.ts';

/** Decides verifications durably; in the server it is a worker thread, on the command line this process. */
export interface Verifier {
  verify(job: VerifyJob): Promise<Outcome>;
  close(): Promise<void>;
}

/** Everything a route or a command works with. Made once, in `compose.ts`. */
export interface AppContext {
  readonly store: UnitOfWork;
  readonly verifier: Verifier;
  /** checks third-party passwords */
  readonly thirdParty: ThirdPartyAuthenticator;
  /** the same, for whoever manages back-ends */
  readonly backends: BackendPool;
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly random: Random;
  /** of administrators who are signed in, and of the command line */
  readonly passwordHasher: PasswordHasher;
  /** where everybody else's hashes wait their turn */
  readonly hashGate: HashGate;
  /** where questions to back-ends about the same login wait for each other */
  readonly loginTurns: LoginTurns;
  readonly primitives: Primitives;
  /** data directory, absolute */
  readonly dataDir: string;
  /** address of the phone-facing listener as this server sees it, e.g. http://localhost:58004; for QR codes when no site is set */
  readonly phoneUrl: string;
  /** address of the internal listener, for `.acf` files when none is named */
  readonly internalUrl: string;
}
