import { bitGroupsToBytes, bytesToBitGroups } from './encoding/bit-groups.ts';
import { readCrockford32Symbols, symbolsToCrockford32 } from './encoding/crockford32.ts';
import type { PlacedSymbol } from './encoding/crockford32.ts';
import { gf32CheckSymbol } from './encoding/gf32-check.ts';
import { AlgorithmInputError } from './input-error.ts';

/**
 * The offline activation code: everything a phone without network needs beside serial and activation password.
 *
 * 26 characters of Crockford's base32, 130 bits, written in six blocks; three blocks are a half with a check of its own:
 *
 *     PRRR-RRRR-RRRRC   RRRR-RRRR-RRRRC        P profile and version, R random, C check
 *
 * - 23 × R = 115 random bits. They alone protect the seed when the activation password is weak or none, so they were not
 *   to shrink; that leaves 15 bits, three characters, for all else.
 * - 1 × P: version 1 has 30 profiles ({@link OFFLINE_PROFILES}: every combination the product hands out), which is what one
 *   character can name with room to spare. `Z` is reserved for codes of a later version, whatever they look like after
 *   it. `Y` says that the code is bound to one phone: the profile follows as second character, 110 random bits remain, and
 *   the phone's identifier goes into the seed (see `offline-seed.ts`), so that another phone derives another one.
 * - 2 × C, at the end of each half. One check at the very end would say "something is wrong" after 26 characters; a check
 *   per block of four would cost six characters, 30 bits. With one per half a slip shows after 13 characters at the latest,
 *   and always in the half where it was made.
 *
 * Each check is a weighted sum over GF(32) (see `encoding/gf32-check.ts`) that starts from a constant of its half. Found
 * always: one wrong character in a half, two characters of a half that changed places (neighbours or not), two
 * neighbours across the middle that changed places, the halves in the wrong order. Anything else shows 31 times in 32 per
 * half; what still slips through gives a seed whose OTPs the server refuses.
 */
export const ACTIVATION_CODE_CHARACTERS = 26;
/** Random bytes that go in. The last 5 of their 120 bits are dropped. */
export const ACTIVATION_ENTROPY_BYTES = 15;

const HALF_CHARACTERS = 13;
const RANDOM_SYMBOLS = 23;
/** Where the blocks of a half end. */
const BLOCK_ENDS = [4, 8, HALF_CHARACTERS] as const;
/** What the checks start from; the device code has its own. */
const HALF_CONSTANTS = [1, 2] as const;
const DEVICE_BOUND_SYMBOL = 30;
const LATER_VERSION_SYMBOL = 31;

/** What a token activated offline computes with. Fits into `OtpSpec`. */
export interface TokenProfile {
  readonly type: 'hotp' | 'totp';
  readonly hash: 'sha1' | 'sha256' | 'sha512' | 'sm3' | 'sm4';
  readonly digits: 6 | 8;
  /** 30 or 60 for `totp`, undefined for `hotp` */
  readonly periodSeconds: 30 | 60 | undefined;
}

const HASHES = ['sha1', 'sha256', 'sha512', 'sm3', 'sm4'] as const;
const DIGITS = [6, 8] as const;
const PERIODS = [30, 60] as const;

/** The profiles of version 1; the index is the value of the code's first character. Append only, 30 at most. */
export const OFFLINE_PROFILES: readonly TokenProfile[] = [
  ...HASHES.flatMap((hash) =>
    DIGITS.flatMap((digits) =>
      PERIODS.map((periodSeconds) => ({ type: 'totp', hash, digits, periodSeconds }) as const),
    ),
  ),
  ...HASHES.flatMap((hash) =>
    DIGITS.map((digits) => ({ type: 'hotp', hash, digits, periodSeconds: undefined }) as const),
  ),
];

/** As much of a token as decides whether it has a profile. */
export interface OfflineProfileCriteria {
  readonly type: string;
  readonly hash: string;
  readonly digits: number;
  readonly periodSeconds: number | undefined;
}

/**
 * The profile of a token, if it can be activated offline.
 *
 * @param spec a token's settings; the period of an event token does not count
 * @returns undefined for challenge tokens and for digits or periods without a profile: distribute those online
 */
