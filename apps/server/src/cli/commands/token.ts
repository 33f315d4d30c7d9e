import type { Command } from 'commander';
import {
  TOKEN_HASHES,
  TOKEN_STATUS_ACTIONS,
  type TokenStatusAction,
  Refusal,
  actOnToken,
  bindToken,
  codeOfReason,
  createTokens,
  unbindToken,
} from '@lingpai/domain';
import { findResultCode, fillPhrase } from '@lingpai/contract';
import { UsageError } from '../../usage-error.ts';
import { findOrganization } from '../find-organization.ts';
import { oneOf } from '../flags.ts';
import { type CommandOptions, CommandRefusal, type CommandWorld, type JsonOptions } from '../run-command.ts';
import { printFields } from '../print-fields.ts';
import type { CommandHost } from '../program.ts';
import { distributeCommand } from './token-distribute.ts';
import { driftCommand } from './token-drift.ts';
import { importCommand } from './token-import.ts';
import { inferCommand } from './token-infer.ts';
import { listCommand } from './token-list.ts';
import { signatureSuiteCommand } from './token-signature-suite.ts';
import { syncFileCommand } from './token-sync-file.ts';

export function tokenCommands(program: Command, host: CommandHost): void {
  const token = program.command('token').description('Tokens');
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
}

interface CreateFlags extends JsonOptions {
  readonly org: string;
  readonly count: string;
  readonly type: string;
  readonly hash: string;
  readonly digits: string;
  readonly step: string;
}

function createCommand(token: Command, host: CommandHost): void {
  token
    .command('create')
    .description('Create mobile tokens, to be distributed to phones')
    .requiredOption('--org <path>', 'organisation, e.g. 总公司/研发')
    .requiredOption('--count <n>', '1 to 100,000')
    .option('--type <type>', 'totp, hotp', 'totp')
    .option('--hash <hash>', TOKEN_HASHES.join(', '), 'sha1')
    .option('--digits <n>', '4 to 10', '6')
    .option('--step <seconds>', 'time step', '30')
    .option('--json', 'one JSON document')
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
    type: oneOf('--type', ['totp', 'hotp'], flags.type),
    hash: oneOf('--hash', TOKEN_HASHES, flags.hash),
    digits: wholeNumber('--digits', flags.digits),
    periodSeconds: wholeNumber('--step', flags.step),
  };
}

function showCommand(token: Command, host: CommandHost): void {
  token
    .command('show <serial>')
    .description('Show a token')
    .option('--json', 'one JSON document')
    .action((serial: string, options: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }) => {
          const found = await context.store.read.tokens.read(serial, context.clock.nowMs());
          if (found === undefined) throw new Refusal('token.not-found', { serial });
          if (options.json === true) terminal.json(found);
          else printFields(terminal, found);
        },
        { data: 'there' },
      )(options),
    );
}

function bindCommands(token: Command, host: CommandHost): void {
  token
    .command('bind <serial> <login>')
    .description('Bind a token to a user')
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
    .description('Unbind a token; the login may be left out when it is bound to one user')
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
const ACTION_NAMES: Readonly<Record<TokenStatusAction, string>> = {
  enable: 'enable',
  disable: 'disable',
  'report-lost': 'lost',
  'report-found': 'found',
  unlock: 'unlock',
  revoke: 'revoke',
};

function actionCommands(token: Command, host: CommandHost): void {
  for (const action of TOKEN_STATUS_ACTIONS) {
    token
      .command(`${ACTION_NAMES[action]} <serial>`)
      .description(`${action} a token`)
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

function syncCommand(token: Command, host: CommandHost): void {
  token
    .command('sync <serial> <otp> <nextOtp>')
    .description('Synchronise a token with two consecutive OTPs')
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
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name}: a whole number`);
  return Number(text);
}
