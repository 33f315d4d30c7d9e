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
}

/** What the password hasher found out about the static part: valid only as long as the user still has this hash. */
export interface StaticCheck {
  readonly hash: string;
  readonly isRight: boolean;
}

/** `auth()`: static password + OTP in one field. */
export interface AuthJob extends JobBase {
  readonly kind: 'auth';
  readonly login: string;
  readonly password: string;
  readonly staticCheck?: StaticCheck;
}
/** `authToken()`, `sessionVerifyOtp()`, tests in centre and portal: the OTP alone, by user, by token, or by both. */
export interface OtpJob extends JobBase {
  readonly kind: 'otp';
  readonly login?: string;
  readonly serial?: string;
  readonly otp: string;
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
export type VerifyJob = AuthJob | OtpJob | SyncJob | ConfirmJob;

/** What a job ends in. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly serial: string; readonly login: string | undefined }
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** nothing was decided or written: check the static part with the hasher, then come again with `staticCheck` */
  | { readonly kind: 'static-check-needed'; readonly hash: string; readonly staticPassword: string }
  /** the first answer to the same request, given again; `undefined` code: the key was used for another request */
  | { readonly kind: 'answered-before'; readonly code: number | undefined };
