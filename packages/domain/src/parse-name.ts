import { Refusal } from './refusal.ts';

const MAX_NAME_LENGTH = 128;

/**
 * The name administrators give an agent, a back-end or an event sink.
 *
 * @throws {Refusal} request.malformed
 */
export function parseName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '' || name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name))
    throw new Refusal('request.malformed', { detail: 'name' }, 'name');
  return name;
}
