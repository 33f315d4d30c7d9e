import type { LocalisedCommand } from '../help/localised-command.ts';
import { type ClockCandidate, type InferredClock, adoptTokenClock, inferTokenClock } from '@lingpai/domain';
import { candidateView, describeCandidate } from '../../operations/describe-clock.ts';
import { clockWorld } from '../../operations/infer-clock-world.ts';
import { UsageRefusal } from '../../usage-refusal.ts';
import { type CommandOptions, CommandRefusal, type CommandWorld } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';

interface InferFlags extends CommandOptions {
  /** true: the only candidate; text: which */
  readonly adopt?: true | string;
  readonly json?: boolean;
}

export function inferCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('infer <serial> <otp> <nextOtp> [thirdOtp]')
    .description('token infer')
    .option('--adopt [n]', 'token infer --adopt')
    .option('--json', '--json')
    // oxlint-disable-next-line max-params -- Commander hands over arguments one by one
    .action((serial: string, otp: string, nextOtp: string, third: string | undefined, flags: InferFlags) => {
      const otps = third === undefined ? [otp, nextOtp] : [otp, nextOtp, third];
      return host.withData<InferFlags>((world, options) => runInfer({ serial, otps }, world, options), {
        data: 'there',
        check: (options) => parsePlace(options.adopt),
      })(flags);
    });
}

interface Typed {
  readonly serial: string;
  readonly otps: readonly string[];
}

async function runInfer(typed: Typed, world: CommandWorld, flags: InferFlags): Promise<void> {
  const { context, terminal } = world;
  const inferred = await inferTokenClock(typed, clockWorld(context));
  const { candidates } = inferred;
  const wanted = flags.adopt === undefined ? undefined : choose(candidates, parsePlace(flags.adopt));
  const adopted = wanted && (await adopt(typed, { ...inferred, wanted }, world));
  if (flags.json === true)
    terminal.json({ ...toJson(inferred), adopted: adopted ? candidateView(adopted) : null });
  else sayResult({ serial: typed.serial, candidates, adopted }, terminal);
  if (candidates.length === 0) throw new CommandRefusal(describeNothing(typed, inferred, terminal));
  if (flags.adopt !== undefined && adopted === undefined)
    throw new CommandRefusal(terminal.say('infer.which', { count: candidates.length }));
}

/** Of several, one has to be named. */
function choose(
  candidates: readonly ClockCandidate[],
  place: number | undefined,
): ClockCandidate | undefined {
  if (place !== undefined) return candidates[place - 1];
  return candidates.length === 1 ? candidates[0] : undefined;
}

function adopt(
  typed: Typed,
  { readAt, wanted: { spec, factor } }: InferredClock & { readonly wanted: ClockCandidate },
  { context, requester }: CommandWorld,
): Promise<ClockCandidate> {
  const candidate = { type: spec.type, hash: spec.hash, periodSeconds: spec.periodSeconds ?? null, factor };
  return adoptTokenClock({ ...typed, readAt, candidate, requester }, clockWorld(context));
}

function sayResult(
  result: {
    readonly serial: string;
    readonly candidates: readonly ClockCandidate[];
    readonly adopted: ClockCandidate | undefined;
  },
  terminal: Terminal,
): void {
  const { serial, candidates, adopted } = result;
  if (adopted === undefined) return sayCandidates(candidates, terminal);
  terminal.print(terminal.say('infer.adopted', { serial, ...describeCandidate(adopted, terminal.language) }));
}

function sayCandidates(candidates: readonly ClockCandidate[], terminal: Terminal): void {
  for (const [index, candidate] of candidates.entries())
    terminal.print(
      terminal.say('infer.candidate', {
        place: index + 1,
        ...describeCandidate(candidate, terminal.language),
        accidents: candidate.expectedAccidents.toExponential(0),
      }),
    );
  if (candidates.length > 0)
    terminal.note(terminal.say(candidates.length === 1 ? 'infer.hint-adopt' : 'infer.hint-choose'));
}

function describeNothing(
  { otps }: Typed,
  { isComplete, isSpecFixed }: InferredClock,
  terminal: Terminal,
): string {
  if (!isComplete) return terminal.say('infer.too-few-digits');
  if (isSpecFixed && otps.length === 3) return terminal.say('infer.none-fixed');
  return terminal.say(otps.length === 3 ? 'infer.none-three' : 'infer.none-two');
}

function toJson({ candidates, isComplete, isSpecFixed, readAt }: InferredClock) {
  return { candidates: candidates.map(candidateView), isComplete, isSpecFixed, readAt };
}

/** @throws {UsageRefusal} */
function parsePlace(adopt: InferFlags['adopt']): number | undefined {
  if (adopt === undefined || adopt === true) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(adopt)) throw new UsageRefusal('flag.candidate', { flag: '--adopt' });
  return Number(adopt);
}
