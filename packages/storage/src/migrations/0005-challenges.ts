import type { Migration } from './migration.ts';

/** Challenges and transactions to sign: each answered once, before it ends. */
export const challenges: Migration = {
  version: 5,
  name: 'challenges',
  statements: [
    `CREATE TABLE challenges (
      key_hash $text PRIMARY KEY, agent_id $big NOT NULL REFERENCES agents(id), kind $text NOT NULL,
      login $text, serial $text NOT NULL, suite $text NOT NULL, question $text NOT NULL, client_question $text,
      created_at $big NOT NULL, expires_at $big NOT NULL, used_at $big, forget_at $big NOT NULL)`,
    `CREATE UNIQUE INDEX challenges_by_question ON challenges (serial, suite, question)`,
    `CREATE INDEX challenges_by_end ON challenges (forget_at)`,

    `ALTER TABLE agent_sessions ADD COLUMN client_address $text`,
    `CREATE INDEX agent_sessions_by_agent ON agent_sessions (agent_id, expires_at)`,
  ],
};
