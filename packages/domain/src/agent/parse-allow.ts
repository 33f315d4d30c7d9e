import { Refusal } from '../refusal.ts';
import { isAddressBlock } from './address-block.ts';

/** @throws {Refusal} agent.allow-invalid */
export function parseAllow(allow: readonly string[]): string[] {
  const blocks = allow.map((text) => text.trim());
  const wrong = blocks.find((text) => !isAddressBlock(text));
  if (wrong !== undefined) throw new Refusal('agent.allow-invalid', { value: wrong }, 'allow');
  return [...new Set(blocks)];
}
