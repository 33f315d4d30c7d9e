import { TOKEN_FACET_SQL } from '../token-facet.ts';
import type { Migration } from './migration.ts';

/** Everything of the first release. `$id`, `$big`, `$blob`, `$text` stand for each engine's own type; see migration.ts. */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  statements: [
    `CREATE TABLE meta (name $text PRIMARY KEY, value $text NOT NULL)`,
    `CREATE TABLE settings (name $text PRIMARY KEY, value $text NOT NULL)`,
    `CREATE TABLE data_keys (id $id, purpose $text NOT NULL, wrapped $blob NOT NULL, is_current INTEGER NOT NULL, created_at $big NOT NULL)`,

    `CREATE TABLE organizations (
      id $id, parent_id $big REFERENCES organizations(id), name $text NOT NULL, path $text NOT NULL UNIQUE,
      user_count $big NOT NULL DEFAULT 0, created_at $big NOT NULL)`,
    `CREATE INDEX organizations_by_parent ON organizations (parent_id)`,

    `CREATE TABLE users (
      id $id, organization_id $big NOT NULL REFERENCES organizations(id),
      login $text NOT NULL, login_key $text NOT NULL UNIQUE,
      name $text NOT NULL, name_key $text NOT NULL, email $text NOT NULL, email_key $text NOT NULL, phone $text NOT NULL,
      status $text NOT NULL,
      static_rule $text, static_hash $text, static_length INTEGER NOT NULL DEFAULT 0, static_set_at $big,
      otp_fail_count INTEGER NOT NULL DEFAULT 0, otp_locked_until $big NOT NULL DEFAULT 0,
      static_fail_count INTEGER NOT NULL DEFAULT 0, static_locked_until $big NOT NULL DEFAULT 0,
      token_count INTEGER NOT NULL DEFAULT 0,
      created_at $big NOT NULL, updated_at $big NOT NULL,
      locked_until $big NOT NULL GENERATED ALWAYS AS
        (CASE WHEN otp_locked_until > static_locked_until THEN otp_locked_until ELSE static_locked_until END) STORED)`,
    `CREATE INDEX users_by_organization ON users (organization_id, status, login_key)`,
    `CREATE INDEX users_by_status ON users (status, login_key)`,
    `CREATE INDEX users_by_name ON users (name_key, login_key)`,
    `CREATE INDEX users_by_email ON users (email_key, login_key)`,
    `CREATE INDEX users_by_phone ON users (phone, login_key)`,
    `CREATE INDEX users_locked ON users (login_key, organization_id, status, locked_until) WHERE locked_until > 0`,

    `CREATE TABLE imports (
      id $id, file_name $text NOT NULL, organization_id $big NOT NULL,
      state $text NOT NULL, row_count $big NOT NULL DEFAULT 0, created_by $text NOT NULL,
      owner $text NOT NULL, heartbeat_at $big NOT NULL,
      created_at $big NOT NULL, finished_at $big)`,
    `CREATE INDEX imports_unfinished ON imports (id) WHERE state = 'writing'`,
    `CREATE TABLE import_bindings (
      import_id $big NOT NULL, token_id $big NOT NULL, user_id $big NOT NULL,
      PRIMARY KEY (import_id, token_id))`,

    `CREATE TABLE tokens (
      id $id, serial $text NOT NULL UNIQUE, organization_id $big NOT NULL REFERENCES organizations(id),
      kind $text NOT NULL, type $text NOT NULL, hash $text NOT NULL, digits INTEGER NOT NULL, period_seconds INTEGER, ocra_suite $text,
      status $text NOT NULL, activation $text,
      sealed_seed $blob,
      pending_seed $blob, pending_distribution_id $big, pending_expires_at $big,
      last_factor $big NOT NULL DEFAULT -1, drift_steps INTEGER NOT NULL DEFAULT 0, last_accepted_at $big,
      fail_count INTEGER NOT NULL DEFAULT 0, locked_until $big NOT NULL DEFAULT 0,
      starts_at $big, expires_at $big,
      manufacturer $text NOT NULL, model $text NOT NULL,
      binding_count INTEGER NOT NULL DEFAULT 0, is_expired INTEGER NOT NULL DEFAULT 0, import_id $big,
      created_at $big NOT NULL, updated_at $big NOT NULL,
      facet INTEGER NOT NULL GENERATED ALWAYS AS (${TOKEN_FACET_SQL}) STORED)`,
    `CREATE INDEX tokens_by_organization ON tokens (organization_id, serial, import_id)`,
    `CREATE INDEX tokens_by_organization_facet ON tokens (organization_id, facet, serial, import_id)`,
    `CREATE INDEX tokens_by_facet ON tokens (facet, serial, import_id)`,
    `CREATE INDEX tokens_locked ON tokens (serial, organization_id, facet, locked_until, import_id) WHERE locked_until > 0`,
    `CREATE INDEX tokens_expiring ON tokens (expires_at) WHERE is_expired = 0 AND expires_at IS NOT NULL`,
    `CREATE INDEX tokens_by_import ON tokens (import_id) WHERE import_id IS NOT NULL`,
    `CREATE TABLE token_counts (
      organization_id $big NOT NULL REFERENCES organizations(id), facet INTEGER NOT NULL, token_count $big NOT NULL,
      PRIMARY KEY (organization_id, facet))`,

    `CREATE TABLE bindings (
      user_id $big NOT NULL REFERENCES users(id), token_id $big NOT NULL REFERENCES tokens(id), bound_at $big NOT NULL,
      PRIMARY KEY (user_id, token_id))`,
    `CREATE INDEX bindings_by_token ON bindings (token_id)`,

    `CREATE TABLE distributions (
      id $id, token_id $big NOT NULL REFERENCES tokens(id), mode $text NOT NULL, state $text NOT NULL,
      ticket_hash $blob UNIQUE, password_hash $blob, tries_left INTEGER, device_code $text,
      claim_signing_key $blob, claim_hpke_key $blob, claim_reply $blob, confirm_by $big,
      created_by $text NOT NULL, created_at $big NOT NULL, expires_at $big NOT NULL,
      claimed_at $big, activated_at $big, ended_at $big)`,
    `CREATE INDEX distributions_by_token ON distributions (token_id, id)`,
    `CREATE UNIQUE INDEX distributions_live ON distributions (token_id) WHERE state = 'issued' OR state = 'claimed'`,
    `CREATE INDEX distributions_issued ON distributions (expires_at) WHERE state = 'issued'`,
    `CREATE INDEX distributions_claimed ON distributions (confirm_by) WHERE state = 'claimed'`,
    `CREATE TABLE devices (
      id $id, token_id $big NOT NULL REFERENCES tokens(id), distribution_id $big NOT NULL REFERENCES distributions(id),
      signing_key $blob NOT NULL, code $text NOT NULL, activated_at $big NOT NULL)`,
    `CREATE UNIQUE INDEX devices_by_token ON devices (token_id)`,

    `CREATE TABLE agents (
      id $id, agent_id $text NOT NULL UNIQUE, name $text NOT NULL, name_key $text NOT NULL UNIQUE, key_hash $blob NOT NULL UNIQUE,
      allow $text NOT NULL, is_enabled INTEGER NOT NULL, created_at $big NOT NULL, last_used_at $big)`,
    `CREATE TABLE agent_sessions (
      id_hash $blob PRIMARY KEY, agent_id $big NOT NULL REFERENCES agents(id), login $text, serial $text,
      created_at $big NOT NULL, expires_at $big NOT NULL)`,
    `CREATE INDEX agent_sessions_by_expiry ON agent_sessions (expires_at)`,
    `CREATE TABLE answers (scope $text PRIMARY KEY, request_hash $text NOT NULL, code INTEGER NOT NULL, at $big NOT NULL)`,
    `CREATE INDEX answers_by_time ON answers (at)`,

    `CREATE TABLE admins (
      id $id, login $text NOT NULL, login_key $text NOT NULL UNIQUE, name $text NOT NULL, password_hash $text NOT NULL,
      must_change_password INTEGER NOT NULL,
      created_at $big NOT NULL, updated_at $big NOT NULL)`,
    `CREATE TABLE admin_sessions (
      id_hash $blob PRIMARY KEY, admin_id $big NOT NULL REFERENCES admins(id), created_at $big NOT NULL, last_seen_at $big NOT NULL, expires_at $big NOT NULL)`,
    `CREATE INDEX admin_sessions_by_admin ON admin_sessions (admin_id)`,
    `CREATE TABLE setup_tickets (ticket_hash $blob PRIMARY KEY, expires_at $big NOT NULL)`,

    `CREATE TABLE audit_events (
      id $id, node $text NOT NULL, at $big NOT NULL, actor_kind $text NOT NULL, actor $text NOT NULL, action $text NOT NULL,
      result_code INTEGER, succeeded INTEGER NOT NULL, reason $text NOT NULL, user_login $text NOT NULL, serial $text NOT NULL,
      source $text NOT NULL, detail $text NOT NULL, hash $blob NOT NULL)`,
    `CREATE TABLE audit_chains (node $text PRIMARY KEY, event_count $big NOT NULL, head_id $big NOT NULL, head_hash $blob NOT NULL)`,
    `CREATE TABLE audit_subjects (subject $text NOT NULL, event_id $big NOT NULL, PRIMARY KEY (subject, event_id))`,
    `CREATE TABLE verification_hours (hour $big NOT NULL, node $text NOT NULL, accepted $big NOT NULL, refused $big NOT NULL, PRIMARY KEY (hour, node))`,
  ],
};
