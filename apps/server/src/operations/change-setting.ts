import { Settings } from '@lingpai/contract';
import { type Clock, type Requester, type UnitOfWork, updateSettings } from '@lingpai/domain';
import type Type from 'typebox';
import { Value } from 'typebox/value';
import { OperationRefusal } from '../operation-refusal.ts';

/** A list is one of objects: access rules. */
export type SettingValue = string | number | boolean | readonly object[];
type Sections = Record<string, Record<string, SettingValue>>;
/** What the schema of a setting may say; TypeBox keeps it as JSON Schema. */
interface SettingSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** All settings by their dotted names, e.g. `lockout.temporarySeconds`. */
export function flattenSettings(settings: Settings): ReadonlyMap<string, SettingValue> {
  return new Map(
    Object.entries(settings as unknown as Sections).flatMap(([section, values]) =>
      Object.entries(values).map(([name, value]): [string, SettingValue] => [`${section}.${name}`, value]),
    ),
  );
}

/** A value as it is typed: lists are JSON. */
export function formatSetting(value: SettingValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @throws {OperationRefusal} settings.unknown */
export function pickSetting(settings: Settings, name: string): SettingValue {
  const value = flattenSettings(settings).get(name);
  if (value === undefined) throw new OperationRefusal('settings.unknown', { name });
  return value;
}

/**
 * Changes one setting.
 *
 * @param input.name dotted, e.g. `lockout.temporarySeconds`
 * @param input.text as it was typed
 * @returns the value before and after
 * @throws {OperationRefusal} settings.unknown
 * @throws {Refusal} settings.invalid
 */
export async function changeSetting(
  input: { readonly name: string; readonly text: string; readonly requester: Requester },
  world: {
    readonly store: UnitOfWork;
    readonly clock: Clock;
    readonly invalid: (why: OperationRefusal) => Error;
  },
): Promise<{ before: SettingValue; after: SettingValue }> {
  const { name, text, requester } = input;
  const schema = findSchema(name);
  if (schema === undefined) throw new OperationRefusal('settings.unknown', { name });
  const after = parseSetting(schema, text, world.invalid);
  const settings = await world.store.read.settings.read();
  const before = flattenSettings(settings).get(name)!;
  const [section = '', key = ''] = name.split('.');
  const sections = settings as unknown as Sections;
  const changed = { ...sections, [section]: { ...sections[section], [key]: after } } as unknown as Settings;
  await updateSettings({ settings: changed, requester }, world);
  return { before, after };
}

function findSchema(name: string): (SettingSchema & Type.TSchema) | undefined {
  const [section = '', key = '', ...more] = name.split('.');
  const sections = Settings.properties as unknown as Record<
    string,
    { properties: Record<string, SettingSchema> }
  >;
  if (more.length > 0 || !Object.hasOwn(sections, section)) return undefined;
  const properties = sections[section]!.properties;
  return Object.hasOwn(properties, key) ? (properties[key] as SettingSchema & Type.TSchema) : undefined;
}

function parseSetting(
  schema: SettingSchema & Type.TSchema,
  text: string,
  invalid: (why: OperationRefusal) => Error,
): SettingValue {
  const value = readTyped(schema, text);
  if (value === undefined)
    throw invalid(new OperationRefusal(WANTS[schema.type ?? ''] ?? 'settings.wants-number'));
  if (Value.Check(schema, value)) return value;
  throw invalid(expectation(schema, value));
}

const WANTS: Readonly<Record<string, 'settings.wants-boolean' | 'settings.wants-list'>> = {
  boolean: 'settings.wants-boolean',
  array: 'settings.wants-list',
};

function readTyped(schema: SettingSchema & Type.TSchema, text: string): SettingValue | undefined {
  switch (schema.type) {
    case 'array':
      return readList(schema, text);
    case 'boolean':
      return { true: true, false: false }[text];
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
    default:
      return text;
  }
}

/** What a rule leaves out is its default. */
function readList(schema: Type.TSchema, text: string): readonly object[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? (Value.Default(schema, list) as object[]) : undefined;
  } catch {
    return undefined;
  }
}

function expectation(schema: SettingSchema & Type.TSchema, value: SettingValue): OperationRefusal {
  const { type, minimum, maximum, minLength, maxLength } = schema;
  if (type === 'array') return listExpectation(schema, value);
  if (type === 'integer')
    return new OperationRefusal('settings.range', { min: minimum ?? '', max: maximum ?? '' });
  return minLength === undefined
    ? new OperationRefusal('settings.pattern', { example: 'https://otp.example.com' })
    : new OperationRefusal('settings.length', { min: minLength, max: maxLength ?? '' });
}

/** A field that is none fails the schema `false`. */
function listExpectation(schema: Type.TSchema, value: SettingValue): OperationRefusal {
  const [first] = Value.Errors(schema, value);
  const key = first?.keyword === 'boolean' ? 'settings.list-field' : 'settings.list-item';
  return new OperationRefusal(key, { place: first?.instancePath ?? '' });
}
