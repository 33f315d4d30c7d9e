import type { BackendSettings } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { AuditDraft } from '../audit/audit-event.ts';
import type { BackendRecord } from '../ports/backend-store.ts';
import type { Stores } from '../ports/stores.ts';
import { parseName } from '../parse-name.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { isSecretGoingElsewhere, kindOfSettings, pickSettings } from './backend-settings.ts';
import { type BackendWorld, checkSettings, getBackend, sealSecret } from './backend-world.ts';

export interface BackendChange extends BackendSettings {
  readonly name?: string;
  /** null: forget it */
  readonly secret?: string | null;
  readonly isDefault?: boolean;
  readonly isEnabled?: boolean;
}

/**
 * Changes a back-end. What is left out stays as it is; its settings are replaced as a whole. A secret goes to no other server, and under no
 * other protection, than the one it was given for.
 *
 * @throws {Refusal} backend.not-found, .name-taken, .kind-fixed, .secret-needed, .settings-needed, .settings-invalid
 */
export async function updateBackend(
  input: { readonly id: number; readonly change: BackendChange; readonly requester: Requester },
  world: BackendWorld,
): Promise<BackendRecord> {
  const { id, change, requester } = input;
  const name = change.name === undefined ? undefined : parseName(change.name);
  const settings = pickSettings(change);
  if (settings !== undefined) checkSettings(settings, world);
  return world.store.transaction(async (stores) => {
    await stores.backends.lockChanges();
    const before = await getBackend(stores, id);
    if (settings !== undefined) checkNewSettings(before, settings, change.secret);
    const at = world.clock.nowMs();
    const columns = {
      ...(name !== undefined && { name }),
      ...(settings !== undefined && { settings }),
      ...(change.isEnabled !== undefined && { isEnabled: change.isEnabled }),
    };
    if (!(await stores.backends.update(id, { ...columns, at })))
      throw new Refusal('backend.name-taken', { name: name ?? '' }, 'name');
    if (change.secret !== undefined) await sealSecret(stores, world.vault, { id, secret: change.secret });
    await changeDefault(stores, before, change.isDefault);
    const detail = describeChange(before, { ...change, ...(name !== undefined && { name }) });
    await stores.audit.append([changeAudit({ action: 'backend.update', requester, at, detail })]);
    return getBackend(stores, id);
  });
}

/**
 * Deletes a back-end no user names.
 *
 * @throws {Refusal} backend.not-found, backend.in-use
 */
export async function deleteBackend(
  input: { readonly id: number; readonly requester: Requester },
  world: Pick<BackendWorld, 'store' | 'clock'>,
): Promise<void> {
  const { id, requester } = input;
  await world.store.transaction(async (stores) => {
    await stores.backends.lockChanges();
    const { name, kind } = await getBackend(stores, id);
    if (!(await stores.backends.remove(id))) throw new Refusal('backend.in-use', { name });
    const at = world.clock.nowMs();
    const detail = { name, kind };
    await stores.audit.append([changeAudit({ action: 'backend.delete', requester, at, detail })]);
  });
}

function checkNewSettings(
  before: BackendRecord,
  settings: BackendSettings,
  secret: string | null | undefined,
): void {
  if (kindOfSettings(settings) !== before.kind) throw new Refusal('backend.kind-fixed');
  const isKept = before.sealedSecret !== null && secret === undefined;
  if (isKept && isSecretGoingElsewhere(before.settings, settings))
    throw new Refusal('backend.secret-needed', {}, 'secret');
}

async function changeDefault(
  { backends }: Stores,
  before: BackendRecord,
  isDefault: boolean | undefined,
): Promise<void> {
  if (isDefault === undefined || isDefault === before.isDefault) return;
  await backends.setDefault(isDefault ? before.id : undefined);
}

/** Names of what changed; values of settings are not repeated. */
function describeChange(before: BackendRecord, change: BackendChange): AuditDraft['detail'] {
  const { name, secret, isDefault, isEnabled } = change;
  const changed = changedSettings(before.settings, change);
  return {
    name: before.name,
    ...(name !== undefined && { newName: name }),
    ...(changed !== '' && { changed }),
    ...(secret !== undefined && { newSecret: secret !== null }),
    ...(isDefault !== undefined && { isDefault }),
    ...(isEnabled !== undefined && { isEnabled }),
  };
}

function changedSettings(before: BackendSettings, change: BackendChange): string {
  const after = change.ldap ?? change.radius ?? change.http;
  if (after === undefined) return '';
  const former: object = before.ldap ?? before.radius ?? before.http ?? {};
  const formerValues = new Map<string, unknown>(Object.entries(former));
  return Object.entries(after)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(formerValues.get(name)))
    .map(([name]) => name)
    .join(', ');
}
