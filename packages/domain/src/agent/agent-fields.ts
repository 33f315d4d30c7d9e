import { Refusal } from '../refusal.ts';
import { isAddressBlock } from './address-block.ts';

const MAX_NAME_LENGTH = 128;

/** @throws {Refusal} request.malformed */
export function parseAgentName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '' || name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name))
    throw new Refusal('request.malformed', { detail: 'name' }, 'name');
  return name;
}

/** @throws {Refusal} agent.allow-invalid */
export function parseAllow(allow: readonly string[]): string[] {
  const blocks = allow.map((text) => text.trim());
  const wrong = blocks.find((text) => !isAddressBlock(text));
  if (wrong !== undefined) throw new Refusal('agent.allow-invalid', { value: wrong }, 'allow');
  return [...new Set(blocks)];
}
