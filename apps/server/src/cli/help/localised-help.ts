import { type Command, Help, type Option } from 'commander';
import { type Language, fillPhrase } from '@lingpai/contract';
import { helpFramePhrases, helpTermPhrases } from '@lingpai/contract/phrases/cli-help';
import { displayWidth, wrapText } from './display-width.ts';

/** A term takes this share of a line at most; the description of a longer one begins below it. */
const MAX_TERM_SHARE = 0.38;
const ITEM_INDENT = 2;
/** columns; a wider line is hard to read */
const MAX_HELP_WIDTH = 120;
/** columns; in less, text is not wrapped */
const MIN_WRAP_WIDTH = 24;

/** The help as Commander makes it, in the reader's language, aligned where characters are two columns wide. */
export class LocalisedHelp extends Help {
  readonly #language: Language;

  constructor(language: Language) {
    super();
    this.#language = language;
    this.minWidthToWrap = MIN_WRAP_WIDTH;
  }

  override prepareContext(context: { error?: boolean; helpWidth?: number; outputHasColors?: boolean }): void {
    super.prepareContext(context);
    this.helpWidth = Math.min(this.helpWidth ?? MAX_HELP_WIDTH, MAX_HELP_WIDTH);
  }

  override displayWidth(text: string): number {
    return displayWidth(text);
  }

  override boxWrap(text: string, width: number): string {
    return width < this.minWidthToWrap ? text : wrapText(text, width);
  }

  override styleTitle(title: string): string {
    return Object.hasOwn(helpFramePhrases, title) ? this.#say(title as keyof typeof helpFramePhrases) : title;
  }

  /** What has to be given stands in the line that says how the command is called. */
  override commandUsage(command: Command): string {
    const names: string[] = [];
    for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
    const needed = command.options.filter(({ mandatory }) => mandatory).map((option) => option.flags);
    const parts = [names.join(' '), ...needed, ...command.usage().split(' ')].map((part) =>
      this.#inWords(part),
    );
    const indent = displayWidth(`${this.#say('Usage:')} `);
    return joinInLines(parts, (this.helpWidth ?? MAX_HELP_WIDTH) - indent).join(`\n${' '.repeat(indent)}`);
  }

  /** Every command has options: to say so at each is noise. */
  override subcommandTerm(command: Command): string {
    const names = command.registeredArguments.map((argument) =>
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
    );
    return this.#inWords([command.name(), ...names].join(' '));
  }

  override optionTerm(option: Option): string {
    return this.#inWords(option.flags);
  }

  /** The choices are listed where the text does not say what each of them is. */
  override optionDescription({ description, argChoices = [], defaultValue }: Option): string {
    const choices = argChoices.join(this.#say('separator'));
    const text = argChoices.every((choice) => description.includes(choice))
      ? description
      : this.#say('choices', { text: description, choices });
    return typeof defaultValue === 'string' ? this.#say('default', { text, value: defaultValue }) : text;
  }

  /** As wide as the widest term that has its description beside it. */
  override padWidth(command: Command): number {
    const terms = [
      ...this.visibleOptions(command).map((option) => this.optionTerm(option)),
      ...this.visibleCommands(command).map((below) => this.subcommandTerm(below)),
    ];
    const share = Math.floor((this.helpWidth ?? MAX_HELP_WIDTH) * MAX_TERM_SHARE);
    return Math.max(...terms.map((term) => displayWidth(term)).filter((width) => width <= share));
  }

  // oxlint-disable-next-line max-params -- Commander's own
  override formatItem(term: string, termWidth: number, description: string, helper: Help): string {
    if (displayWidth(term) <= termWidth) return super.formatItem(term, termWidth, description, helper);
    const below = super.formatItem('', termWidth, description, helper);
    return `${' '.repeat(ITEM_INDENT)}${term}\n${below}`;
  }

  /** `[options] <serial>`: what stands in brackets is a word for people. */
  #inWords(usage: string): string {
    return inWords(usage, this.#language);
  }

  #say(key: keyof typeof helpFramePhrases, params: Record<string, string> = {}): string {
    return fillPhrase(helpFramePhrases[key], this.#language, params);
  }
}

/** Words go beside each other as long as they fit. @param width columns */
function joinInLines(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && displayWidth(line) <= width) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

/** The names in `--org <path>` or `<serial> [login]`, in the reader's language. */
export function inWords(usage: string, language: Language): string {
  return usage.replace(/([<[])([\w-]+)([>\]])/g, (whole, open: string, name: string, close: string) => {
    if (!Object.hasOwn(helpTermPhrases, name)) return whole;
    return `${open}${helpTermPhrases[name as keyof typeof helpTermPhrases][language]}${close}`;
  });
}
