import type { Migration } from './migration.ts';

/** What stands behind `auth()` when a company's policies are on: factors, locks by source, emergency passwords, places and times. */
export const authentication: Migration = {
  version: 2,
  name: 'authentication',
  statements: [
    `ALTER TABLE users ADD COLUMN otp_rule $text`,
    `ALTER TABLE users ADD COLUMN third_party_rule $text`,
    `ALTER TABLE users ADD COLUMN backend_id $big`,
    `ALTER TABLE users ADD COLUMN static_must_change INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN third_party_fail_count INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN third_party_locked_until $big NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN change_fail_count INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN change_locked_until $big NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN failed_at $big NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN source_locked_until $big NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN held_tries INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN held_since $big NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN emergency_digest $blob`,
    `ALTER TABLE users ADD COLUMN emergency_length INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN emergency_expires_at $big`,
    `ALTER TABLE users ADD COLUMN emergency_uses_left INTEGER`,
    `ALTER TABLE users ADD COLUMN valid_from $big`,
    `ALTER TABLE users ADD COLUMN valid_until $big`,
    `ALTER TABLE users ADD COLUMN access_rules $text`,
    `CREATE INDEX users_with_access_rules ON users (login_key) WHERE access_rules IS NOT NULL`,
    `DROP INDEX users_locked`,
    `ALTER TABLE users DROP COLUMN locked_until`,
    `ALTER TABLE users ADD COLUMN locked_until $big GENERATED ALWAYS AS
      ($greatest(otp_locked_until, static_locked_until, third_party_locked_until, source_locked_until)) $computed`,
    `CREATE INDEX users_locked ON users (login_key, organization_id, status, locked_until) WHERE locked_until > 0`,
    `CREATE TABLE static_passwords (
      user_id $big NOT NULL REFERENCES users(id), hash $text NOT NULL, set_at $big NOT NULL, PRIMARY KEY (user_id, set_at, hash))`,

    `ALTER TABLE tokens ADD COLUMN signature_suite $text`,
    `ALTER TABLE tokens ADD COLUMN resync_factor $big`,
    `ALTER TABLE tokens ADD COLUMN resync_at $big`,
    `ALTER TABLE tokens ADD COLUMN spent_factors $text NOT NULL DEFAULT ''`,
    `ALTER TABLE tokens ADD COLUMN failed_at $big NOT NULL DEFAULT 0`,
    `ALTER TABLE tokens ADD COLUMN source_locked_until $big NOT NULL DEFAULT 0`,
    `ALTER TABLE tokens ADD COLUMN held_tries INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE tokens ADD COLUMN held_since $big NOT NULL DEFAULT 0`,
    `ALTER TABLE tokens ADD COLUMN any_locked_until $big GENERATED ALWAYS AS ($greatest(locked_until, source_locked_until)) $computed`,
    `DROP INDEX tokens_locked`,
    `CREATE INDEX tokens_locked ON tokens (serial, organization_id, facet, any_locked_until, import_id) WHERE any_locked_until > 0`,

    `ALTER TABLE agents ADD COLUMN max_sessions INTEGER`,
    `ALTER TABLE agents ADD COLUMN session_idle_seconds INTEGER`,

    `ALTER TABLE audit_chains ADD COLUMN head_mac $blob`,

    `CREATE TABLE subject_sources (
      kind $text NOT NULL, subject_id $big NOT NULL, source $text NOT NULL, known_at $big,
      otp_fail_count INTEGER NOT NULL DEFAULT 0, otp_locked_until $big NOT NULL DEFAULT 0,
      static_fail_count INTEGER NOT NULL DEFAULT 0, static_locked_until $big NOT NULL DEFAULT 0,
      third_party_fail_count INTEGER NOT NULL DEFAULT 0, third_party_locked_until $big NOT NULL DEFAULT 0,
      change_fail_count INTEGER NOT NULL DEFAULT 0, change_locked_until $big NOT NULL DEFAULT 0,
      proof_token_id $big, proof_factor $big, proof_at $big, proof_tries INTEGER NOT NULL DEFAULT 0,
      held_tries INTEGER NOT NULL DEFAULT 0, held_since $big NOT NULL DEFAULT 0,
      changed_at $big NOT NULL, PRIMARY KEY (kind, subject_id, source))`,
    `CREATE INDEX subject_sources_by_change ON subject_sources (changed_at)`,
    `CREATE INDEX subject_sources_unknown ON subject_sources (changed_at) WHERE known_at IS NULL`,
    `CREATE TABLE client_failures (
      address $text PRIMARY KEY, fail_count INTEGER NOT NULL, locked_until $big NOT NULL, failed_at $big NOT NULL)`,
    `CREATE INDEX client_failures_by_time ON client_failures (failed_at)`,
  ],
};
