import { changeAudit } from '../audit/change-audit.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { OrganizationWorld } from './create-organization.ts';

/**
 * Deletes an organisation that nothing is in.
 *
 * @throws {Refusal} organization.not-found, organization.not-empty (children, users, tokens, or an import under way)
 */
export async function deleteOrganization(
  input: { readonly id: number; readonly requester: Requester },
  world: OrganizationWorld,
): Promise<void> {
  await world.store.transaction(async ({ organizations, audit }) => {
    await organizations.lockTree();
    const found = await organizations.find(input.id);
    if (found === undefined) throw new Refusal('organization.not-found', { name: String(input.id) });
    if (await organizations.isInUse(found.id))
      throw new Refusal('organization.not-empty', { name: found.name });
    await organizations.remove(found.id);
    await audit.append([
      changeAudit({
        action: 'organization.delete',
        requester: input.requester,
        at: world.clock.nowMs(),
        detail: { path: found.path },
      }),
    ]);
  });
}
