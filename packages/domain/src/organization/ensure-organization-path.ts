import type { Organization } from '@lingpai/contract';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type OrganizationWorld, addOrganization, readOrganization } from './create-organization.ts';
import { parseOrganizationName } from './organization-name.ts';

/**
 * Adds every organisation of a path that is not there yet.
 *
 * @param input.path names from the root, joined by "/", e.g. `总公司/研发`
 * @returns the last one, and how many were added (0: all were there)
 * @throws {Refusal} organization.name-invalid
 */
export async function ensureOrganizationPath(
  input: { readonly path: string; readonly requester: Requester },
  world: OrganizationWorld,
): Promise<{ readonly organization: Organization; readonly addedCount: number }> {
  const names = input.path.split('/').map(parseOrganizationName);
  const { id, addedCount } = await world.store.transaction(async (stores) => {
    await stores.organizations.lockTree();
    let parent: { id: number; path: string } | undefined;
    let added = 0;
    for (const name of names) {
      const path: string = parent === undefined ? name : `${parent.path}/${name}`;
      const found = await stores.organizations.findByPath(path);
      if (found === undefined) added += 1;
      const parentId: number | null = parent?.id ?? null;
      const next =
        found?.id ??
        (await addOrganization(stores, {
          parentId,
          name,
          requester: input.requester,
          at: world.clock.nowMs(),
        }));
      parent = { id: next, path };
    }
    if (parent === undefined) throw new Refusal('organization.name-invalid');
    return { id: parent.id, addedCount: added };
  });
  return { organization: await readOrganization(world.store.read, id), addedCount };
}
