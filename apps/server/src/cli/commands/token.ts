import type { LocalisedCommand } from '../help/localised-command.ts';
import {
  TOKEN_HASHES,
  TOKEN_STATUS_ACTIONS,
  TOKEN_TYPES,
  type TokenHash,
  type TokenStatusAction,
  type TokenType,
  Refusal,
  actOnToken,
  bindToken,
  codeOfReason,
  createTokens,
  unbindToken,
} from '@lingpai/domain';
import { type Token, findResultCode, fillPhrase } from '@lingpai/contract';
import { UsageRefusal } from '../../usage-refusal.ts';
import { findOrganization } from '../find-organization.ts';
import { type CommandOptions, CommandRefusal, type CommandWorld, type JsonOptions } from '../run-command.ts';
import { printFields } from '../print-fields.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { distributeCommand } from './token-distribute.ts';
import { driftCommand } from './token-drift.ts';
import { importCommand } from './token-import.ts';
import { inferCommand } from './token-infer.ts';
import { listCommand } from './token-list.ts';
import { pinCommand } from './token-pin.ts';
import { signatureSuiteCommand } from './token-signature-suite.ts';
import { syncFileCommand } from './token-sync-file.ts';

export function tokenCommands(program: LocalisedCommand, host: CommandHost): void {
  const token = program.command('token').description('token');
  importCommand(token, host);
  createCommand(token, host);
  listCommand(token, host);
  showCommand(token, host);
  bindCommands(token, host);
  actionCommands(token, host);
  syncCommand(token, host);
  syncFileCommand(token, host);
  inferCommand(token, host);
  driftCommand(token, host);
  distributeCommand(token, host);
  signatureSuiteCommand(token, host);
  pinCommand(token, host);
}

interface CreateFlags extends JsonOptions {
  readonly org: string;
  readonly count: string;
  readonly type: TokenType;
  readonly hash?: TokenHash;
  readonly digits?: string;
  readonly step?: string;
  readonly suite?: string;
}

function createCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('create')
    .description('token create')
    .requiredOption('--org <path>', '--org')
    .requiredOption('--count <n>', 'token create --count')
    .choice('--type <type>', 'token create --type', { choices: TOKEN_TYPES, fallback: 'totp' })
    .choice('--hash <hash>', 'token create --hash', { choices: TOKEN_HASHES })
    .option('--digits <n>', 'token create --digits')
    .option('--step <seconds>', 'token create --step')
    .option('--suite <suite>', 'token create --suite')
    .option('--json', '--json')
    .action((flags: CreateFlags) =>
      host.withData<CreateFlags>(
        async ({ context, terminal, requester }) => {
          const organization = await findOrganization(flags.org, context);
          const serials = await createTokens(
            { organizationId: organization.id, ...parseNewTokens(flags), requester },
            context,
          );
          if (flags.json === true) terminal.json({ serials });
          else {
            for (const serial of serials) terminal.print(serial);
            terminal.note(terminal.say('token.created', { count: serials.length }));
          }
        },
        { data: 'there', check: parseNewTokens },
      )(flags),
    );
}

function parseNewTokens(flags: CreateFlags) {
  return {
    count: wholeNumber('--count', flags.count),
    type: flags.type,
    ...(flags.hash !== undefined && { hash: flags.hash }),
    ...(flags.digits !== undefined && { digits: wholeNumber('--digits', flags.digits) }),
    ...(flags.step !== undefined && { periodSeconds: wholeNumber('--step', flags.step) }),
    ...(flags.suite !== undefined && { ocraSuite: flags.suite }),
  };
}

function showCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('show <serial>')
    .description('token show')
    .option('--json', '--json')
    .action((serial: string, options: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }) => {
          const found = await context.store.read.tokens.read(serial, context.clock.nowMs());
          if (found === undefined) throw new Refusal('token.not-found', { serial });
          if (options.json === true) terminal.json(found);
          else printFields(terminal, found);
          notePin(found, terminal);
        },
        { data: 'there' },
      )(options),
    );
}

