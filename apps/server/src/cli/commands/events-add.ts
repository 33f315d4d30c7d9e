import type { Command } from 'commander';
import type { EmailTarget, EventFilter, SyslogTarget } from '@lingpai/contract';
import { type NewEventSink, createEventSink } from '@lingpai/domain';
import { UsageError } from '../../usage-error.ts';
import { readPasswordFile, readSmallFile } from '../files.ts';
import { collect, oneOf } from '../flags.ts';
import type { CommandHost } from '../program.ts';
import type { CommandOptions, CommandWorld } from '../run-command.ts';

interface AddFlags extends CommandOptions {
  readonly action: readonly string[];
  readonly outcome: string;
  readonly reason?: readonly string[];
  readonly caFile?: string;
  readonly secretFile?: string;
  readonly json?: boolean;
}
interface WebhookFlags extends AddFlags {
  readonly allowHttp?: boolean;
}
interface SyslogFlags extends AddFlags {
  readonly transport: string;
  readonly port?: string;
  readonly facility: string;
}
interface EmailFlags extends AddFlags {
  readonly port?: string;
  readonly security: string;
  readonly user?: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly language: string;
  readonly digestMinutes: string;
}

const OUTCOMES = ['any', 'succeeded', 'refused'] as const;
const TRANSPORTS = ['tls', 'tcp', 'udp'] as const;
const SECURITIES = ['starttls', 'tls', 'none'] as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
/** RFC 5425 §4.1, RFC 6587 (as it is used), RFC 5426 §3.3 */
const SYSLOG_PORTS = { tls: 6514, tcp: 601, udp: 514 } as const;
/** RFC 6409, RFC 8314, RFC 5321 */
const MAIL_PORTS = { starttls: 587, tls: 465, none: 25 } as const;

export function addSinkCommands(events: Command, host: CommandHost): void {
  withChoice(events.command('add-webhook <name> <url>'))
    .description('Post events as signed JSON; a signing secret is made and shown once when none is given')
    .option('--allow-http', 'send to another machine without TLS')
    .option('--secret-file <file>', 'file whose first line is the signing secret (whsec_…)')
    .action((name: string, url: string, flags: WebhookFlags) =>
      add(host, name, flags, (options) => ({
        webhook: { url, allowHttp: options.allowHttp === true, caPem: readCa(options) },
      })),
    );
  withChoice(events.command('add-syslog <name> <host>'))
    .description('Send events to a syslog server (RFC 5424)')
    .option('--transport <transport>', TRANSPORTS.join(', '), 'tls')
    .option('--port <port>', 'port of the server (tls 6514, tcp 601, udp 514)')
    .option('--facility <n>', 'RFC 5424 facility, 0 to 23; 10 is authpriv', '10')
    .action((name: string, server: string, flags: SyslogFlags) =>
      add(host, name, flags, (options) => ({ syslog: parseSyslog(server, options) })),
    );
  withChoice(events.command('add-email <name> <host>'))
    .description('Mail what happened, summed up, over a mail server')
    .option('--security <security>', SECURITIES.join(', '), 'starttls')
    .option('--port <port>', 'port of the server (starttls 587, tls 465, none 25)')
    .option('--user <user>', 'user name at the mail server; its password in --secret-file')
    .option('--secret-file <file>', 'file whose first line is the password')
    .requiredOption('--from <address>', 'sender')
    .requiredOption('--to <address>', 'recipient; may be repeated', collect)
    .option('--language <language>', LANGUAGES.join(', '), 'zh-CN')
    .option('--digest-minutes <n>', 'at most one mail in so long', '5')
    .action((name: string, server: string, flags: EmailFlags) =>
      add(host, name, flags, (options) => ({ email: parseEmail(server, options) })),
    );
}

function withChoice(command: Command): Command {
  return command
    .requiredOption('--action <action>', "e.g. auth, 'token.*', '*' for all; may be repeated", collect)
    .option('--outcome <outcome>', OUTCOMES.join(', '), 'any')
    .option('--reason <reason>', 'refusals for this reason alone, e.g. replayed; may be repeated', collect)
    .option('--ca-file <file>', 'certificates to trust instead of the usual ones, PEM')
    .option('--json', 'one JSON document');
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
    outcome: oneOf('--outcome', OUTCOMES, outcome),
    reasons: split(reason),
  };
}

function parseSyslog(host: string, flags: SyslogFlags): SyslogTarget {
  const transport = oneOf('--transport', TRANSPORTS, flags.transport);
  return {
    host,
    transport,
    port: parseNumber('--port', flags.port ?? String(SYSLOG_PORTS[transport]), [1, 65_535]),
    facility: parseNumber('--facility', flags.facility, [0, 23]),
    caPem: readCa(flags),
  };
}

function parseEmail(host: string, flags: EmailFlags): EmailTarget {
  const security = oneOf('--security', SECURITIES, flags.security);
  return {
    host,
    security,
    port: parseNumber('--port', flags.port ?? String(MAIL_PORTS[security]), [1, 65_535]),
    user: flags.user ?? '',
    from: flags.from,
    to: [...flags.to],
    language: oneOf('--language', LANGUAGES, flags.language),
    digestMinutes: parseNumber('--digest-minutes', flags.digestMinutes, [0, 1440]),
    caPem: readCa(flags),
  };
}

function readCa({ caFile }: AddFlags): string {
  return caFile === undefined ? '' : readSmallFile(caFile);
}

function parseNumber(flag: string, text: string, [min, max]: readonly [number, number]): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new UsageError(`${flag}: ${min} … ${max}`);
  return value;
}
