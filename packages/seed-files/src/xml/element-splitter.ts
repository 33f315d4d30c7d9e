import { SaxesParser } from 'saxes';
import type { SaxesTagPlain } from 'saxes';
import { SeedFileError } from '../seed-file-error.ts';
import type { SeedFileErrorCode } from '@lingpai/contract';
import type { XmlElement } from './xml-element.ts';

const MAX_DEPTH = 24;
/** One tag, text or comment; X.509 certificates are the longest a token file holds. */
const MAX_PIECE_CHARACTERS = 1 << 18;
/** One child of the root with all below it; drafts allow a device many keys. */
const MAX_CHILD_CHARACTERS = 1 << 20;

/** What saxes says, and what that means to the person with the file. */
const FAULTS: readonly (readonly [RegExp, SeedFileErrorCode])[] = [
  [/^unclosed tag/, 'xml-unclosed'],
  [/^document must contain a root|^text data outside of root/, 'xml-malformed'],
  [/entity/, 'xml-entity'],
  [/unexpected close tag|unmatched closing tag/, 'xml-tag-mismatch'],
  [/XML declaration must be at the start/, 'xml-declaration-late'],
];

/**
 * Parses XML that comes in slices and hands out each child of the root as a small tree, so that memory holds one at a time.
 * Strictly well-formed; no DTD, no entities but XML's own five; nesting and sizes bounded. Namespace prefixes are dropped:
 * files bind the same elements to many namespaces, or to none.
 */
export class ElementSplitter {
  readonly #parser = new SaxesParser();
  readonly #path: XmlElement[] = [];
  #done: XmlElement[] = [];
  #childCharacters = 0;
  #pieceStart = 0;
  #depth = 0;
  #lastTag = '';
  /** the root's start tag, once it was read */
  root: { readonly name: string; readonly attributes: Readonly<Record<string, string>> } | undefined;

  constructor() {
    this.#parser.on('error', (error) => this.#fail(error));
    this.#parser.on('doctype', () => {
      throw new SeedFileError('xml-doctype', { line: this.#parser.line });
    });
    this.#parser.on('opentag', (tag) => this.#open(tag));
    this.#parser.on('closetag', () => this.#close());
    this.#parser.on('text', (text) => this.#addText(text));
    this.#parser.on('cdata', (text) => this.#addText(text));
    this.#parser.on('comment', () => this.#markPiece());
    this.#parser.on('processinginstruction', () => this.#markPiece());
  }

  /**
   * @returns the children of the root that were completed by this slice
   * @throws {SeedFileError} xml-…
   */
  write(text: string): XmlElement[] {
    this.#parser.write(text);
    if (this.#parser.position - this.#pieceStart > MAX_PIECE_CHARACTERS) this.#refuseSize();
    const done = this.#done;
    this.#done = [];
    return done;
  }

  /** @throws {SeedFileError} xml-unclosed when the file ends too early */
  end(): void {
    this.#parser.close();
  }

  #open(tag: SaxesTagPlain): void {
    this.#markPiece();
    this.#depth += 1;
    this.#lastTag = tag.name;
    if (this.#depth > MAX_DEPTH) {
      throw new SeedFileError('xml-too-deep', { line: this.#parser.line, maxDepth: MAX_DEPTH });
    }
    const name = localName(tag.name);
    if (this.#depth === 1) {
      this.root = { name, attributes: tag.attributes };
      return;
    }
    const element = { name, line: this.#parser.line, attributes: tag.attributes, text: '', children: [] };
    this.#path.at(-1)?.children.push(element);
    this.#path.push(element);
  }

  #close(): void {
    this.#markPiece();
    this.#depth -= 1;
    const element = this.#path.pop();
    if (element !== undefined && this.#path.length === 0) {
      this.#done.push(element);
      this.#childCharacters = 0;
    }
  }

  #addText(text: string): void {
    this.#markPiece();
    const element = this.#path.at(-1);
    if (element !== undefined) element.text += text;
  }

  /** Every event ends a piece; its length is what the parser had to hold. */
  #markPiece(): void {
    const { position } = this.#parser;
    const characters = position - this.#pieceStart;
    this.#pieceStart = position;
    this.#childCharacters = this.#path.length === 0 ? 0 : this.#childCharacters + characters;
    if (characters > MAX_PIECE_CHARACTERS || this.#childCharacters > MAX_CHILD_CHARACTERS) this.#refuseSize();
  }

  #refuseSize(): never {
    throw new SeedFileError('xml-too-large', { line: this.#parser.line });
  }

  /** saxes writes `line:column: message`; its column counts the characters read, so it is the fault's own, counted from 1. */
  #fail(error: Error): never {
    const message = error.message.replace(/^\d+:\d+: /, '');
    const { line, column } = this.#parser;
    const place = { line, column: Math.max(1, column) };
    const code = FAULTS.find(([pattern]) => pattern.test(message))?.[1] ?? 'xml-malformed';
    const tag = /^unclosed tag: ([\w:.-]{1,64})/.exec(message)?.[1] ?? this.#lastTag.slice(0, 64);
    throw new SeedFileError(code, code === 'xml-unclosed' ? { ...place, tag } : place);
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
