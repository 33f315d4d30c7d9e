import { initial } from './0001-initial.ts';
import { authentication } from './0002-authentication.ts';
import { backends } from './0003-backends.ts';
import { eventSinks } from './0004-event-sinks.ts';
import { challenges } from './0005-challenges.ts';
import type { Migration } from './migration.ts';

/** In order; the last one is the version this program knows. */
export const MIGRATIONS: readonly Migration[] = [initial, authentication, backends, eventSinks, challenges];
export const SCHEMA_VERSION = MIGRATIONS.length;
export { forEngine } from './migration.ts';
export type { Engine, Migration } from './migration.ts';
