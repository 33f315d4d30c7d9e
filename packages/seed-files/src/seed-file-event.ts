import type { TokenHash, TokenRecord, TokenType } from '@lingpai/domain';
import type { SeedFileProblem } from './seed-file-error.ts';

/**
 * `pskc` RFC 6030 · `feitian-xml` the PSKC drafts before it (`<Device>` instead of `<KeyPackage>`), which vendors still deliver ·
 * `safenet-xml` SafeNet/Aladdin eToken · `oath-csv` serial, seed, type … or named columns · `entra-csv` Microsoft Entra ID ·
 * `multiotp-csv` · `phenixid-csv` · `yubico-csv` YubiKey personalisation logs.
 */
export const SEED_FILE_FORMATS = [
  'pskc',
  'feitian-xml',
  'safenet-xml',
  'oath-csv',
  'entra-csv',
  'multiotp-csv',
  'phenixid-csv',
  'yubico-csv',
] as const;
export type SeedFileFormat = (typeof SEED_FILE_FORMATS)[number];

/** How a seed is written as text. */
export const SEED_ENCODINGS = ['hex', 'base32', 'base64'] as const;
export type SeedEncoding = (typeof SEED_ENCODINGS)[number];

/**
 * `header` columns found by their names · `positional` columns by their order · `user-columns` the OATH CSV of `# version: 2` ·
 * `rfc6030`, `draft` which generation of PSKC · `tokens` the SafeNet form.
 */
export type SeedFileDialect = 'header' | 'positional' | 'user-columns' | 'rfc6030' | 'draft' | 'tokens';

export type SeedFileCharset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | (string & {});

/** What a row means that does not say it itself. Absent members stand for the format's own documented default. */
export interface SeedFileDefaults {
  readonly type?: TokenType;
  readonly hash?: TokenHash;
  readonly digits?: number;
  readonly periodSeconds?: number;
}

export interface SeedFileOptions {
  /** undefined: found out */
  readonly format?: SeedFileFormat | undefined;
  /** of seeds that are not encrypted; undefined: what the format says, else found out, refused when more than one fits */
  readonly encoding?: SeedEncoding | undefined;
  /** 16, 24 or 32 bytes as the file's cipher asks */
  readonly preSharedKey?: Uint8Array | undefined;
  readonly password?: string | undefined;
  readonly defaults?: SeedFileDefaults | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DetectedEvent {
  readonly kind: 'detected';
  readonly format: SeedFileFormat;
  readonly encoding: SeedEncoding;
  readonly dialect: SeedFileDialect;
  readonly charset: SeedFileCharset;
}
export interface TokenEvent {
  readonly kind: 'token';
  /** 1-based */
  readonly line: number;
  readonly token: TokenRecord;
}
export interface RefusedEvent {
  readonly kind: 'refused';
  /** 1-based */
  readonly line: number;
  /** as far as it was read, and nothing that could be a seed in the wrong column */
  readonly serial: string | undefined;
  readonly problem: SeedFileProblem;
}
export interface ProgressEvent {
  readonly kind: 'progress';
  /** how much of the source has been read */
  readonly bytesRead: number;
}
export type SeedFileEvent = DetectedEvent | TokenEvent | RefusedEvent | ProgressEvent;
