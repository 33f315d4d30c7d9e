import { Refusal } from '../refusal.ts';

const MAX_NAME_LENGTH = 128;
/** Longest path, in UTF-16 units: what an index of PostgreSQL takes, with room. */
const MAX_PATH_LENGTH = 600;

/**
 * The name as it is kept: without blanks at either end, in one Unicode form.
 *
 * @throws {Refusal} organization.name-invalid
 */
export function parseOrganizationName(text: string): string {
  const name = text.normalize('NFC').trim();
  const isValid = name !== '' && name.length <= MAX_NAME_LENGTH && !/[/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name);
  if (!isValid) throw new Refusal('organization.name-invalid', {}, 'name');
  return name;
}

/** @throws {Refusal} organization.name-invalid when the path gets too long */
export function childPath(parentPath: string | undefined, name: string): string {
  const path = parentPath === undefined ? name : `${parentPath}/${name}`;
  if (path.length > MAX_PATH_LENGTH) throw new Refusal('organization.name-invalid', {}, 'name');
  return path;
}

/** Do two organisations lie on one branch of the tree: the same, or one above the other? */
export function areOnOneBranch(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`);
}
