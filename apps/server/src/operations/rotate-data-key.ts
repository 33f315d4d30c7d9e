import { setTimeout as sleep } from 'node:timers/promises';
import type { Requester, SecretContext } from '@lingpai/domain';
import { VaultError } from '@lingpai/domain';
import { createDataKey, keyIdOfBox, type SeedVault } from '@lingpai/seed-vault';
import {
  type ResealedSeed,
  deleteDataKey,
  insertDataKey,
  makeDataKeyCurrent,
  readSealedSecrets,
  readSealedSeeds,
  replaceSealedSecret,
  replaceSealedSeeds,
} from '@lingpai/storage';
import type { Composed } from '../compose.ts';
import { RELOAD_KEYS_EVERY_MS } from '../jobs/reload-keys.ts';
import { operationAudit } from './operation-audit.ts';
import { contextOfSecret, sealedPartsOf } from './secret-context.ts';

/** After so long every process has looked for changed keys at least twice. */
const HEARD_AFTER_MS = 2 * RELOAD_KEYS_EVERY_MS + 500;
/** Between two transactions, so that verifications get theirs in. */
const PAUSE_MS = 6;

export interface RotateDataKeyInput {
  readonly requester: Requester;
  readonly signal: AbortSignal;
  readonly onStage: (stage: 'resumed' | 'waiting') => void;
  /** how many seeds and other secrets are sealed anew so far */
  readonly onProgress: (resealed: number) => void;
}

export interface RotationReport {
  /** the key everything is sealed under now */
  readonly keyId: number;
  readonly resealed: number;
  /** seeds and other secrets no key opens; keys they may be sealed under are kept */
  readonly unreadable: number;
}

type World = Pick<Composed, 'context' | 'database' | 'vault' | 'keyRing'>;

/**
 * Gives all sealed seeds and PINs, and the secrets of back-ends and event sinks, a new data key while servers run. Each step leaves everything
 * readable, so it may be interrupted at any time; the next call goes on where this one stopped.
 *
 * 1. The new key is there, nobody seals under it. 2. Every process has heard of it: it is made current. 3. Every process has heard of
 * that: nothing new is sealed under the former one. 4. Seeds and secrets are sealed anew. 5. None is left under the former key: it is
 * deleted.
 *
 * @throws the signal's reason when it is aborted
 */
export async function rotateDataKey(input: RotateDataKeyInput, world: World): Promise<RotationReport> {
  await world.keyRing.reload();
  await ensureNewKeyIsCurrent(input, world);
  const { resealed, unreadable } = await resealUntilNoneIsLeft(input, world);
  const keyId = world.vault.currentKeyId;
  if (unreadable === 0) for (const { id } of formerKeys(world)) await deleteDataKey(world.database, id);
  await world.keyRing.reload();
  const { store, clock } = world.context;
  const audit = operationAudit('keys.rotate', input.requester, clock.nowMs(), {
    keyId,
    resealed,
    unreadable,
  });
  await store.transaction((stores) => stores.audit.append([audit]));
  return { keyId, resealed, unreadable };
}

function sealKeys({ keyRing }: World) {
  return keyRing.dataKeys.filter((key) => key.purpose === 'seal');
}

/** Keys from before the current one. */
function formerKeys(world: World) {
  const current = sealKeys(world).find((key) => key.isCurrent)?.id ?? 0;
  return sealKeys(world).filter((key) => key.id < current);
}

async function ensureNewKeyIsCurrent(input: RotateDataKeyInput, world: World): Promise<void> {
  const { database, keyRing, context } = world;
  if (formerKeys(world).length > 0) {
    input.onStage('resumed');
    return;
  }
  const waiting = sealKeys(world).find((key) => !key.isCurrent);
  if (waiting !== undefined) input.onStage('resumed');
  const { masterKey } = keyRing;
  const make = (id: number) => createDataKey({ masterKey, id, purpose: 'seal' });
  const keyId = waiting?.id ?? (await insertDataKey(database, make, context.clock.nowMs()));
  await untilAllHaveHeard(input);
  await makeDataKeyCurrent(database, keyId);
  await keyRing.reload();
}

async function untilAllHaveHeard({ signal, onStage }: RotateDataKeyInput): Promise<void> {
  onStage('waiting');
  await sleep(HEARD_AFTER_MS, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

/** A process that has not heard of the new key yet still seals under the former one: so it ends with a pass after a wait. */
async function resealUntilNoneIsLeft(
  input: RotateDataKeyInput,
  world: World,
): Promise<{ resealed: number; unreadable: number }> {
  let resealed = 0;
  for (let isLastPass = false; ;) {
    const pass = await resealAll(input, world, resealed);
    resealed += pass.resealed;
    if (isLastPass && pass.stale === 0) return { resealed, unreadable: pass.unreadable };
    isLastPass = pass.stale === 0;
    if (isLastPass) await untilAllHaveHeard(input);
  }
}

interface Pass {
  /** found under a former key, and readable */
  stale: number;
  resealed: number;
  unreadable: number;
}

async function resealAll(input: RotateDataKeyInput, world: World, before: number): Promise<Pass> {
  const { signal, onProgress } = input;
  const { database, vault } = world;
  const pass = await resealSecrets(world);
  for await (const portion of readSealedSeeds(database)) {
    signal.throwIfAborted();
    const changes: ResealedSeed[] = [];
    for (const row of portion)
      for (const { column, sealed, context } of sealedPartsOf(row)) {
        const after = resealed(vault, context, sealed);
        if (after === 'unreadable') pass.unreadable += 1;
        else if (after !== 'current') changes.push({ tokenId: row.tokenId, column, before: sealed, after });
      }
    if (changes.length === 0) continue;
    pass.stale += changes.length;
    pass.resealed += await replaceSealedSeeds(database, changes);
    onProgress(before + pass.resealed);
    await sleep(PAUSE_MS);
  }
  return pass;
}

/** Of back-ends and event sinks. */
async function resealSecrets({ database, vault }: World): Promise<Pass> {
  const pass: Pass = { stale: 0, resealed: 0, unreadable: 0 };
  for (const secret of await readSealedSecrets(database)) {
    const after = resealed(vault, contextOfSecret(secret), secret.sealed);
    if (after === 'unreadable') pass.unreadable += 1;
    else if (after !== 'current') {
      pass.stale += 1;
      pass.resealed += Number(await replaceSealedSecret(database, secret, after));
    }
  }
  return pass;
}

/** @returns the secret under the current key; `current` when it is already */
function resealed(
  vault: SeedVault,
  context: SecretContext,
  sealed: Uint8Array,
): Uint8Array | 'current' | 'unreadable' {
  try {
    if (keyIdOfBox(sealed) === vault.currentKeyId) return 'current';
    const seed = vault.open(context, sealed);
    const after = vault.seal(context, seed);
    seed.fill(0);
    return after;
  } catch (error) {
    if (error instanceof VaultError) return 'unreadable';
    throw error;
  }
}
