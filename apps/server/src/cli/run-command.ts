import { userInfo } from 'node:os';
import type { Language } from '@lingpai/contract';
import { errorMessage, seedFilePhrases, fillPhrase } from '@lingpai/contract';
import { cliPhrases } from '@lingpai/contract/phrases/cli';
import { Refusal, type Requester, StoreUnavailableError, VaultError } from '@lingpai/domain';
import { SeedFileError } from '@lingpai/seed-files';
import { SchemaTooNewError, readMeta } from '@lingpai/storage';
import { type Composed, compose } from '../compose.ts';
import { type DataConfig, readDataConfig } from '../config.ts';
import { OperationRefusal } from '../operation-refusal.ts';
import { UsageRefusal } from '../usage-refusal.ts';
import { type Terminal, createTerminal } from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;
/** Exit codes of every command. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;

/** What a command works with, once the data is open. */
export interface CommandWorld extends Composed {
  readonly config: DataConfig;
  readonly terminal: Terminal;
  readonly requester: Requester;
}
/** `there`: a command that only makes sense on data refuses when there is none, instead of making some. */
export interface CommandNeeds<T> {
  readonly data?: 'there';
  /** looks at the options before anything is opened; throws UsageRefusal */
  readonly check?: (options: T) => unknown;
}
export interface CommandOptions {
  readonly data?: string;
}
export interface JsonOptions extends CommandOptions {
  readonly json?: boolean;
}

/** Name under which a running server writes down its addresses, for QR codes and `.acf` files made beside it. */
export const URLS_META = 'urls';

/** A command refuses: the message is for people, in their language, one line. */
export class CommandRefusal extends Error {}

/** Opens the data, runs a command on it, closes it, and turns whatever goes wrong into one line and an exit code. */
export function withData<T extends CommandOptions>(
  env: Environment,
  run: (world: CommandWorld, options: T) => Promise<void>,
  needs: CommandNeeds<T> = {},
): (options: T) => Promise<void> {
  return (options) =>
    withTerminal(env, async (terminal) => {
      const config = readDataConfig(env, options);
      needs.check?.(options);
      const composed = await compose(config, {
        verification: 'inline',
        nodeSuffix: '/cli',
        mustExist: needs.data === 'there',
        phoneUrl: DEFAULT_URLS.phone,
        internalUrl: DEFAULT_URLS.internal,
      });
      try {
        const urls = {
          ...DEFAULT_URLS,
          ...(JSON.parse((await readMeta(composed.database, URLS_META)) ?? '{}') as Partial<
            typeof DEFAULT_URLS
          >),
        };
        const context = { ...composed.context, phoneUrl: urls.phone, internalUrl: urls.internal };
        await run({ ...composed, config, context, terminal, requester: consoleRequester() }, options);
      } finally {
        await composed.close();
      }
    });
}
const DEFAULT_URLS = { phone: 'http://localhost:58004', internal: 'http://127.0.0.1:8080' };

export async function withTerminal(
  env: Environment,
  run: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = createTerminal(env);
  try {
    await run(terminal);
  } catch (error) {
    process.exitCode = error instanceof UsageRefusal ? EXIT.usage : EXIT.refused;
    terminal.note(`lingpai: ${describeFailure(error, terminal.language)}`);
  }
}

/** The account at the console is the actor the audit log names. */
export function consoleRequester(): Requester {
  const account = (() => {
    try {
      return userInfo().username;
    } catch {
      return '';
    }
  })();
  return { kind: 'cli', name: account, source: '' };
}

/** One line for people. */
export function describeFailure(error: unknown, language: Language): string {
  if (error instanceof CommandRefusal) return error.message;
  if (error instanceof VaultError)
    return fillPhrase(cliPhrases['failed.vault'], language, { message: error.message });
  if (error instanceof OperationRefusal) return describeOperationRefusal(error, language);
  if (error instanceof Refusal) return errorMessage(error.code, language, error.params);
  if (error instanceof SeedFileError) return describeSeedFileError(error, language);
  if (error instanceof SchemaTooNewError)
    return errorMessage('data.too-new', language, { found: error.found, known: error.known });
  if (error instanceof StoreUnavailableError)
    return `${errorMessage('server.store-unavailable', language)} (${error.message})`;
  return fillPhrase(cliPhrases['failed.inside'], language, {
    message: error instanceof Error ? error.message : String(error),
  });
}

/** What the file system says by a code is said in words where we have them. */
function describeOperationRefusal({ key, params }: OperationRefusal, language: Language): string {
  const reason = `reason.${String(params['reason'])}`;
  const words = Object.hasOwn(cliPhrases, reason) ? cliPhrases[reason as keyof typeof cliPhrases] : undefined;
  return fillPhrase(cliPhrases[key], language, {
    ...params,
    ...(words !== undefined && { reason: fillPhrase(words, language) }),
  });
}

/** Runs what may take long; Ctrl+C ends it in an orderly way, and the second time at once. */
export async function interruptible<T>(
  run: (signal: AbortSignal) => Promise<T>,
  refusal: Error = new OperationRefusal('cancelled'),
): Promise<T> {
  const cancel = new AbortController();
  const onSignal = () => cancel.abort(refusal);
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await run(cancel.signal);
  } finally {
    process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  }
}

function describeSeedFileError(error: SeedFileError, language: Language): string {
  const { line, column, params } = error;
  const phrase = seedFilePhrases[`seed-file.${error.code}`];
  const text = fillPhrase(phrase, language, {
    ...params,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  });
  // Many of these phrases name the place themselves.
  if (line === undefined || phrase[language].includes('{line}')) return text;
  const place =
    language === 'zh-CN'
      ? `第 ${line} 行${column === undefined ? '' : `第 ${column} 列`}`
      : `line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return `${place}: ${text}`;
}
