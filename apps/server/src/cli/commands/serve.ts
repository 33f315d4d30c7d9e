import cluster from 'node:cluster';
import { displayWidth } from '../help/display-width.ts';
import type { LocalisedCommand } from '../help/localised-command.ts';
import { issueSetupTicket } from '@lingpai/domain';
import { writeMeta } from '@lingpai/storage';
import {
  type DataConfig,
  type ServeConfig,
  type ServeFlags,
  readDataConfig,
  readServeConfig,
} from '../../config.ts';
import { type Running, serve } from '../../serve.ts';
import { type CommandOptions, CommandRefusal, EXIT, URLS_META } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';

type Flags = CommandOptions & ServeFlags;
/** Set for the processes of a cluster: 1, 2, 3 … */
const WORKER_NUMBER = 'LINGPAI_WORKER_NUMBER';
/** A request that is under way may take this long after the signal to stop. */
const STOP_PATIENCE_MS = 10_000;

export function serveCommand(program: LocalisedCommand, host: CommandHost): void {
  program
    .command('serve')
    .description('serve')
    .option('--host <host>', 'serve --host')
    .option('--port <port>', 'serve --port')
    .option('--phone-host <host>', 'serve --phone-host')
    .option('--phone-port <port>', 'serve --phone-port')
    .option('--workers <n>', 'serve --workers')
    .action((flags: Flags) => host.withTerminal((terminal) => runServe({ flags, env: host.env, terminal })));
}

async function runServe({
  flags,
  env,
  terminal,
}: {
  flags: Flags;
  env: CommandHost['env'];
  terminal: Terminal;
}): Promise<void> {
  const data = readDataConfig(env, flags);
  const config = readServeConfig(env, flags);
  if (config.workers > 1 && cluster.isPrimary) return runCluster(config.workers, terminal);
  const worker = Number(env[WORKER_NUMBER] ?? '1');
  const running = await startOrExplain(data, config, worker, terminal);
  if (worker === 1) await announce(running, config, data, terminal);
  await untilStopped();
  if (!cluster.isWorker) terminal.note(terminal.say('serve.stopping'));
  setTimeout(() => process.exit(EXIT.refused), STOP_PATIENCE_MS).unref();
  await running.close();
  if (cluster.isWorker) process.exit(EXIT.done);
}

// oxlint-disable-next-line max-params -- what to serve, how, as which worker, and where to complain
async function startOrExplain(
  data: DataConfig,
  config: ServeConfig,
  worker: number,
  terminal: Terminal,
): Promise<Running> {
  try {
    return await serve(data, config, worker);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CommandRefusal(
        terminal.say('serve.port-taken', { port: 'port' in error ? String(error.port) : '' }),
      );
    }
    throw error;
  }
}

/** Says where to go next. The link of the first set-up is printed here and nowhere else. */
// oxlint-disable-next-line max-params -- as above
async function announce(
  running: Running,
  config: ServeConfig,
  data: DataConfig,
  terminal: Terminal,
): Promise<void> {
  const { context, database } = running.composed;
  await writeMeta(
    database,
    URLS_META,
    JSON.stringify({ internal: running.internalUrl, phone: running.phoneUrl }),
  );
  const ticket = await issueSetupTicket(context);
  terminal.print('');
  terminal.print(`  ${terminal.say('serve.running')}`);
  terminal.print('');
  const places = [
    [terminal.say('serve.management'), `${running.internalUrl}/`],
    [terminal.say('serve.phone'), `${running.phoneUrl}/`],
    [terminal.say('serve.data'), data.databaseUrl === undefined ? data.dataDir : 'PostgreSQL'],
  ] as const;
  const width = Math.max(...places.map(([name]) => displayWidth(name)));
  for (const [name, place] of places)
    terminal.print(`    ${name}${' '.repeat(width - displayWidth(name))}  ${place}`);
  terminal.print('');
  if (ticket !== undefined) {
    terminal.print(`  ${terminal.say('serve.setup')}`);
    terminal.print('');
    terminal.print(`    ${running.internalUrl}/#/setup/${ticket}`);
    terminal.print('');
  }
  for (const { host, port } of [config.internal, config.phone]) {
    if (config.tls === undefined && !['127.0.0.1', '::1', 'localhost'].includes(host))
      terminal.note(terminal.say('serve.no-tls', { address: `${host}:${port}` }));
  }
}

/** Several processes on one machine share the ports and the data. One that dies is started again under its number. */
async function runCluster(workers: number, terminal: Terminal): Promise<void> {
  const numbers = new Map<number, number>();
  const started = new Set<number>();
  let isStopping = false;
  const start = (number: number) => numbers.set(cluster.fork({ [WORKER_NUMBER]: String(number) }).id, number);
  const stopAll = () => {
    isStopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
  };
  for (let number = 1; number <= workers; number += 1) start(number);
  cluster.on('listening', (worker) => started.add(worker.id));
  cluster.on('exit', (worker, code) => {
    if (isStopping) return;
    // The same code ends a process that was running and met a fault: that one is started again.
    const hasStarted = started.delete(worker.id);
    if (!hasStarted && (code === EXIT.refused || code === EXIT.usage)) {
      // It refused to start, and has said why: so would the others.
      process.exitCode = code;
      stopAll();
    } else start(numbers.get(worker.id) ?? 1);
  });
  await untilStopped();
  terminal.note(terminal.say('serve.stopping'));
  stopAll();
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
