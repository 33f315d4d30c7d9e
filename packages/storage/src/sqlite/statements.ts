import type { TokenState } from '@lingpai/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { latestLockSql } from '../latest-lock.ts';
import {
  CHALLENGE_COLUMNS,
  CLIENT_COLUMNS,
  SOURCE_COLUMNS,
  TOKEN_COLUMNS,
  USER_COLUMNS,
} from '../verification-rows.ts';

const TOKEN_CHANGES =
  'drift_steps = ?, last_accepted_at = ?, fail_count = ?, locked_until = ?, failed_at = ?, source_locked_until = ?, ' +
  'held_tries = ?, held_since = ?, resync_factor = ?, resync_at = ?, spent_factors = ?';
/** In the order of `TOKEN_CHANGES`. */
export function tokenColumns(after: TokenState): (number | string | null)[] {
  return [
    after.driftSteps,
    after.lastAcceptedAt ?? null,
    after.failCount,
    after.lockedUntil,
    after.failedAt,
    after.sourceLockedUntil,
    after.heldTries,
    after.heldSince,
    after.resync?.factor ?? null,
    after.resync?.at ?? null,
    after.spentFactors.join(','),
  ];
}

/** What verification says to SQLite, prepared. */
export type Statements = Record<keyof typeof SQL, StatementSync>;

const SQL = {
  dataVersion: 'PRAGMA data_version',
  settings: 'SELECT value FROM settings WHERE name = ?',
  hiddenImports: "SELECT id FROM imports WHERE state = 'writing'",
  user: `SELECT ${USER_COLUMNS} FROM users WHERE login_key = ?`,
  token: `SELECT ${TOKEN_COLUMNS} FROM tokens WHERE serial = ?`,
  tokensOfUser: `SELECT ${TOKEN_COLUMNS} FROM tokens WHERE id IN (SELECT token_id FROM bindings WHERE user_id = ?) ORDER BY id`,
  answer: 'SELECT request_hash, code FROM answers WHERE scope = ?',
  keepToken: `UPDATE tokens SET ${TOKEN_CHANGES} WHERE id = ?`,
  moveToken: `UPDATE tokens SET ${TOKEN_CHANGES}, counter_doubted = 0, last_factor = ? WHERE id = ? AND last_factor < ?`,
  takeOver:
    "UPDATE tokens SET sealed_seed = pending_seed, pending_seed = NULL, pending_distribution_id = NULL, pending_expires_at = NULL, activation = 'activated', " +
    'last_factor = ?, drift_steps = ?, last_accepted_at = ?, fail_count = ?, locked_until = ?, failed_at = ?, source_locked_until = ?, spent_factors = ?, ' +
    'resync_factor = NULL, resync_at = NULL, counter_doubted = 0 WHERE id = ? AND pending_distribution_id = ?',
  endDistribution:
    "UPDATE distributions SET state = 'activated', activated_at = ?, ended_at = ?, claim_reply = NULL WHERE id = ?",
  forgetDevice: 'DELETE FROM devices WHERE token_id = ?',
  saveDevice:
    'INSERT INTO devices (token_id, distribution_id, signing_key, code, activated_at) ' +
    "SELECT token_id, id, claim_signing_key, COALESCE(device_code, ''), ? FROM distributions WHERE id = ? AND claim_signing_key IS NOT NULL",
  source: `SELECT ${SOURCE_COLUMNS} FROM subject_sources WHERE kind = ? AND subject_id = ? AND source = ?`,
  client: `SELECT ${CLIENT_COLUMNS} FROM client_failures WHERE address = ?`,
  challenge: `SELECT ${CHALLENGE_COLUMNS} FROM challenges WHERE key_hash = ?`,
  saveUser:
    'UPDATE users SET otp_fail_count = ?, otp_locked_until = ?, static_fail_count = ?, static_locked_until = ?, ' +
    'third_party_fail_count = ?, third_party_locked_until = ?, change_fail_count = ?, change_locked_until = ?, failed_at = ?, source_locked_until = ?, held_tries = ?, held_since = ?, emergency_uses_left = ? WHERE id = ?',
  saveSource: `INSERT OR REPLACE INTO subject_sources (${SOURCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  latestUserLock: latestLockSql('users', { greatest: 'max', condition: 'id = ?' }),
  latestTokenLock: latestLockSql('tokens', { greatest: 'max', condition: 'id = ?' }),
  saveClient:
    'INSERT OR REPLACE INTO client_failures (address, fail_count, locked_until, failed_at) VALUES (?, ?, ?, ?)',
  useChallenge: 'UPDATE challenges SET used_at = ? WHERE key_hash = ? AND used_at IS NULL',
  saveAnswer: 'INSERT INTO answers (scope, request_hash, code, at) VALUES (?, ?, ?, ?)',
  openChain:
    'INSERT INTO audit_chains (node, event_count, head_id, head_hash) VALUES (?, 0, 0, ?) ON CONFLICT DO NOTHING',
  chainHead: 'SELECT event_count, head_id, head_hash, head_mac FROM audit_chains WHERE node = ?',
  moveChain:
    'UPDATE audit_chains SET event_count = ?, head_id = ?, head_hash = ?, head_mac = ? WHERE node = ?',
  saveEvent:
    'INSERT INTO audit_events (node, at, actor_kind, actor, action, result_code, succeeded, reason, user_login, serial, source, detail, hash) ' +
    'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  countHour:
    'INSERT INTO verification_hours (hour, node, accepted, refused) VALUES (?, ?, ?, ?) ' +
    'ON CONFLICT (hour, node) DO UPDATE SET accepted = accepted + excluded.accepted, refused = refused + excluded.refused',
} as const;

export function prepareStatements(connection: DatabaseSync): Statements {
  return Object.fromEntries(
    Object.entries(SQL).map(([name, sql]) => [name, connection.prepare(sql)]),
  ) as Statements;
}
