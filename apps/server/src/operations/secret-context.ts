import { type SecretContext, backendSecretContext, pinContext, sinkSecretContext } from '@lingpai/domain';
import type { SealedColumn, SealedSecret, SealedSeeds } from '@lingpai/storage';

/** What a sealed secret belongs to. */
export function contextOfSecret({ owner, id }: SealedSecret): SecretContext {
  return owner === 'backends' ? backendSecretContext(id) : sinkSecretContext(id);
}

/** What is sealed of a token, where it lies, and what it belongs to. */
export function sealedPartsOf({ serial, sealedSeed, pendingSeed, sealedPin }: SealedSeeds): readonly {
  readonly column: SealedColumn;
  readonly sealed: Uint8Array;
  readonly context: SecretContext;
}[] {
  const seedContext = { purpose: 'token-seed', recordId: serial } as const;
  return [
    { column: 'sealed_seed', sealed: sealedSeed, context: seedContext } as const,
    { column: 'pending_seed', sealed: pendingSeed, context: seedContext } as const,
    { column: 'sealed_pin', sealed: sealedPin, context: pinContext(serial) } as const,
  ].flatMap(({ sealed, ...rest }) => (sealed === null ? [] : [{ ...rest, sealed }]));
}
