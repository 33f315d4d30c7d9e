import type { LocalisedCommand } from '../help/localised-command.ts';
import {
  type EmailTarget,
  type EventFilter,
  LANGUAGES,
  type Language,
  type SyslogTarget,
} from '@lingpai/contract';
import { type NewEventSink, createEventSink } from '@lingpai/domain';
import { UsageRefusal } from '../../usage-refusal.ts';
import { readPasswordFile, readSmallFile } from '../files.ts';
import { collect } from '../flags.ts';
import type { CommandHost } from '../program.ts';
import type { CommandOptions, CommandWorld } from '../run-command.ts';

interface AddFlags extends CommandOptions {
  readonly action: readonly string[];
  readonly outcome: (typeof OUTCOMES)[number];
  readonly reason?: readonly string[];
  readonly caFile?: string;
  readonly secretFile?: string;
  readonly json?: boolean;
}
interface WebhookFlags extends AddFlags {
  readonly allowHttp?: boolean;
}
interface SyslogFlags extends AddFlags {
  readonly transport: (typeof TRANSPORTS)[number];
  readonly port?: string;
  readonly facility: string;
}
interface EmailFlags extends AddFlags {
  readonly port?: string;
  readonly security: (typeof SECURITIES)[number];
  readonly user?: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly language: Language;
  readonly digestMinutes: string;
}

const OUTCOMES = ['any', 'succeeded', 'refused'] as const;
const TRANSPORTS = ['tls', 'tcp', 'udp'] as const;
const SECURITIES = ['starttls', 'tls', 'none'] as const;
/** RFC 5425 §4.1, RFC 6587 (as it is used), RFC 5426 §3.3 */
const SYSLOG_PORTS = { tls: 6514, tcp: 601, udp: 514 } as const;
/** RFC 6409, RFC 8314, RFC 5321 */
const MAIL_PORTS = { starttls: 587, tls: 465, none: 25 } as const;

export function addSinkCommands(events: LocalisedCommand, host: CommandHost): void {
  withChoice(events.command('add-webhook <name> <url>'))
    .description('events add-webhook')
    .option('--allow-http', 'events add-webhook --allow-http')
    .option('--secret-file <file>', 'events add-webhook --secret-file')
    .action((name: string, url: string, flags: WebhookFlags) =>
      add(host, name, flags, (options) => ({
        webhook: { url, allowHttp: options.allowHttp === true, caPem: readCa(options) },
      })),
    );
  withChoice(events.command('add-syslog <name> <host>'))
    .description('events add-syslog')
    .choice('--transport <transport>', 'events add-syslog --transport', {
      choices: TRANSPORTS,
      fallback: 'tls',
    })
    .option('--port <port>', 'events add-syslog --port')
    .option('--facility <n>', 'events add-syslog --facility', '10')
    .action((name: string, server: string, flags: SyslogFlags) =>
      add(host, name, flags, (options) => ({ syslog: parseSyslog(server, options) })),
    );
  withChoice(events.command('add-email <name> <host>'))
    .description('events add-email')
    .choice('--security <security>', 'events add-email --security', {
      choices: SECURITIES,
      fallback: 'starttls',
    })
    .option('--port <port>', 'events add-email --port')
    .option('--user <user>', 'events add-email --user')
    .option('--secret-file <file>', 'events add-email --secret-file')
    .requiredOption('--from <address>', 'events add-email --from')
    .requiredOption('--to <address>', 'events add-email --to', collect)
    .choice('--language <language>', 'events add-email --language', {
      choices: LANGUAGES,
      fallback: 'zh-CN',
    })
    .option('--digest-minutes <n>', 'events add-email --digest-minutes', '5')
    .action((name: string, server: string, flags: EmailFlags) =>
      add(host, name, flags, (options) => ({ email: parseEmail(server, options) })),
    );
}

function withChoice(command: LocalisedCommand): LocalisedCommand {
  return command
    .requiredOption('--action <action>', 'events --action', collect)
    .choice('--outcome <outcome>', 'events --outcome', { choices: OUTCOMES, fallback: 'any' })
    .option('--reason <reason>', 'events --reason', collect)
    .option('--ca-file <file>', 'events --ca-file')
    .option('--json', '--json');
}

type Target = Omit<NewEventSink, 'name' | 'filter' | 'secret'>;

// oxlint-disable-next-line max-params -- where, under which name, how, and what it is
async function add<T extends AddFlags>(
  host: CommandHost,
  name: string,
  flags: T,
  target: (options: T) => Target,
): Promise<void> {
  const parse = (options: T): NewEventSink => ({
    name,
    ...target(options),
    filter: parseFilter(options),
    ...(options.secretFile !== undefined && { secret: readPasswordFile(options.secretFile) }),
  });
  await host.withData<T>((world, options) => runAdd(world, parse(options), options), { check: target })(
    flags,
  );
}

async function runAdd(
  { context, terminal, requester }: CommandWorld,
  sink: NewEventSink,
  { json }: AddFlags,
): Promise<void> {
  const added = await createEventSink({ sink, requester }, context);
  if (json === true) return terminal.json(added);
  terminal.print(terminal.say('events.added', { name: added.sink.name }));
  if (added.secret !== null) terminal.print(terminal.say('events.secret', { secret: added.secret }));
}

function parseFilter({ action, outcome, reason = [] }: AddFlags): EventFilter {
  const split = (values: readonly string[]) => values.flatMap((value) => value.split(','));
  return {
    actions: split(action),
    outcome,
    reasons: split(reason),
  };
}

function parseSyslog(host: string, flags: SyslogFlags): SyslogTarget {
  const { transport } = flags;
  return {
    host,
    transport,
    port: parseNumber('--port', flags.port ?? String(SYSLOG_PORTS[transport]), [1, 65_535]),
    facility: parseNumber('--facility', flags.facility, [0, 23]),
    caPem: readCa(flags),
  };
}

function parseEmail(host: string, flags: EmailFlags): EmailTarget {
  const { security } = flags;
  return {
    host,
    security,
    port: parseNumber('--port', flags.port ?? String(MAIL_PORTS[security]), [1, 65_535]),
    user: flags.user ?? '',
    from: flags.from,
    to: [...flags.to],
    language: flags.language,
    digestMinutes: parseNumber('--digest-minutes', flags.digestMinutes, [0, 1440]),
    caPem: readCa(flags),
  };
}

function readCa({ caFile }: AddFlags): string {
  return caFile === undefined ? '' : readSmallFile(caFile);
}

function parseNumber(flag: string, text: string, [min, max]: readonly [number, number]): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new UsageRefusal('flag.range', { flag, min, max });
  return value;
}
