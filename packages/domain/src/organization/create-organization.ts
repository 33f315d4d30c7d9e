import type { Organization } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { childPath, parseOrganizationName } from './organization-name.ts';

export interface OrganizationWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
}

/**
 * Adds an organisation below another, or at the top.
 *
 * @throws {Refusal} organization.name-invalid, organization.not-found (the parent), organization.name-taken
 */
export async function createOrganization(
  input: { readonly parentId: number | null; readonly name: string; readonly requester: Requester },
  world: OrganizationWorld,
): Promise<Organization> {
  const id = await world.store.transaction(async (stores) => {
    await stores.organizations.lockTree();
    return addOrganization(stores, { ...input, at: world.clock.nowMs() });
  });
  return readOrganization(world.store.read, id);
}

/** Part of a transaction that has locked the tree. */
export async function addOrganization(
  stores: Stores,
  input: {
    readonly parentId: number | null;
    readonly name: string;
    readonly requester: Requester;
    readonly at: number;
  },
): Promise<number> {
  const { parentId, requester, at } = input;
  const name = parseOrganizationName(input.name);
  const parent = parentId === null ? undefined : await stores.organizations.find(parentId);
  if (parentId !== null && parent === undefined)
    throw new Refusal('organization.not-found', { name: String(parentId) }, 'parentId');
  const path = childPath(parent?.path, name);
  const id = await stores.organizations.insert({ parentId, name, path, createdAt: at });
  if (id === undefined) throw new Refusal('organization.name-taken', { name }, 'name');
  await stores.audit.append([
    changeAudit({ action: 'organization.create', requester, at, detail: { path } }),
  ]);
  return id;
}

/** @throws {Refusal} organization.not-found */
export async function readOrganization(stores: Stores, id: number): Promise<Organization> {
  const organization = await stores.organizations.read(id);
  if (organization === undefined) throw new Refusal('organization.not-found', { name: String(id) });
  return organization;
}
