import { Settings } from '@lingpai/contract';
import type { SettingsStore } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import { Value } from 'typebox/value';
import type { Schema } from '../schema.ts';

/** The one row that holds the policy settings; its neighbours may hold others. */
export const SETTINGS_ROW = 'policy';

export class KyselySettingsStore implements SettingsStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async read(): Promise<Settings> {
    const row = await this.#db
      .selectFrom('settings')
      .select('value')
      .where('name', '=', SETTINGS_ROW)
      .executeTakeFirst();
    return parseSettings(row?.value);
  }

  async write(settings: Settings): Promise<void> {
    const value = JSON.stringify(settings);
    await this.#db
      .insertInto('settings')
      .values({ name: SETTINGS_ROW, value })
      .onConflict((c) => c.column('name').doUpdateSet({ value }))
      .execute();
  }
}

/** The stored document over the defaults: a setting that is newer than the document has its default, one that is gone is left out. */
export function parseSettings(stored: string | undefined): Settings {
  const document: unknown = stored === undefined ? {} : JSON.parse(stored);
  const sections = Object.fromEntries(Object.keys(Settings.properties).map((name) => [name, {}]));
  const whole = Value.Default(Settings, { ...sections, ...(document as object) });
  return Value.Parse(Settings, Value.Clean(Settings, whole));
}
