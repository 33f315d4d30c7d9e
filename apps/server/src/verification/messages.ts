import type { Outcome, VerifyJob } from '@lingpai/domain';
import type { WrappedDataKey } from '@lingpai/seed-vault';
import type { VerificationConfig } from './open-verification.ts';

/** What the verification thread is started with. */
export interface VerificationThreadData {
  readonly config: VerificationConfig;
  readonly masterKey: Uint8Array;
  readonly dataKeys: readonly WrappedDataKey[];
}

export type NumberedJobs = readonly (readonly [id: number, job: VerifyJob])[];
export type NumberedOutcomes = readonly (readonly [id: number, outcome: Outcome])[];

export type ToThread =
  /** `jobs`: JSON of `NumberedJobs`; text crosses threads in half the time that objects take */
  | { readonly kind: 'verify'; readonly jobs: string }
  | { readonly kind: 'keys'; readonly masterKey: Uint8Array; readonly dataKeys: readonly WrappedDataKey[] }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'ready' }
  /** `outcomes`: JSON of `NumberedOutcomes` */
  | { readonly kind: 'outcomes'; readonly outcomes: string }
  /** not decided: the store could not do it (`isUnavailable`), or a mistake of ours */
  | {
      readonly kind: 'failed';
      readonly ids: readonly number[];
      readonly message: string;
      readonly isUnavailable: boolean;
    };
