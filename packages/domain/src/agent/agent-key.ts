import { encodeBase64Url, encodeUtf8, sha256 } from '@lingpai/algorithms';
import type { Random } from '../ports/world.ts';

const KEY_BYTES = 32;
const AGENT_ID_BYTES = 12;
/** Lets a key that leaked be recognised for what it is. */
const KEY_PREFIX = 'lpa_';

/** A new bearer key of an agent: 256 random bits. It is shown once; the store has its hash alone. */
export function newAgentKey(random: Random): string {
  return KEY_PREFIX + encodeBase64Url(random.bytes(KEY_BYTES));
}

/** Names an agent in its configuration file and in logs; no secret. */
export function newAgentId(random: Random): string {
  return `agent-${encodeBase64Url(random.bytes(AGENT_ID_BYTES))}`;
}

/** What the store keeps of a key: SHA-256 of its text. */
export function hashAgentKey(key: string): Uint8Array {
  return sha256(encodeUtf8(key));
}
