import type { Generated } from 'kysely';

/** Wrong tries in a row of each factor, and the locks they led to: of a user, or of one source. */
export interface FactorCountColumns {
  otp_fail_count: Generated<number>;
  otp_locked_until: Generated<number>;
  static_fail_count: Generated<number>;
  static_locked_until: Generated<number>;
  third_party_fail_count: Generated<number>;
  third_party_locked_until: Generated<number>;
  change_fail_count: Generated<number>;
  change_locked_until: Generated<number>;
}

/** Tries that were looked at while whoever made them was kept out, since `held_since`; of users and tokens those of all unknown sources. */
export interface HeldTryColumns {
  held_tries: Generated<number>;
  held_since: Generated<number>;
}

/** What one source did to a user or a token: where its failures count, and whether it is known. */
export interface SubjectSourcesTable extends FactorCountColumns, HeldTryColumns {
  kind: 'user' | 'token';
  subject_id: number;
  source: string;
  /** the last success from there, to the week; null: none */
  known_at: number | null;
  /** a right OTP that another has to follow before this source is let in */
  proof_token_id: number | null;
  proof_factor: number | null;
  proof_at: number | null;
  /** tries since */
  proof_tries: Generated<number>;
  changed_at: number;
}
