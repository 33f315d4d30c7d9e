import type { AppContext } from '../context.ts';
import { type OrganizationPlace, Refusal } from '@lingpai/domain';

/** The organisation of a path such as 总公司/研发. @throws {Refusal} organization.not-found */
export async function findOrganization(path: string, context: AppContext): Promise<OrganizationPlace> {
  const cleaned = path
    .split('/')
    .map((name) => name.trim())
    .join('/');
  const found = await context.store.read.organizations.findByPath(cleaned);
  if (found === undefined) throw new Refusal('organization.not-found', { name: path });
  return found;
}
