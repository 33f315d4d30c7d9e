import { Command, Option } from 'commander';
import { type Language, fillPhrase } from '@lingpai/contract';
import {
  type HelpKey,
  helpFramePhrases,
  helpPhrases,
  usagePhrases,
} from '@lingpai/contract/phrases/cli-help';
import { EXIT } from '../run-command.ts';
import { LocalisedHelp, inWords } from './localised-help.ts';
import { similarWords } from './similar-words.ts';

/** An option whose value is one of a few words. */
export interface Choice {
  readonly choices: readonly string[];
  /** the value when it is left out */
  readonly fallback?: string;
  readonly isRequired?: boolean;
}

/**
 * A command whose help and whose errors are in the reader's language. It is described by keys of the catalogue of help texts: one that
 * is missing in a language is a type error.
 */
export class LocalisedCommand extends Command {
  declare readonly commands: readonly LocalisedCommand[];
  readonly #language: Language;
  /** what this command was asked to parse, and what of it no option of its own was */
  #asked: readonly string[] = [];
  #unknown: readonly string[] = [];

  constructor(name: string | undefined, language: Language) {
    super(name);
    this.#language = language;
  }

  override createCommand(name?: string): LocalisedCommand {
    return new LocalisedCommand(name, this.#language);
  }

  override createHelp(): LocalisedHelp {
    return new LocalisedHelp(this.#language);
  }

  override description(): string;
  override description(text: HelpKey): this;
  override description(text?: HelpKey): this | string {
    return text === undefined ? super.description() : super.description(this.#say(text));
  }

  /** @param more the value when it is left out, or what is made of one that may be repeated */
  override option(flags: string, text: HelpKey, more?: string | boolean | object): this {
    // Commander tells a value from a function by itself; its overloads do not take both.
    return super.option(flags, this.#say(text), more as string);
  }

  /** As `option`, and it has to be given. */
  override requiredOption(flags: string, text: HelpKey, more?: string | boolean | object): this {
    return super.requiredOption(flags, this.#say(text), more as string);
  }

  /** An option that takes one of a few words; they are listed in its help, and any other is bad usage. */
  choice(flags: string, text: HelpKey, { choices, fallback, isRequired }: Choice): this {
    const option = new Option(flags, this.#say(text))
      .choices(choices)
      .makeOptionMandatory(isRequired === true);
    option.argParser((value: string) => {
      if (!choices.includes(value))
        this.#refuse('choice', {
          flag: option.long ?? flags,
          choices: choices.join(helpFramePhrases.separator[this.#language]),
        });
      return value;
    });
    return this.addOption(fallback === undefined ? option : option.default(fallback));
  }

  override parseOptions(argv: string[]): ReturnType<Command['parseOptions']> {
    this.#asked = argv;
    const parsed = super.parseOptions(argv);
    this.#unknown = parsed.unknown;
    return parsed;
  }

  /** What Commander finds wrong, said in one line. A value that was typed is never repeated: it may be a secret. */
  override error(message: string, options: { exitCode?: number; code?: string } = {}): never {
    const faults: Readonly<Record<string, () => never>> = {
      'commander.unknownCommand': () => this.#refuseUnknown('unknown-command', this.args[0] ?? ''),
      'commander.unknownOption': () => this.#refuseUnknown('unknown-option', this.#unknown[0] ?? ''),
      'commander.missingMandatoryOptionValue': () => this.#refuseMissingOption(),
      'commander.optionMissingArgument': () => this.#refuseMissingValue(),
      'commander.missingArgument': () => this.#refuseMissingArgument(),
      'commander.excessArguments': () => this.#refuseExcess(),
    };
    const fault = faults[options.code ?? ''];
    return fault === undefined ? super.error(message, { ...options, exitCode: EXIT.usage }) : fault();
  }

  /** A required option is missed before an unknown one is noticed; most often the one is the other, misspelt. */
  #refuseMissingOption(): never {
    const [unknown] = this.#unknown;
    if (unknown !== undefined) return this.#refuseUnknown('unknown-option', unknown);
    const missing = this.options.find(
      (option) => option.mandatory && this.getOptionValue(option.attributeName()) === undefined,
    );
    return this.#refuse('missing-option', { flags: this.#inWords(missing?.flags ?? '') });
  }

  /** Only the last word can be an option without its value. */
  #refuseMissingValue(): never {
    const flag = this.#asked.at(-1) ?? '';
    const flags = this.options.find((option) => option.long === flag)?.flags ?? flag;
    return this.#refuse('missing-value', { flags: this.#inWords(flags) });
  }

  #refuseMissingArgument(): never {
    const missing = this.registeredArguments.find(
      (argument, index) => argument.required && this.args[index] === undefined,
    );
    return this.#refuse('missing-argument', { name: this.#inWords(`<${missing?.name() ?? ''}>`) });
  }

  #refuseExcess(): never {
    const expected = this.registeredArguments.length;
    return this.#refuse('excess-arguments', { expected, received: this.args.length });
  }

  #refuseUnknown(what: 'unknown-command' | 'unknown-option', typed: string): never {
    const name = nameIn(typed);
    if (this.commands.some((command) => hasOption(command, name)))
      return this.#refuse('misplaced-option', { flag: name });
    const helper = this.createHelp();
    const known =
      what === 'unknown-option'
        ? helper.visibleOptions(this).map((option) => option.long ?? '')
        : helper.visibleCommands(this).map((command) => command.name());
    const similar = similarWords(name, known);
    const problem = fillPhrase(usagePhrases[what], this.#language, { name });
    if (similar.length === 0) return this.#end(problem, what);
    const words = similar.join(usagePhrases.or[this.#language]);
    return this.#end(fillPhrase(usagePhrases.similar, this.#language, { problem, words }), what);
  }

  #refuse(what: keyof typeof usagePhrases, params: Readonly<Record<string, string | number>>): never {
    return this.#end(fillPhrase(usagePhrases[what], this.#language, params), what);
  }

  #end(problem: string, what: keyof typeof usagePhrases): never {
    const line = fillPhrase(usagePhrases.hint, this.#language, { problem, command: pathOf(this) });
    return super.error(`lingpai: ${line}`, { exitCode: EXIT.usage, code: `lingpai.${what}` });
  }

  #inWords(usage: string): string {
    return inWords(usage, this.#language);
  }

  #say(key: HelpKey): string {
    return helpPhrases[key][this.#language];
  }
}

/** Of `--pasword=…` and `-p…` the name alone: what follows may be a secret. */
function nameIn(typed: string): string {
  const [name = ''] = /^-[^-]/.test(typed) ? [typed.slice(0, 2)] : typed.split('=', 1);
  return name.replace(/\p{Cc}/gu, '?');
}

/** `lingpai token import` */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function hasOption(command: LocalisedCommand, flag: string): boolean {
  return (
    command.options.some((option) => option.long === flag) ||
    command.commands.some((below) => hasOption(below, flag))
  );
}
