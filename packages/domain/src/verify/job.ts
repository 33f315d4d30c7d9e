import type { ThirdPartyVerdict } from '../ports/third-party.ts';
import type { Reason } from './outcome.ts';

/** Who asks, for the audit log. */
export interface Requester {
  readonly kind: 'agent' | 'admin' | 'cli' | 'phone' | 'system';
  readonly name: string;
  /** address the request came from; empty when it came from this machine's console */
  readonly source: string;
}

/** Makes a retry get the first answer. Both parts are keyed digests: nothing of the request can be read from them. */
export interface Idempotency {
  readonly scope: string;
  readonly requestHash: string;
}

interface JobBase {
  readonly requester: Requester;
  readonly idempotency?: Idempotency;
  /** address the person calls from, as the agent says; undefined: it says nothing */
  readonly clientAddress?: string;
}

/** What was found out beside the transaction, because it takes long: Argon2id, a back-end. */
export interface Checks {
  /** epoch ms: when the OTP was looked at first; time goes by while others are asked */
  readonly asOf: number;
  /** valid only as long as the user still has this hash */
  readonly staticPassword?: { readonly hash: string; readonly isRight: boolean };
  /** valid only as long as the user still has this back-end */
  readonly thirdParty?: { readonly backendId: number | null; readonly verdict: ThirdPartyVerdict };
  /** a hash was computed that nobody asked about */
  readonly isHashSpent?: boolean;
}

/** `auth()`: third-party password + static password + OTP in one field. */
export interface AuthJob extends JobBase {
  readonly kind: 'auth';
  readonly login: string;
  readonly password: string;
  readonly checks?: Checks;
}
/** `authToken()`, `sessionVerifyOtp()`, tests in centre and portal: the OTP alone, by user, by token, or by both. */
export interface OtpJob extends JobBase {
  readonly kind: 'otp';
  readonly login?: string;
  readonly serial?: string;
  readonly otp: string;
  /** of the session's live challenge: its answer is no OTP */
  readonly challengeKey?: string;
}
/** `sync()`, `syncToken()`, `sessionSyncOTP()`: two consecutive OTPs. */
export interface SyncJob extends JobBase {
  readonly kind: 'sync';
  readonly login?: string;
  readonly serial?: string;
  readonly otp: string;
  readonly nextOtp: string;
}
/** First OTP of a phone that claimed a distribution: tried against that distribution's seed alone. */
export interface ConfirmJob extends JobBase {
  readonly kind: 'confirm';
  readonly serial: string;
  readonly distributionId: number;
  readonly otp: string;
}
/** `sessionAuth()`, a signature: the answer to a challenge. */
export interface AnswerJob extends JobBase {
  readonly kind: 'answer';
  readonly agentId: number;
  readonly challengeKey: string;
  readonly response: string;
}
/** Proves the old static password, to set a new one. */
export interface StaticPasswordJob extends JobBase {
  readonly kind: 'static-password';
  readonly login: string;
  readonly password: string;
  readonly checks?: Checks;
}
export type VerifyJob = AuthJob | OtpJob | SyncJob | ConfirmJob | AnswerJob | StaticPasswordJob;

/**
 * What has to be found out before a job can be decided: a static password by its hash, a third-party password by a back-end. `hash-alone`:
 * there is nothing to find out, but who has to be looked like somebody with a password costs one hash too, before it is refused and counted.
 */
export type NeededCheck =
  | { readonly check: 'hash-alone' }
  | { readonly check: 'static-password'; readonly hash: string; readonly password: string }
  | {
      readonly check: 'third-party';
      readonly backendId: number | null;
      readonly login: string;
      readonly password: string;
    };

/** What a job ends in. */
export type Outcome =
  | {
      readonly kind: 'accepted';
      /** empty: no token was asked for */
      readonly serial: string;
      readonly login: string | undefined;
      readonly method?: 'emergency-password';
    }
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** nothing was decided or written: find this out, then come again with `checks` */
  | ({ readonly kind: 'check-needed'; readonly asOf: number } & NeededCheck)
  /** the first answer to the same request, given again; `undefined` code: the key was used for another request */
  | { readonly kind: 'answered-before'; readonly code: number | undefined };
