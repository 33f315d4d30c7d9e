import type { Organization } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type OrganizationWorld, readOrganization } from './create-organization.ts';
import { childPath, parseOrganizationName } from './organization-name.ts';

/**
 * Renames an organisation; the paths of all below it follow.
 *
 * @throws {Refusal} organization.name-invalid, organization.not-found, organization.name-taken
 */
export async function renameOrganization(
  input: { readonly id: number; readonly name: string; readonly requester: Requester },
  world: OrganizationWorld,
): Promise<Organization> {
  const name = parseOrganizationName(input.name);
  await world.store.transaction(async ({ organizations, audit }) => {
    await organizations.lockTree();
    const before = await organizations.find(input.id);
    if (before === undefined) throw new Refusal('organization.not-found', { name: String(input.id) });
    if (before.name === name) return;
    const parentPath = before.parentId === null ? undefined : before.path.slice(0, -before.name.length - 1);
    const path = childPath(parentPath, name);
    if ((await organizations.findByPath(path)) !== undefined)
      throw new Refusal('organization.name-taken', { name }, 'name');
    await organizations.rename(before, { name, path });
    await audit.append([
      changeAudit({
        action: 'organization.rename',
        requester: input.requester,
        at: world.clock.nowMs(),
        detail: { path, formerPath: before.path },
      }),
    ]);
  });
  return readOrganization(world.store.read, input.id);
}
