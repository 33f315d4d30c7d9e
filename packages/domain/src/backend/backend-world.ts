import { encodeUtf8 } from '@lingpai/algorithms';
import type { BackendSettings } from '@lingpai/contract';
import type { BackendRecord } from '../ports/backend-store.ts';
import type { SecretContext, SecretVault } from '../ports/secret-vault.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';

export interface BackendWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly vault: SecretVault;
  /** @returns name of a field that nothing can be done with, e.g. `ldap.caPem` */
  readonly findFault: (settings: BackendSettings) => string | undefined;
}

/** What the secret of a back-end belongs to. */
export function backendSecretContext(id: number): SecretContext {
  return { purpose: 'backend', recordId: String(id) };
}

export async function sealSecret(
  { backends }: Stores,
  vault: SecretVault,
  { id, secret }: { readonly id: number; readonly secret: string | null },
): Promise<void> {
  await backends.setSecret(
    id,
    secret === null ? null : vault.seal(backendSecretContext(id), encodeUtf8(secret)),
  );
}

/** @throws {Refusal} backend.not-found */
export async function getBackend({ backends }: Pick<Stores, 'backends'>, id: number): Promise<BackendRecord> {
  const backend = await backends.find(id);
  if (backend === undefined) throw new Refusal('backend.not-found');
  return backend;
}

/** @throws {Refusal} backend.settings-invalid */
export function checkSettings(
  settings: BackendSettings,
  { findFault }: Pick<BackendWorld, 'findFault'>,
): void {
  const field = findFault(settings);
  if (field !== undefined) throw new Refusal('backend.settings-invalid', { field }, field);
}
