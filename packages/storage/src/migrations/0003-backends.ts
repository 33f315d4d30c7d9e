import type { Migration } from './migration.ts';

/** 后端认证: the directories and services that check third-party passwords. */
export const backends: Migration = {
  version: 3,
  name: 'backends',
  statements: [
    `CREATE TABLE backends (
      id $id, name $text NOT NULL, name_key $text NOT NULL UNIQUE, kind $text NOT NULL, config $text NOT NULL, sealed_secret $blob,
      is_default INTEGER NOT NULL DEFAULT 0, is_enabled INTEGER NOT NULL, created_at $big NOT NULL, updated_at $big NOT NULL)`,
    `CREATE UNIQUE INDEX backends_default ON backends (is_default) WHERE is_default = 1`,
    `CREATE INDEX users_by_backend ON users (backend_id) WHERE backend_id IS NOT NULL`,
  ],
};
