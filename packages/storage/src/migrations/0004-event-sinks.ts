import type { Migration } from './migration.ts';

/** Where events are told: webhooks, syslog, e-mail. */
export const eventSinks: Migration = {
  version: 4,
  name: 'event-sinks',
  statements: [
    `CREATE TABLE event_sinks (
      id $id, name $text NOT NULL, name_key $text NOT NULL UNIQUE, kind $text NOT NULL, config $text NOT NULL, filter $text NOT NULL,
      sealed_secret $blob, is_enabled INTEGER NOT NULL, last_event_id $big NOT NULL, batch_end_id $big,
      delivered_count $big NOT NULL DEFAULT 0, dropped_count $big NOT NULL DEFAULT 0,
      try_count INTEGER NOT NULL DEFAULT 0, next_try_at $big NOT NULL DEFAULT 0, failing_since $big, last_error $text NOT NULL DEFAULT '',
      last_delivered_at $big, lease_owner $text NOT NULL DEFAULT '', leased_until $big NOT NULL DEFAULT 0,
      created_at $big NOT NULL, updated_at $big NOT NULL)`,
  ],
};
