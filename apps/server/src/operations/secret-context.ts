import type { SecretContext } from '@lingpai/domain';
import type { SealedSecret } from '@lingpai/storage';

/** What a sealed secret belongs to. */
export function contextOfSecret({ owner, id }: SealedSecret): SecretContext {
  return { purpose: owner === 'backends' ? 'backend' : 'event-sink', recordId: String(id) };
}
