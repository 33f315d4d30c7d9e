import type { LocalisedCommand } from '../help/localised-command.ts';
import { BackendSettings } from '@lingpai/contract';
import { Value } from 'typebox/value';
import { UsageRefusal } from '../../usage-refusal.ts';
import { readSmallFile } from '../files.ts';
import { collect } from '../flags.ts';

export interface SettingsFlags {
  readonly ldap?: readonly string[];
  readonly bindName?: string;
  readonly searchBase?: string;
  readonly searchFilter?: string;
  readonly searchName?: string;
  readonly radius?: readonly string[];
  readonly oldServer?: boolean;
  readonly http?: string;
  readonly caFile?: string;
  readonly plain?: boolean;
  readonly deadlineMs?: string;
}

/** What a back-end is made of, as flags. */
export function settingsOptions(command: LocalisedCommand): LocalisedCommand {
  return command
    .option('--ldap <url>', 'backend add --ldap', collect)
    .option('--bind-name <template>', 'backend add --bind-name')
    .option('--search-base <dn>', 'backend add --search-base')
    .option('--search-filter <filter>', 'backend add --search-filter')
    .option('--search-name <dn>', 'backend add --search-name')
    .option('--radius <server>', 'backend add --radius', collect)
    .option('--old-server', 'backend add --old-server')
    .option('--http <url>', 'backend add --http')
    .option('--ca-file <file>', 'backend add --ca-file')
    .option('--plain', 'backend add --plain')
    .option('--deadline-ms <n>', 'backend add --deadline-ms');
}

/** @throws {UsageRefusal} @throws {OperationRefusal} file.unreadable */
export function readBackendSettings(flags: SettingsFlags): BackendSettings {
  const { ldap, radius, http, deadlineMs } = flags;
  if ([ldap, radius, http].filter((one) => one !== undefined).length !== 1)
    throw new UsageRefusal('flag.one-of', { flags: '--ldap, --radius, --http' });
  if (deadlineMs !== undefined && !/^\d{1,6}$/.test(deadlineMs))
    throw new UsageRefusal('flag.whole-number', { flag: '--deadline-ms' });
  const patience = given({ deadlineMs: deadlineMs === undefined ? undefined : Number(deadlineMs) });
  const settings: unknown = Value.Default(BackendSettings, withKind(flags, patience));
  if (!Value.Check(BackendSettings, settings)) {
    const [first] = Value.Errors(BackendSettings, settings);
    throw new UsageRefusal('flag.invalid', { flag: flagOf(first?.instancePath ?? '') });
  }
  return settings;
}

/** The flag whose value `/ldap/urls/0` is. */
function flagOf(path: string): string {
  const [, , name = ''] = path.split('/');
  const flags: Readonly<Record<string, string>> = {
    urls: '--ldap',
    servers: '--radius',
    url: '--http',
    caPem: '--ca-file',
  };
  return flags[name] ?? `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function withKind(flags: SettingsFlags, patience: object): object {
  const { ldap, radius, http, plain, oldServer, caFile } = flags;
  if (radius !== undefined)
    return {
      radius: { ...patience, servers: radius, ...given({ isMessageAuthenticatorOptional: oldServer }) },
    };
  const caPem = caFile === undefined ? undefined : readSmallFile(caFile);
  if (http !== undefined)
    return { http: { ...patience, url: http, ...given({ isPlainAllowed: plain, caPem }) } };
  const { bindName, searchBase, searchFilter, searchName } = flags;
  const security = plain === true ? 'plain' : undefined;
  const more = given({ bindName, searchBase, searchFilter, searchName, security, caPem });
  return { ldap: { ...patience, urls: ldap, ...more } };
}

function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
