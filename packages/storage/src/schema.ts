import type { Generated, GeneratedAlways } from 'kysely';
import type { FactorCountColumns, HeldTryColumns, SubjectSourcesTable } from './failure-tables.ts';

/** The tables as Kysely sees them. Flags are 0 and 1; instants are epoch ms; both engines give numbers and Uint8Arrays. */
export interface Schema {
  meta: { name: string; value: string };
  settings: { name: string; value: string };
  data_keys: {
    id: Generated<number>;
    purpose: string;
    wrapped: Uint8Array;
    is_current: number;
    created_at: number;
  };
  organizations: {
    id: Generated<number>;
    parent_id: number | null;
    name: string;
    path: string;
    user_count: Generated<number>;
    created_at: number;
  };
  users: UsersTable;
  /** former static passwords of a user, as their hashes */
  static_passwords: { user_id: number; hash: string; set_at: number };
  subject_sources: SubjectSourcesTable;
  /** failures by the address that agents say a person calls from, over all users */
  client_failures: { address: string; fail_count: number; locked_until: number; failed_at: number };
  imports: {
    id: Generated<number>;
    file_name: string;
    organization_id: number;
    state: string;
    row_count: Generated<number>;
    created_by: string;
    /** the process that writes it; see `ProcessIdentity` in domain */
    owner: string;
    heartbeat_at: number;
    created_at: number;
    finished_at: number | null;
  };
  /** users the rows of an unfinished import are to be bound to */
  import_bindings: { import_id: number; token_id: number; user_id: number };
  tokens: TokensTable;
  /** how many visible tokens an organisation has of each facet; kept by `addTokenCounts` (token-counts.ts) alone */
  token_counts: { organization_id: number; facet: number; token_count: number };
  bindings: { user_id: number; token_id: number; bound_at: number };
  distributions: DistributionsTable;
  devices: {
    id: Generated<number>;
    token_id: number;
    distribution_id: number;
    signing_key: Uint8Array;
    code: string;
    activated_at: number;
  };
  agents: {
    id: Generated<number>;
    agent_id: string;
    name: string;
    name_key: string;
    key_hash: Uint8Array;
    allow: string;
    is_enabled: number;
    /** null: as the settings say */
    max_sessions: number | null;
    /** null: as the settings say */
    session_idle_seconds: number | null;
    created_at: number;
    last_used_at: number | null;
  };
  agent_sessions: {
    id_hash: Uint8Array;
    agent_id: number;
    login: string | null;
    serial: string | null;
    /** address the person calls from, as the agent says */
    client_address: string | null;
    created_at: number;
    expires_at: number;
    /** what that address counts as; null: the agent says none */
    source: string | null;
    /** 1: somebody was verified in it */
    proven: Generated<0 | 1>;
  };
  backends: BackendsTable;
  event_sinks: EventSinksTable;
  challenges: ChallengesTable;
  answers: { scope: string; request_hash: string; code: number; at: number };
  admins: AdminsTable;
  admin_sessions: {
    id_hash: Uint8Array;
    admin_id: number;
    created_at: number;
    last_seen_at: number;
    expires_at: number;
  };
  setup_tickets: { ticket_hash: Uint8Array; expires_at: number };
  audit_events: AuditEventsTable;
  /** where each node's chain ends; `head_mac` as in audit-chain.ts */
  audit_chains: {
    node: string;
    event_count: number;
    head_id: number;
    head_hash: Uint8Array;
    head_mac: Uint8Array | null;
  };
  audit_subjects: { subject: string; event_id: number };
  verification_hours: { hour: number; node: string; accepted: number; refused: number };
}

export interface UsersTable extends FactorCountColumns, HeldTryColumns {
  id: Generated<number>;
  organization_id: number;
  login: string;
  login_key: string;
  name: string;
  name_key: string;
  email: string;
  email_key: string;
  phone: string;
  status: 'enabled' | 'disabled';
  static_rule: 'required' | 'none' | null;
  static_hash: string | null;
  static_length: Generated<number>;
  static_set_at: number | null;
  /** the last failure, from wherever */
  failed_at: Generated<number>;
  /** the latest lock of one source; see `subject_sources` */
  source_locked_until: Generated<number>;
  /** the latest of the four; computed by the engine */
  locked_until: GeneratedAlways<number>;
  otp_rule: 'required' | 'none' | null;
  third_party_rule: 'required' | 'none' | null;
  /** null: the default back-end */
  backend_id: number | null;
  static_must_change: Generated<number>;
  emergency_digest: Uint8Array | null;
  emergency_length: Generated<number>;
  emergency_expires_at: number | null;
  /** null: as often as one likes while it is valid */
  emergency_uses_left: number | null;
  valid_from: number | null;
  valid_until: number | null;
  /** JSON of access rules; null: as the settings say */
  access_rules: string | null;
  token_count: Generated<number>;
  created_at: number;
  updated_at: number;
}

