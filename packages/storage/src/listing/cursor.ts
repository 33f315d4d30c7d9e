import { Refusal } from '@lingpai/domain';

/** Where a page begins: after this key, in this part of the list. Opaque to callers. */
export type CursorParts = readonly (string | number)[];

export function encodeCursor(parts: CursorParts): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * @param shape a value of the type each part must have
 * @throws {Refusal} request.malformed when it is no cursor of this list
 */
export function decodeCursor<T extends CursorParts>(cursor: string, shape: T): T {
  const parts = parse(cursor);
  const fits =
    Array.isArray(parts) &&
    parts.length === shape.length &&
    parts.every((part, index) => typeof part === typeof shape[index]);
  if (!fits) throw new Refusal('request.malformed', { detail: 'cursor' }, 'cursor');
  return parts as unknown as T;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
