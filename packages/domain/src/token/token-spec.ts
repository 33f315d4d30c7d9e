/** What a token computes with: its type, hash, length and clock. All strings are the ones in the store, in JSON and on screen. */

/** `hotp` event token (C100), `totp` time token (C200), `ocra` challenge and signature token (C300, C400). */
export const TOKEN_TYPES = ['hotp', 'totp', 'ocra'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/**
 * The hash under the OTP. `sha1`, `sha256`, `sha512` are used as HMAC (RFC 4226, RFC 6238); `sm3` and `sm4` name the two
 * algorithms of GM/T 0021-2012 (GB/T 38556-2020), which are no HMACs.
 */
export const TOKEN_HASHES = ['sha1', 'sha256', 'sha512', 'sm3', 'sm4'] as const;
export type TokenHash = (typeof TOKEN_HASHES)[number];

/** RFC 4226 §5.3 asks for at least 6; RFC 6287 §6.2 knows 4 to 10. */
export const MIN_DIGITS = 4;
export const MAX_DIGITS = 10;
/** RFC 4226 §4 R6 asks for 128 bits at least; real files hold shorter ones, which are refused. */
export const MIN_SEED_BYTES = 16;
export const MAX_SEED_BYTES = 128;
export const MIN_PERIOD_SECONDS = 1;
export const MAX_PERIOD_SECONDS = 86_400;

export interface TokenSpec {
  readonly type: TokenType;
  readonly hash: TokenHash;
  /** 4 to 10; for `ocra` the length of its time or event OTP, or of its response when it has none */
  readonly digits: number;
  /** time step X in seconds for `totp`, and for an `ocra` token that shows a time OTP as well; undefined otherwise */
  readonly periodSeconds: number | undefined;
  /** RFC 6287 §6 suite of an `ocra` token */
  readonly ocraSuite: string | undefined;
}

/** A token as a token file brings it: everything the importer needs, nothing the store adds. */
export interface TokenRecord {
  /** text, leading zeros kept, 1 to 64 of `A-Z a-z 0-9 . _ : / -` */
  readonly serial: string;
  readonly spec: TokenSpec;
  /** 16 to 128 bytes */
  readonly seed: Uint8Array;
  /** what its holder types into an OCRA token beside a challenge, in UTF-8 */
  readonly pin?: Uint8Array | undefined;
  /** next counter (HOTP) the token will use, 0 when new; for time tokens 0 */
  readonly counter: number;
  /** what the file says of the token's clock, in time steps; 0 when it says nothing */
  readonly driftSteps: number;
  readonly manufacturer: string | undefined;
  readonly model: string | undefined;
  /** epoch ms */
  readonly startsAt: number | undefined;
  /** epoch ms */
  readonly expiresAt: number | undefined;
  /** login of the user the file wants it bound to, if it names one */
  readonly userLogin: string | undefined;
}
