import type { Command } from 'commander';
import { BackendSettings } from '@lingpai/contract';
import { Value } from 'typebox/value';
import { UsageError } from '../../usage-error.ts';
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
export function settingsOptions(command: Command): Command {
  return command
    .option(
      '--ldap <url>',
      'ldaps://host, or ldap://host with StartTLS; may be repeated, asked in turn',
      collect,
    )
    .option(
      '--bind-name <template>',
      'LDAP: uid={login},ou=people,dc=example,dc=com or {login}@corp.example.com',
    )
    .option('--search-base <dn>', 'LDAP: where to search for the user first')
    .option('--search-filter <filter>', 'LDAP: e.g. (&(objectClass=person)(uid={login}))')
    .option('--search-name <dn>', 'LDAP: the account that searches; its password is in --secret-file')
    .option('--radius <server>', 'host or host:port; may be repeated, asked in turn', collect)
    .option('--old-server', 'RADIUS: accept replies without Message-Authenticator, which can be forged')
    .option('--http <url>', 'https://… that answers {"accepted": true}')
    .option('--ca-file <file>', 'PEM of the authority its certificate is from')
    .option('--plain', 'LDAP, HTTP: send passwords without TLS')
    .option('--deadline-ms <n>', 'answers later than this count as none (3000)');
}

/** @throws {UsageError} @throws {OperationRefusal} file.unreadable */
export function readBackendSettings(flags: SettingsFlags): BackendSettings {
  const { ldap, radius, http, deadlineMs } = flags;
  if ([ldap, radius, http].filter((one) => one !== undefined).length !== 1)
    throw new UsageError('Give one of --ldap, --radius, --http');
  if (deadlineMs !== undefined && !/^\d{1,6}$/.test(deadlineMs))
    throw new UsageError('--deadline-ms: a whole number');
  const patience = given({ deadlineMs: deadlineMs === undefined ? undefined : Number(deadlineMs) });
  const settings: unknown = Value.Default(BackendSettings, withKind(flags, patience));
  if (!Value.Check(BackendSettings, settings)) {
    const [first] = Value.Errors(BackendSettings, settings);
    throw new UsageError(`Not valid: ${first?.instancePath.slice(1).replaceAll('/', '.') ?? ''}`);
  }
  return settings;
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
