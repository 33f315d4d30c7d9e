import type { FormatReader } from '../format-reader.ts';
import { KeyContainer } from '../pskc/key-container.ts';
import {
  type KeyPlace,
  findKeyId,
  findKeySerial,
  findPinKeyId,
  isPinKey,
  readKey,
  readPin,
} from '../pskc/key-reader.ts';
import { PinQueue } from '../pskc/pin-queue.ts';
import { RowJudge, harmlessSerial } from '../row-verdict.ts';
import { SeedFileError, showValue } from '../seed-file-error.ts';
import type { DetectedEvent, RefusedEvent, SeedFileEvent, SeedFileOptions } from '../seed-file-event.ts';
import type { SeedFileProblemCode } from '@lingpai/contract';
import { ElementSplitter } from './element-splitter.ts';
import { findSafenetSerial, readSafenetToken } from './safenet-token.ts';
import type { XmlElement } from './xml-element.ts';

type Emit = (event: SeedFileEvent) => void;
interface ChildReader {
  /** Takes each child of the root. */
  read(child: XmlElement, emit: Emit): void | Promise<void>;
  /** After the last one. */
  end(emit: Emit): void;
}

/**
 * Reads PSKC, its drafts and SafeNet XML; the root element decides.
 *
 * @param charset asked when the format is known
 */
export function createXmlReader(options: SeedFileOptions, charset: () => string): FormatReader {
  const splitter = new ElementSplitter();
  let isDetected = false;
  let readChild: ChildReader | undefined;
  const detect = (found: Omit<DetectedEvent, 'kind' | 'charset'>, emit: Emit): void => {
    if (isDetected) return;
    isDetected = true;
    emit({ kind: 'detected', ...found, charset: charset() });
  };
  return {
    write: async (text, emit) => {
      const children = splitter.write(text);
      if (splitter.root !== undefined) readChild ??= childReader(splitter.root, options, detect);
      for (const child of children) {
        const pending = readChild?.read(child, emit);
        if (pending !== undefined) await pending;
      }
    },
    end: (emit) => {
      splitter.end();
      readChild?.end(emit);
      if (!isDetected) throw new SeedFileError('no-tokens');
    },
  };
}

type Detect = (found: Omit<DetectedEvent, 'kind' | 'charset'>, emit: Emit) => void;

/** @throws {SeedFileError} xml-root-unknown, format-mismatch, pskc-version */
function childReader(
  root: NonNullable<ElementSplitter['root']>,
  options: SeedFileOptions,
  detect: Detect,
): ChildReader {
  const isPskc = root.name === 'KeyContainer' || root.name === 'SecretContainer';
  if (!isPskc && root.name !== 'Tokens') {
    throw new SeedFileError('xml-root-unknown', { tag: showValue(root.name) });
  }
  if (options.format !== undefined && (options.format === 'safenet-xml') === isPskc) {
    throw new SeedFileError('format-mismatch', { format: options.format });
  }
  if (!isPskc) return safenetReader(options, detect);
  const version = root.attributes['Version'] ?? root.attributes['version'] ?? '1.0';
  if (!/^1(?:\.\d{1,2})?$/.test(version.trim())) {
    throw new SeedFileError('pskc-version', { version: showValue(version) });
  }
  return pskcReader(options, detect);
}

function safenetReader(options: SeedFileOptions, detect: Detect): ChildReader {
  const judge = new RowJudge({ type: 'hotp', ...options.defaults });
  const encoding = options.encoding ?? 'hex';
  const read = (child: XmlElement, emit: Emit): void => {
    if (child.name !== 'Token') return;
    detect({ format: 'safenet-xml', dialect: 'tokens', encoding }, emit);
    emit(
      judge.judge(
        child.line,
        () => readSafenetToken(child, encoding),
        () => findSafenetSerial(child),
      ),
    );
  };
  return { read, end: () => undefined };
}

function pskcReader(options: SeedFileOptions, detect: Detect): ChildReader {
  const container = new KeyContainer(options);
  const judge = new RowJudge(options.defaults ?? {});
  const encoding = options.encoding ?? 'base64';
  const queue = new PinQueue();
  const readPackage = (child: XmlElement, emit: Emit): void => {
    // The earliest draft calls a key Secret
    const keys = child.children.filter(({ name }) => name === 'Key' || name === 'Secret');
    if (keys.length === 0) queue.add(refusalOf(child.line, 'seed-missing'));
    for (const key of keys) {
      const line = keys.length > 1 ? key.line : child.line;
      queueKey({ place: { package: child, key, container, encoding }, line, judge, queue });
    }
    queue.drain(emit, false);
  };
  const read: ChildReader['read'] = (child, emit) => {
    if (child.name === 'KeyPackage') {
      detect({ format: 'pskc', dialect: 'rfc6030', encoding }, emit);
      return readPackage(child, emit);
    }
    if (child.name === 'Device') {
      detect({ format: 'feitian-xml', dialect: 'draft', encoding }, emit);
      return readPackage(child, emit);
    }
    return container.learn(child);
  };
  return { read, end: (emit) => queue.drain(emit, true) };
}

function queueKey({
  place,
  line,
  judge,
  queue,
}: {
  readonly place: KeyPlace;
  readonly line: number;
  readonly judge: RowJudge;
  readonly queue: PinQueue;
}): void {
  const { key } = place;
  if (isPinKey(key))
    return queue.addPin(
      findKeyId(key) ?? '',
      readPin(place),
      refusalOf(line, 'pin-key', harmlessSerial(findKeySerial(place))),
    );
  const event = judge.judge(
    line,
    () => readKey(place),
    () => findKeySerial(place),
  );
  const pinKeyId = findPinKeyId(key);
  const takesPin = event.kind === 'token' && event.token.spec.type === 'ocra' && pinKeyId !== undefined;
  if (takesPin) queue.addToken(event, pinKeyId);
  else queue.add(event);
}

function refusalOf(line: number, code: SeedFileProblemCode, serial?: string): RefusedEvent {
  return { kind: 'refused', line, serial, problem: { code, params: {} } };
}
