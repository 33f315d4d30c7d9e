import { type SecretContext, backendSecretContext, sinkSecretContext } from '@lingpai/domain';
import type { SealedSecret } from '@lingpai/storage';

/** What a sealed secret belongs to. */
export function contextOfSecret({ owner, id }: SealedSecret): SecretContext {
  return owner === 'backends' ? backendSecretContext(id) : sinkSecretContext(id);
}
