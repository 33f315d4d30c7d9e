import type { TokenSpec } from '../token/token-spec.ts';
import type { TokenHandle } from './token-store.ts';

/** A token as the inference of its clock sees it. */
export interface TokenClockRecord extends TokenHandle {
  readonly spec: TokenSpec;
  /** undefined: no phone has activated it */
  readonly sealedSeed: Uint8Array | undefined;
  /** last accepted counter or time step; NO_FACTOR: none */
  readonly lastFactor: number;
  readonly driftSteps: number;
}

/** Enabled time tokens of one drift. */
export interface DriftGroup {
  readonly driftSteps: number;
  readonly periodSeconds: number;
  /** false: no OTP was ever accepted, so nobody knows the drift */
  readonly isUsed: boolean;
  readonly count: number;
}

/** What the administrator's tools for synchronisation ask. Tokens of unfinished imports are in none of these. */
export interface TokenClockStore {
  read(serial: string): Promise<TokenClockRecord | undefined>;
  /** for a change: the row is locked to the end of the transaction */
  lock(serial: string): Promise<TokenClockRecord | undefined>;
  /**
   * Gives the token another spec and clock, and lifts its locks, on condition that nothing was accepted since `before` and that the factor
   * rises.
   *
   * @returns false when the condition did not hold; nothing was changed then
   */
  adopt(
    before: TokenClockRecord,
    clock: {
      readonly spec: TokenSpec;
      readonly lastFactor: number;
      readonly driftSteps: number;
      readonly at: number;
    },
  ): Promise<boolean>;
  /** The highest id of a token; 0 when there is none. */
  lastId(): Promise<number>;
  /** Drifts of the tokens with these ids, both ends inclusive. */
  countDrifts(ids: { readonly from: number; readonly to: number }): Promise<readonly DriftGroup[]>;
}
