import { type BackendRecord, Refusal } from '@lingpai/domain';
import type { AppContext } from '../context.ts';

/** @throws {Refusal} backend.not-found */
export async function findBackend(
  name: string,
  { store }: Pick<AppContext, 'store'>,
): Promise<BackendRecord> {
  const found = await store.read.backends.findByName(name);
  if (found === undefined) throw new Refusal('backend.not-found');
  return found;
}
