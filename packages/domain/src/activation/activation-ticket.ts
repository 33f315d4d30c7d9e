import { decodeBase64Url, encodeBase64Url, encodeUtf8 } from '@lingpai/algorithms';
import type { Random, Sha256 } from '../ports/world.ts';

/** 128 bits: not to be guessed, so that a plain hash is enough to keep it by. */
export const TICKET_BYTES = 16;

/** The secret of an online QR code. */
export interface ActivationTicket {
  /** base64url, as it stands in the QR code */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes: all that the store knows of it */
  readonly hash: Uint8Array;
}

export function createTicket(random: Random, sha256: Sha256): ActivationTicket {
  const bytes = random.bytes(TICKET_BYTES);
  return { text: encodeBase64Url(bytes), bytes, hash: sha256(bytes) };
}

/** Reads a ticket a phone sent. What cannot be one gets the hash of its text, which no ticket has. */
export function readTicket(text: string, sha256: Sha256): ActivationTicket {
  try {
    const bytes = decodeBase64Url(text);
    if (bytes.length === TICKET_BYTES) return { text, bytes, hash: sha256(bytes) };
  } catch {
    // Not base64url: no ticket, as below.
  }
  const bytes = encodeUtf8(text);
  return { text, bytes, hash: sha256(bytes.length === TICKET_BYTES ? encodeUtf8(`${text}=`) : bytes) };
}
