import type { LocalisedCommand } from '../help/localised-command.ts';
import type { EventSink } from '@lingpai/contract';
import { fieldTerm } from '@lingpai/contract/phrases/cli-fields';
import { deliveryErrorMessage } from '@lingpai/contract/phrases/events';
import {
  type EventSinkRecord,
  Refusal,
  deleteEventSink,
  listEventSinks,
  readEventSink,
  updateEventSink,
} from '@lingpai/domain';
import { sendTestEvent } from '../../events/send-test-event.ts';
import { printFields } from '../print-fields.ts';
import type { CommandHost } from '../program.ts';
import { CommandRefusal, type CommandWorld, type JsonOptions } from '../run-command.ts';
import { addSinkCommands } from './events-add.ts';

type RunOnSink = (world: CommandWorld, sink: EventSinkRecord, options: JsonOptions) => Promise<void>;

export function eventsCommands(program: LocalisedCommand, host: CommandHost): void {
  const events = program.command('events').description('events');
  addSinkCommands(events, host);
  listCommand(events, host);
  const onSink = (command: 'show' | 'enable' | 'disable' | 'delete' | 'test', run: RunOnSink) =>
    sinkCommand(events.command(`${command} <name>`).description(`events ${command}`), host, run);
  onSink('show', runShow);
  onSink('enable', (...on) => setEnabled(true, ...on));
  onSink('disable', (...on) => setEnabled(false, ...on));
  onSink('delete', runDelete);
  onSink('test', runTest);
}

function sinkCommand(command: LocalisedCommand, host: CommandHost, run: RunOnSink): void {
  command.option('--json', '--json').action((name: string, flags: JsonOptions) =>
    host.withData<JsonOptions>(
      async (world, options) => {
        const sink = await world.context.store.read.eventSinks.findByName(name);
        if (sink === undefined) throw new Refusal('event-sink.not-found');
        await run(world, sink, options);
      },
      { data: 'there' },
    )(flags),
  );
}

function listCommand(events: LocalisedCommand, host: CommandHost): void {
  events
    .command('list')
    .description('events list')
    .option('--json', '--json')
    .action((flags: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }, options) => {
          const items = await listEventSinks(context);
          if (options.json === true) return terminal.json({ items });
          const { language } = terminal;
          const table = terminal.table('name', 'kind', 'status', 'deliveredCount');
          for (const sink of items)
            table.add(
              sink.name,
              fieldTerm('kind', sink.kind, language),
              stateOf(sink, terminal),
              sink.deliveredCount,
            );
          table.end();
        },
        { data: 'there' },
      )(flags),
    );
}

async function runShow(
  { context, terminal }: CommandWorld,
  { id }: EventSinkRecord,
  { json }: JsonOptions,
): Promise<void> {
  const sink = await readEventSink(id, context);
  if (json === true) return terminal.json(sink);
  printFields(terminal, sink);
}

async function runDelete(
  { context, terminal, requester }: CommandWorld,
  { id, name }: EventSinkRecord,
  { json }: JsonOptions,
): Promise<void> {
  await deleteEventSink({ id, requester }, context);
  if (json === true) terminal.json({ id, name });
  else terminal.print(terminal.say('events.deleted', { name }));
}

// oxlint-disable-next-line max-params -- what to set, and what every command on a sink gets
async function setEnabled(
  isEnabled: boolean,
  { context, terminal, requester }: CommandWorld,
  { id, name }: EventSinkRecord,
  { json }: JsonOptions,
): Promise<void> {
  const sink = await updateEventSink({ id, change: { isEnabled }, requester }, context);
  if (json === true) terminal.json(sink);
  else terminal.print(terminal.say(isEnabled ? 'events.enabled' : 'events.disabled', { name }));
}

async function runTest(
  { context, terminal, requester }: CommandWorld,
  { id, name }: EventSinkRecord,
  { json }: JsonOptions,
): Promise<void> {
  const result = await sendTestEvent({ id, requester }, context);
  const word = (result.isDelivered ? result.note : result.error) ?? '';
  const reason = deliveryErrorMessage(word, terminal.language);
  if (json === true) terminal.json({ isDelivered: result.isDelivered, error: word, message: reason });
  if (!result.isDelivered) throw new CommandRefusal(terminal.say('events.test-failed', { name, reason }));
  if (word !== '') terminal.note(reason);
  if (json !== true) terminal.print(terminal.say('events.tested', { name }));
}

function stateOf(sink: EventSink, terminal: CommandWorld['terminal']): string {
  if (!sink.isEnabled) return terminal.say('events.off');
  const reason = deliveryErrorMessage(sink.lastError, terminal.language);
  if (sink.failingSince === null) return reason === '' ? terminal.say('events.ok') : reason;
  return terminal.say('events.failing', { since: new Date(sink.failingSince).toISOString(), reason });
}
