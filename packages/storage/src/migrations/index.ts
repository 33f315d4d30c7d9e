import { initial } from './0001-initial.ts';
import type { Migration } from './migration.ts';

/** In order; the last one is the version this program knows. */
export const MIGRATIONS: readonly Migration[] = [initial];
export const SCHEMA_VERSION = MIGRATIONS.length;
export { forEngine } from './migration.ts';
export type { Engine, Migration } from './migration.ts';
