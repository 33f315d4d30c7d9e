import { type SecretContext, VaultError } from '@lingpai/domain';
import type { SeedVault, WrappedDataKey } from '@lingpai/seed-vault';
import { type Database, countTokens, readSealedSecrets, readSealedSeeds } from '@lingpai/storage';
import { contextOfSecret, sealedPartsOf } from '../secret-context.ts';
import { type Finding, ok, problem, warning } from './check.ts';

/** So many serials are named in a line; the rest is in `--json`. */
const MAX_NAMED = 10;
const MAX_LISTED = 1000;

export function checkDataKeys(dataKeys: readonly WrappedDataKey[]): Finding {
  const sealing = dataKeys.filter((key) => key.purpose === 'seal');
  const id = sealing.find((key) => key.isCurrent)?.id ?? 0;
  return sealing.length === 1 ? ok('doctor.data-keys.ok', { id }) : warning('doctor.data-keys.unfinished');
}

/** Opens every sealed seed and PIN. @throws the signal's reason when it is aborted */
export async function checkSeeds(
  database: Database,
  vault: SeedVault,
  how: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<Finding> {
  const total = await countTokens(database);
  const bad: string[] = [];
  let badCount = 0;
  let done = 0;
  let count = 0;
  for await (const portion of readSealedSeeds(database)) {
    how.signal.throwIfAborted();
    for (const row of portion) {
      const parts = sealedPartsOf(row);
      count += parts.length;
      if (parts.every(({ context, sealed }) => canOpen(vault, context, sealed))) continue;
      badCount += 1;
      if (bad.length < MAX_LISTED) bad.push(row.serial);
    }
    how.onProgress((done += portion.length), total);
  }
  if (badCount === 0) return ok('doctor.seeds.ok', { count });
  const serials = `${bad.slice(0, MAX_NAMED).join(', ')}${badCount > MAX_NAMED ? ' …' : ''}`;
  return { ...problem('doctor.seeds.bad', { bad: badCount, count, serials }), items: bad };
}

/** Opens the secrets of back-ends and event sinks. */
export async function checkSecrets(database: Database, vault: SeedVault): Promise<Finding> {
  const secrets = await readSealedSecrets(database);
  const bad = secrets.filter((secret) => !canOpen(vault, contextOfSecret(secret), secret.sealed));
  if (bad.length === 0) return ok('doctor.secrets.ok', { count: secrets.length });
  const items = bad.map(({ name }) => name);
  return { ...problem('doctor.secrets.bad', { names: items.slice(0, MAX_NAMED).join(', ') }), items };
}

function canOpen(vault: SeedVault, context: SecretContext, sealed: Uint8Array): boolean {
  try {
    vault.open(context, sealed).fill(0);
    return true;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}