export function findOfflineProfile(spec: OfflineProfileCriteria): TokenProfile | undefined {
  const periodSeconds = spec.type === 'hotp' ? undefined : spec.periodSeconds;
  return OFFLINE_PROFILES.find(
    (profile) =>
      profile.type === spec.type &&
      profile.hash === spec.hash &&
      profile.digits === spec.digits &&
      profile.periodSeconds === periodSeconds,
  );
}

/** What {@link encodeActivationCode} makes a code of. */
export interface ActivationCodeContent {
  readonly profile: TokenProfile;
  /** 15 fresh random bytes */
  readonly random: Uint8Array;
  /** only one phone may derive the seed: its identifier is needed for it, too; default false */
  readonly isDeviceBound?: boolean;
}

/**
 * Makes an activation code.
 *
 * @returns 26 characters in blocks of 4-4-5-4-4-5, joined by dashes
 * @throws {AlgorithmInputError} `profile` for one that is not in {@link OFFLINE_PROFILES}, `length` for not 15 bytes
 * Security: the code is a secret; show it once, keep it out of logs and URLs.
 */
export function encodeActivationCode({
  profile,
  random,
  isDeviceBound = false,
}: ActivationCodeContent): string {
  const known = findOfflineProfile(profile);
  if (known === undefined) {
    throw new AlgorithmInputError(
      'profile',
      'Cannot make an activation code: tokens of this kind have no offline profile',
    );
  }
  if (random.length !== ACTIVATION_ENTROPY_BYTES) {
    throw new AlgorithmInputError(
      'length',
      `Cannot make an activation code of ${random.length} random bytes`,
    );
  }
  const head = [...(isDeviceBound ? [DEVICE_BOUND_SYMBOL] : []), OFFLINE_PROFILES.indexOf(known)];
  const content = [...head, ...bytesToBitGroups(random, 5)].slice(0, 1 + RANDOM_SYMBOLS);
  const dataPerHalf = HALF_CHARACTERS - 1;
  const halves = HALF_CONSTANTS.map((constant, half) => {
    const data = content.slice(half * dataPerHalf, (half + 1) * dataPerHalf);
    return symbolsToCrockford32([...data, gf32CheckSymbol(data, constant)]);
  });
  return halves.map(inBlocks).join('-');
}

/** Writes the characters of one half, as many as there are, in its blocks. */
function inBlocks(characters: string): string {
  const blocks = BLOCK_ENDS.map((end, i) => characters.slice(BLOCK_ENDS[i - 1] ?? 0, end));
  const surplus = characters.slice(HALF_CHARACTERS);
  return [...blocks, surplus].filter((block) => block !== '').join('-');
}

/**
 * - `character`: one that is in no activation code
 * - `length`: too short or too long
 * - `check`: a slip in the half that `groupIndex` names
 * - `version`: made by a later version of the product; update the app
 * - `profile`: right in form, but no such token exists
 */
export type ActivationCodeFault = 'length' | 'character' | 'check' | 'version' | 'profile';

/** What {@link parseActivationCode} found. */
export type ParsedActivationCode =
  | {
      readonly ok: true;
      readonly profile: TokenProfile;
      /** the identifier of the phone it was made for is needed to derive the seed */
      readonly isDeviceBound: boolean;
      /** 15 bytes, the last 5 bits zero (10 when bound to a phone) */
      readonly entropy: Uint8Array<ArrayBuffer>;
      /** the 26 characters, upper case, without dashes: what the seed is derived from */
      readonly canonical: string;
    }
  | {
      readonly ok: false;
      readonly code: ActivationCodeFault;
      /** the half to look at: 0 or 1 */
      readonly groupIndex: number;
      /** index in the typed text (UTF-16 code unit) of the fault; for `check` of the half's first character */
      readonly position: number;
    };

/**
 * Reads a whole activation code as a person typed it: case-free, O as 0, I and L as 1, full-width characters folded, spaces
 * and dashes ignored.
 */
