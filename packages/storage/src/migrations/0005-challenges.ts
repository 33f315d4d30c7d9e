import type { Migration } from './migration.ts';

/** Challenges and transactions to sign, each answered once, before it ends; what goes into an answer besides. */
export const challenges: Migration = {
  version: 5,
  name: 'challenges',
  statements: [
    `CREATE TABLE challenges (
      key_hash $text PRIMARY KEY, agent_id $big NOT NULL REFERENCES agents(id), kind $text NOT NULL,
      login $text, serial $text NOT NULL, suite $text NOT NULL, question $text NOT NULL, client_question $text, session_info $blob,
      created_at $big NOT NULL, expires_at $big NOT NULL, used_at $big, forget_at $big NOT NULL,
      source $text NOT NULL DEFAULT '', from_known INTEGER NOT NULL DEFAULT 0)`,
    `CREATE UNIQUE INDEX challenges_by_question ON challenges (serial, suite, question)`,
    `CREATE INDEX challenges_by_end ON challenges (forget_at)`,
    `CREATE INDEX challenges_unanswered ON challenges (serial, source, created_at, from_known) WHERE used_at IS NULL`,

    `ALTER TABLE tokens ADD COLUMN sealed_pin $blob`,
    `ALTER TABLE tokens ADD COLUMN counter_doubted INTEGER NOT NULL DEFAULT 0`,

    `ALTER TABLE agent_sessions ADD COLUMN client_address $text`,
    `ALTER TABLE agent_sessions ADD COLUMN source $text`,
    `ALTER TABLE agent_sessions ADD COLUMN proven INTEGER NOT NULL DEFAULT 0`,
    `CREATE INDEX agent_sessions_by_agent ON agent_sessions (agent_id, expires_at)`,
    `CREATE INDEX agent_sessions_unproven ON agent_sessions (agent_id, source, created_at, expires_at) WHERE proven = 0`,
  ],
};
