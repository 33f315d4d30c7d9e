import { type OcraSuite, OcraSuiteError, parseOcraSuite } from '@lingpai/algorithms';
import { Refusal } from '../refusal.ts';

const MAX_SHOWN_CHARACTERS = 64;

/**
 * Reads a suite as people type it: no suite differs from another by case alone.
 *
 * @param field which one it is, for whoever shows the refusal
 * @throws {Refusal} token.suite-unsupported
 */
export function readSuite(
  typed: string,
  field: string,
): { readonly text: string; readonly parsed: OcraSuite } {
  const text = typed.trim().toUpperCase();
  try {
    return { text, parsed: parseOcraSuite(text) };
  } catch (error) {
    if (!(error instanceof OcraSuiteError)) throw error;
    throw new Refusal('token.suite-unsupported', { suite: text.slice(0, MAX_SHOWN_CHARACTERS) }, field);
  }
}
