import { OFFLINE_PROFILES, parseActivationCode } from './activation-code.ts';
import type { TokenProfile } from './activation-code.ts';
import { parseDeviceCode } from './device-code.ts';
import { concatBytes } from './encoding/bytes.ts';
import { encodeUtf8 } from './encoding/utf8.ts';
import { sha256 } from './hash/sha2.ts';
import { hkdfSha256 } from './hkdf.ts';
import { AlgorithmInputError } from './input-error.ts';
import type { Primitives } from './primitives.ts';

/**
 * How phone and server stretch the activation password: Argon2id (RFC 9106) at the lowest setting OWASP's password storage
 * cheat sheet names, since it has to run on any phone. What makes the seed strong is the code's 115 random bits; this only
 * makes a code that was seen, without its password, worth less.
 */
export const OFFLINE_ARGON2ID = {
  memoryKib: 19_456,
  passes: 2,
  lanes: 1,
  saltBytes: 16,
  outputBytes: 32,
} as const;

/** Changing a label, or anything below, kills every code that is not yet typed in: make it version 2 instead. */
const SALT_LABEL = 'lingpai offline salt v1';
const PASSWORD_LABEL = 'lingpai offline password v1';
const SEED_LABEL = 'lingpai offline seed v1';
const BOUND_SEED_LABEL = 'lingpai offline seed for one phone v1';

const MIN_SEED_BYTES = 16;
const MAX_SEED_BYTES = 64;

/**
 * How long a new seed is: the HMAC hash's output (RFC 4226 §4 R6, RFC 6238 §5.1); 16 bytes for `sm3` and `sm4`, which
 * is one SM4 key (GM/T 0021 asks for 128 bits or more).
 */
export function seedBytesForHash(hash: TokenProfile['hash']): number {
  return { sha1: 20, sha256: 32, sha512: 64, sm3: 16, sm4: 16 }[hash];
}

/** An activation code and the serial it was made for. */
export interface OfflineSeedBinding {
  /** the activation code, typed or canonical */
  readonly code: string;
  /** the token's serial, exactly as the server has it */
  readonly serial: string;
}

/**
 * What to run Argon2id with, beside {@link OFFLINE_ARGON2ID}.
 *
 * @param binding.password activation password; empty for none
 * @returns salt: 16 bytes; another code or serial gives another one. message: what Argon2id hashes; never empty, because some
 *   implementations refuse that
 * @throws {AlgorithmInputError} `text` when the code does not parse
 */
export function offlineSeedContext({
  code,
  serial,
  password,
}: OfflineSeedBinding & { readonly password: string }): {
  salt: Uint8Array<ArrayBuffer>;
  message: Uint8Array<ArrayBuffer>;
} {
  const { canonical } = requireCode(code);
  const digest = sha256(encodeUtf8(`${SALT_LABEL}\0${canonical}${serial}`)); // the code's length is fixed: no ambiguity
  return {
    salt: digest.slice(0, OFFLINE_ARGON2ID.saltBytes),
    message: encodeUtf8(`${PASSWORD_LABEL}\0${password}`),
  };
}

/** What {@link deriveOfflineSeed} derives from. */
export interface OfflineSeedInput extends OfflineSeedBinding {
  readonly primitives: Pick<Primitives, 'hmac'>;
  /**
   * identifier of the phone that computes (on the server: of the phone the code is for). Needed for a code that is bound to a
   * phone, of no effect for others
   */
  readonly deviceCode?: string | undefined;
  /** 32 bytes: Argon2id(message and salt of {@link offlineSeedContext}) by {@link OFFLINE_ARGON2ID} */
  readonly argon2Output: Uint8Array;
  /** 16 to 64; default {@link seedBytesForHash} of the code's profile, which is what phone and server use */
  readonly seedBytes?: number;
}

/**
 * Derives the seed of a token that is activated offline: HKDF-SHA256 over (Argon2id output ‖ code), bound by its info to
 * label, profile, length, serial and, when the code is bound to a phone, that phone's identifier. Phone and server compute the
 * same; nothing travels.
 *
 * @throws {AlgorithmInputError} `text` when the code, or the identifier it needs, does not parse, `key` when argon2Output is not 32 bytes long,
 *   `length` when seedBytes is out of range
 * @see RFC 5869
 */
export function deriveOfflineSeed(input: OfflineSeedInput): Uint8Array<ArrayBuffer> {
  const { canonical, profile, isDeviceBound } = requireCode(input.code);
  const { argon2Output, seedBytes = seedBytesForHash(profile.hash) } = input;
  if (argon2Output.length !== OFFLINE_ARGON2ID.outputBytes) {
    throw new AlgorithmInputError(
      'key',
      `Cannot derive a seed: Argon2id must give ${OFFLINE_ARGON2ID.outputBytes} bytes`,
    );
  }
  if (!Number.isInteger(seedBytes) || seedBytes < MIN_SEED_BYTES || seedBytes > MAX_SEED_BYTES) {
    throw new AlgorithmInputError(
      'length',
      `Cannot derive a seed of ${seedBytes} bytes: 16 to 64 are possible`,
    );
  }
  const profileAndLength = Uint8Array.of(0, OFFLINE_PROFILES.indexOf(profile), seedBytes);
  return hkdfSha256({
    hmac: input.primitives.hmac,
    keyMaterial: concatBytes(argon2Output, encodeUtf8(canonical)),
    salt: new Uint8Array(0), // Argon2id was salted already (RFC 5869 §3.1 allows none)
    info: concatBytes(
      encodeUtf8(isDeviceBound ? BOUND_SEED_LABEL : SEED_LABEL),
      profileAndLength,
      encodeUtf8(isDeviceBound ? requireDeviceCode(input.deviceCode) : ''), // its length is fixed: no ambiguity
      encodeUtf8(input.serial),
    ),
    outputBytes: seedBytes,
  });
}

function requireDeviceCode(code: string | undefined): string {
  const parsed = parseDeviceCode(code ?? '');
  if (parsed.ok) return parsed.canonical;
  throw new AlgorithmInputError(
    'text',
    `Cannot derive a seed: the code is bound to a phone, and its identifier is wrong (${parsed.code})`,
  );
}

function requireCode(code: string): { canonical: string; profile: TokenProfile; isDeviceBound: boolean } {
  const parsed = parseActivationCode(code);
  if (parsed.ok) return parsed;
  throw new AlgorithmInputError(
    'text',
    `Cannot derive a seed: the activation code is wrong (${parsed.code})`,
  );
}
