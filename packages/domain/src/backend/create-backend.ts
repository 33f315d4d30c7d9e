import type { BackendSettings } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { BackendRecord } from '../ports/backend-store.ts';
import { parseName } from '../parse-name.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { kindOfSettings, pickSettings } from './backend-settings.ts';
import { type BackendWorld, checkSettings, getBackend, sealSecret } from './backend-world.ts';

export interface NewBackend extends BackendSettings {
  readonly name: string;
  readonly secret?: string;
  /** left out: when there is no default one yet */
  readonly isDefault?: boolean;
  /** left out: yes */
  readonly isEnabled?: boolean;
}

/**
 * Adds a back-end that checks third-party passwords.
 *
 * @throws {Refusal} backend.name-taken, .settings-needed, .settings-invalid
 */
export async function createBackend(
  input: NewBackend & { readonly requester: Requester },
  world: BackendWorld,
): Promise<BackendRecord> {
  const { requester, secret, isEnabled = true } = input;
  const name = parseName(input.name);
  const settings = pickSettings(input) ?? {};
  const kind = kindOfSettings(settings);
  checkSettings(settings, world);
  return world.store.transaction(async (stores) => {
    await stores.backends.lockChanges();
    const at = world.clock.nowMs();
    const id = await stores.backends.insert({ name, settings, isEnabled, at });
    if (id === undefined) throw new Refusal('backend.name-taken', { name }, 'name');
    if (secret !== undefined) await sealSecret(stores, world.vault, { id, secret });
    const isDefault = input.isDefault ?? !(await stores.backends.list()).some((other) => other.isDefault);
    if (isDefault) await stores.backends.setDefault(id);
    const detail = { name, kind, isDefault, isEnabled, hasSecret: secret !== undefined };
    await stores.audit.append([changeAudit({ action: 'backend.create', requester, at, detail })]);
    return getBackend(stores, id);
  });
}