/** A suite with a PIN answers nothing before one is set. */
function notePin({ serial, ocraSuite, signatureSuite, hasPin }: Token, terminal: Terminal): void {
  const suite = [ocraSuite, signatureSuite].find((name) => name !== null && /-PSHA\d/.test(name));
  if (suite !== undefined && suite !== null && !hasPin)
    terminal.note(terminal.say('token.pin-needed', { serial, suite }));
}

function bindCommands(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('bind <serial> <login>')
    .description('token bind')
    .action((serial: string, login: string, options: CommandOptions) =>
      host.withData(
        async ({ context, terminal, requester }) => {
          await bindToken({ serial, login, requester }, context);
          terminal.print(terminal.say('token.bound', { serial, login }));
        },
        { data: 'there' },
      )(options),
    );
  token
    .command('unbind <serial> [login]')
    .description('token unbind')
    .action((serial: string, login: string | undefined, options: CommandOptions) =>
      host.withData(
        async (world) => {
          const user = login ?? (await onlyUserOf(serial, world));
          await unbindToken({ serial, user: { login: user }, requester: world.requester }, world.context);
          world.terminal.print(world.terminal.say('token.unbound', { serial, login: user }));
        },
        { data: 'there' },
      )(options),
    );
}

async function onlyUserOf(serial: string, { context, terminal }: CommandWorld): Promise<string> {
  const found = await context.store.read.tokens.read(serial, context.clock.nowMs());
  if (found === undefined) throw new Refusal('token.not-found', { serial });
  const [only, ...others] = found.bindings;
  if (only === undefined) throw new Refusal('binding.not-found', { serial });
  if (others.length > 0)
    throw new CommandRefusal(terminal.say('token.unbind-which', { serial, count: found.bindings.length }));
  return only.login;
}

/** 启用 停用 挂失 解除挂失 解锁 作废; `lost` and `found` are what the hand types for two of them. */
const ACTION_NAMES = {
  enable: 'enable',
  disable: 'disable',
  'report-lost': 'lost',
  'report-found': 'found',
  unlock: 'unlock',
  revoke: 'revoke',
} as const satisfies Record<TokenStatusAction, string>;

function actionCommands(token: LocalisedCommand, host: CommandHost): void {
  for (const action of TOKEN_STATUS_ACTIONS) {
    token
      .command(`${ACTION_NAMES[action]} <serial>`)
      .description(`token ${ACTION_NAMES[action]}`)
      .action((serial: string, options: CommandOptions) =>
        host.withData(
          async ({ context, terminal, requester }) => {
            await actOnToken({ serial, action, requester }, context);
            const after = await context.store.read.tokens.read(serial, context.clock.nowMs());
            terminal.print(terminal.say('token.done', { serial, state: after?.status ?? '' }));
          },
          { data: 'there' },
        )(options),
      );
  }
}

function syncCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('sync <serial> <otp> <nextOtp>')
    .description('token sync')
    // oxlint-disable-next-line max-params -- Commander hands over arguments one by one
    .action((serial: string, otp: string, nextOtp: string, options: CommandOptions) =>
      host.withData(
        async ({ context, terminal, requester }) => {
          const outcome = await context.verifier.verify({ kind: 'sync', serial, otp, nextOtp, requester });
          if (outcome.kind === 'refused') {
            const code = codeOfReason(outcome.reason);
            const row = findResultCode(code);
            throw new CommandRefusal(
              `${code}: ${row === undefined ? '' : fillPhrase(row.phrase, terminal.language)}`,
            );
          }
          terminal.print(terminal.say('token.synced', { serial }));
        },
        { data: 'there' },
      )(options),
    );
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageRefusal('flag.whole-number', { flag: name });
  return Number(text);
}