export function parseActivationCode(text: string): ParsedActivationCode {
  const placed = readCrockford32Symbols(text);
  const symbols = placed.map(({ symbol }) => symbol ?? -1);
  const fault = findFault(placed, symbols, text.length);
  if (fault !== undefined) return { ok: false, ...fault };
  const isDeviceBound = symbols[0] === DEVICE_BOUND_SYMBOL;
  const randomFrom = isDeviceBound ? 2 : 1;
  const profile = OFFLINE_PROFILES[symbols[randomFrom - 1]!]!;
  const random = [...symbols.slice(randomFrom, HALF_CHARACTERS - 1), ...symbols.slice(HALF_CHARACTERS, -1)];
  const entropy = bitGroupsToBytes([...random, ...Array<number>(randomFrom).fill(0)], 5).bytes;
  return { ok: true, profile, isDeviceBound, entropy, canonical: symbolsToCrockford32(symbols) };
}

interface LocatedFault {
  readonly code: ActivationCodeFault;
  readonly groupIndex: number;
  readonly position: number;
}

/** The first reason to refuse: what a glance finds first, what needs an update or a new code last. */
function findFault(
  placed: readonly PlacedSymbol[],
  symbols: readonly number[],
  textLength: number,
): LocatedFault | undefined {
  const at = (index: number, code: ActivationCodeFault): LocatedFault => ({
    code,
    groupIndex: index < HALF_CHARACTERS ? 0 : 1,
    position: placed[index]?.position ?? textLength,
  });
  const invalid = symbols.indexOf(-1);
  if (invalid !== -1) return at(invalid, 'character');
  if (symbols.length !== ACTIVATION_CODE_CHARACTERS) {
    return at(Math.min(symbols.length, ACTIVATION_CODE_CHARACTERS), 'length');
  }
  const wrongHalf = HALF_CONSTANTS.findIndex((_, half) => !isHalfRight(halfOf(symbols, half), half));
  if (wrongHalf !== -1) return at(wrongHalf * HALF_CHARACTERS, 'check');
  if (symbols[0] === LATER_VERSION_SYMBOL) return at(0, 'version');
  const profileAt = symbols[0] === DEVICE_BOUND_SYMBOL ? 1 : 0;
  return OFFLINE_PROFILES[symbols[profileAt]!] === undefined ? at(profileAt, 'profile') : undefined;
}

/** The characters of a half; the second one also holds what is too much. */
function halfOf<T>(items: readonly T[], half: number): T[] {
  return half === 0 ? items.slice(0, HALF_CHARACTERS) : items.slice(HALF_CHARACTERS);
}

function isHalfRight(symbols: readonly number[], half: number): boolean {
  return gf32CheckSymbol(symbols.slice(0, -1), HALF_CONSTANTS[half]!) === symbols.at(-1);
}

/** One half of a code that is being typed. */
export interface PartialActivationGroup {
  /** what was typed into it, folded and in blocks, e.g. `08J4-CT` */
  readonly text: string;
  /** `incomplete` while characters are to come; `wrong` for a slip or a character that is in no code */
  readonly state: 'incomplete' | 'ok' | 'wrong';
}

/** What {@link checkPartialActivationCode} says while a code is typed. */
export interface PartialActivationCode {
  /** always the two halves, also when nothing was typed yet */
  readonly groups: readonly [PartialActivationGroup, PartialActivationGroup];
  /** both halves are there and right; version and profile are for {@link parseActivationCode} to judge */
  readonly complete: boolean;
}

/** Checks as much of a code as is typed, so that a slip shows in its half and not at the end. Folds as parsing does. */
export function checkPartialActivationCode(text: string): PartialActivationCode {
  const placed = readCrockford32Symbols(text);
  const groups = [checkHalf(halfOf(placed, 0), 0), checkHalf(halfOf(placed, 1), 1)] as const;
  return { groups, complete: groups.every(({ state }) => state === 'ok') };
}

function checkHalf(placed: readonly PlacedSymbol[], half: number): PartialActivationGroup {
  const text = inBlocks(placed.map(({ character }) => character).join(''));
  const symbols = placed.map(({ symbol }) => symbol ?? -1);
  if (symbols.includes(-1) || symbols.length > HALF_CHARACTERS) return { text, state: 'wrong' };
  if (symbols.length < HALF_CHARACTERS) return { text, state: 'incomplete' };
  return { text, state: isHalfRight(symbols, half) ? 'ok' : 'wrong' };
}
