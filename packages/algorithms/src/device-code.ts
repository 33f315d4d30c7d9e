import { bytesToBitGroups } from './encoding/bit-groups.ts';
import { readCrockford32Symbols, symbolsToCrockford32 } from './encoding/crockford32.ts';
import { gf32CheckSymbol } from './encoding/gf32-check.ts';

const DATA_SYMBOLS = 7;
const CODE_CHARACTERS = DATA_SYMBOLS + 1;
/** What the check starts from; the activation code's halves start from 1 and 2, so neither passes for the other. */
const CHECK_CONSTANT = 3;

/**
 * The phone identifier (手机令牌标识码): 8 characters a user reads to the administrator, who lets the distribution serve that
 * phone alone. 35 bits of the device key's SHA-256 and a check character.
 *
 * @param publicKeyBytes the device's public key in the one encoding both sides use
 * @param sha256 SHA-256 of this package or of the platform
 * @returns Crockford base32 in two blocks, e.g. `7ZKQ-3M9X`
 * Security: 35 bits tell phones apart; they do not replace the check of a signature by the key itself.
 */
export function deviceCodeOf(
  publicKeyBytes: Uint8Array,
  sha256: (message: Uint8Array) => Uint8Array,
): string {
  const data = bytesToBitGroups(sha256(publicKeyBytes), 5).slice(0, DATA_SYMBOLS);
  return formatDeviceCode([...data, gf32CheckSymbol(data, CHECK_CONSTANT)]);
}

function formatDeviceCode(symbols: readonly number[]): string {
  const text = symbolsToCrockford32(symbols);
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** What {@link parseDeviceCode} found. */
export type ParsedDeviceCode =
  | { readonly ok: true; /** as {@link deviceCodeOf} writes it */ readonly canonical: string }
  | {
      readonly ok: false;
      readonly code: 'character' | 'length' | 'check';
      /** index in the typed text (UTF-16 code unit); for `check` the first character */
      readonly position: number;
    };

/**
 * Reads a phone identifier as a person typed it: case-free, O as 0, I and L as 1, full-width characters folded, spaces and
 * dashes ignored. Any single wrong character and any two that changed places are found.
 */
export function parseDeviceCode(text: string): ParsedDeviceCode {
  const placed = readCrockford32Symbols(text);
  const invalid = placed.find(({ symbol }) => symbol === undefined);
  if (invalid !== undefined) return { ok: false, code: 'character', position: invalid.position };
  if (placed.length !== CODE_CHARACTERS) {
    return { ok: false, code: 'length', position: placed[CODE_CHARACTERS]?.position ?? text.length };
  }
  const symbols = placed.map(({ symbol }) => symbol!);
  if (gf32CheckSymbol(symbols.slice(0, DATA_SYMBOLS), CHECK_CONSTANT) !== symbols.at(-1)) {
    return { ok: false, code: 'check', position: placed[0]!.position };
  }
  return { ok: true, canonical: formatDeviceCode(symbols) };
}