export interface BackendsTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  kind: 'ldap' | 'radius' | 'http';
  /** JSON, without secrets */
  config: string;
  sealed_secret: Uint8Array | null;
  is_default: Generated<number>;
  is_enabled: number;
  created_at: number;
  updated_at: number;
}

export interface EventSinksTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  kind: 'webhook' | 'syslog' | 'email';
  /** JSON, without secrets */
  config: string;
  /** JSON: which events */
  filter: string;
  sealed_secret: Uint8Array | null;
  is_enabled: number;
  /** audit events up to this id are delivered or not wanted */
  last_event_id: number;
  /** where the batch ends that is being delivered, so that a retry is the same batch; null: none */
  batch_end_id: number | null;
  delivered_count: Generated<number>;
  dropped_count: Generated<number>;
  try_count: Generated<number>;
  next_try_at: Generated<number>;
  failing_since: number | null;
  last_error: Generated<string>;
  last_delivered_at: number | null;
  lease_owner: Generated<string>;
  leased_until: Generated<number>;
  created_at: number;
  updated_at: number;
}

export interface ChallengesTable {
  /** of the session's id, or of the signature's */
  key_hash: string;
  agent_id: number;
  kind: 'challenge' | 'signature';
  login: string | null;
  serial: string;
  suite: string;
  question: string;
  /** QC of a mutual challenge */
  client_question: string | null;
  /** S of the suite */
  session_info: Uint8Array | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  /** until then the same question is not asked again */
  forget_at: number;
  /** where it was asked from, for counting */
  source: Generated<string>;
  /** 1: somebody succeeded from there lately */
  from_known: Generated<0 | 1>;
}

export interface TokensTable extends HeldTryColumns {
  id: Generated<number>;
  serial: string;
  organization_id: number;
  kind: 'hardware' | 'mobile';
  type: 'hotp' | 'totp' | 'ocra';
  hash: 'sha1' | 'sha256' | 'sha512' | 'sm3' | 'sm4';
  digits: number;
  period_seconds: number | null;
  ocra_suite: string | null;
  status: 'disabled' | 'enabled' | 'lost' | 'revoked';
  activation: 'undistributed' | 'distributed' | 'claimed' | 'activated' | null;
  sealed_seed: Uint8Array | null;
  pending_seed: Uint8Array | null;
  pending_distribution_id: number | null;
  pending_expires_at: number | null;
  last_factor: Generated<number>;
  drift_steps: Generated<number>;
  last_accepted_at: number | null;
  fail_count: Generated<number>;
  locked_until: Generated<number>;
  /** OCRA suite of its signatures, where it is another than `ocra_suite` */
  signature_suite: string | null;
  /** what its holder types into it beside a challenge */
  sealed_pin: Uint8Array | null;
  /** 1: restored, and counters may have been used since the backup */
  counter_doubted: Generated<number>;
  /** where the last OTP was found that lay in the synchronisation window only */
  resync_factor: number | null;
  resync_at: number | null;
  /** factors whose OTP was typed too early, separated by commas */
  spent_factors: Generated<string>;
  /** the last failure, from wherever */
  failed_at: Generated<number>;
  /** the latest lock of one source; see `subject_sources` */
  source_locked_until: Generated<number>;
  /** the later of the two; computed by the engine */
  any_locked_until: GeneratedAlways<number>;
  starts_at: number | null;
  expires_at: number | null;
  manufacturer: string;
  model: string;
  binding_count: Generated<number>;
  /** 1 once `expires_at` has passed; set by the job `markExpiredTokens` */
  is_expired: Generated<number>;
  import_id: number | null;
  created_at: number;
  updated_at: number;
  /** computed by the engine from kind, type, status, binding_count > 0 and is_expired; see token-facet.ts */
  facet: GeneratedAlways<number>;
}

export interface DistributionsTable {
  id: Generated<number>;
  token_id: number;
  mode: 'online' | 'offline';
  state: 'issued' | 'claimed' | 'activated' | 'expired' | 'burned' | 'superseded' | 'cancelled';
  ticket_hash: Uint8Array | null;
  password_hash: Uint8Array | null;
  tries_left: number | null;
  device_code: string | null;
  claim_signing_key: Uint8Array | null;
  claim_hpke_key: Uint8Array | null;
  claim_reply: Uint8Array | null;
  confirm_by: number | null;
  created_by: string;
  created_at: number;
  expires_at: number;
  claimed_at: number | null;
  activated_at: number | null;
  ended_at: number | null;
}

export interface AdminsTable {
  id: Generated<number>;
  login: string;
  login_key: string;
  name: string;
  password_hash: string;
  must_change_password: number;
  created_at: number;
  updated_at: number;
}

export interface AuditEventsTable {
  id: Generated<number>;
  node: string;
  at: number;
  actor_kind: string;
  actor: string;
  action: string;
  result_code: number | null;
  succeeded: number;
  reason: string;
  user_login: string;
  serial: string;
  source: string;
  detail: string;
  hash: Uint8Array;
}
