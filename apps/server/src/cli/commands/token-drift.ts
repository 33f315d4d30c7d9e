import type { LocalisedCommand } from '../help/localised-command.ts';
import { type DriftRange, readFleetDrift } from '@lingpai/domain';
import { clockWorld } from '../../operations/infer-clock-world.ts';
import type { JsonOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';

export function driftCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('drift')
    .description('token drift')
    .option('--json', '--json')
    .action((flags: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }) => {
          const drift = await readFleetDrift(clockWorld(context));
          if (flags.json === true) return terminal.json(drift);
          const { usedCount: used, neverUsedCount: neverUsed, meanSeconds: mean } = drift;
          terminal.print(terminal.say('drift.counts', { used, neverUsed, mean }));
          for (const range of drift.ranges)
            terminal.print(`${String(range.count).padStart(9)}  ${describeRange(range, terminal)}`);
        },
        { data: 'there' },
      )(flags),
    );
}

function describeRange({ fromSeconds, toSeconds }: DriftRange, terminal: Terminal): string {
  if (fromSeconds === 0) return terminal.say('drift.exact');
  if (fromSeconds === null) return terminal.say('drift.far-behind', { from: -(toSeconds ?? 0) });
  if (toSeconds === null) return terminal.say('drift.far-ahead', { from: fromSeconds });
  if (fromSeconds > 0) return terminal.say('drift.ahead', { from: fromSeconds, to: toSeconds });
  return terminal.say('drift.behind', { from: -toSeconds, to: -fromSeconds });
}
