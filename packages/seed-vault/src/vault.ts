import { type KeyObject, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { type SecretContext, type SecretVault, VaultError } from '@lingpai/domain';
import { keyIdOfBox, openBox, sealBox } from './sealed-box.ts';

/** `seal`: for records; several, one current. `digest`: one, for keyed digests and the audit chain; never changes. */
export type DataKeyPurpose = 'seal' | 'digest';

/** A data key as it lies in the store, wrapped by the master key. */
export interface WrappedDataKey {
  readonly id: number;
  readonly purpose: DataKeyPurpose;
  readonly wrapped: Uint8Array;
  readonly isCurrent: boolean;
}

const DATA_KEY_BYTES = 32;
/** `keyId` of what the master key itself wraps. */
const MASTER_KEY_ID = 0;

/** A new data key, wrapped, to be stored under `id`. */
export function createDataKey(input: {
  masterKey: Uint8Array;
  id: number;
  purpose: DataKeyPurpose;
}): Uint8Array {
  return sealBox({
    key: createSecretKey(input.masterKey),
    keyId: MASTER_KEY_ID,
    aad: wrapAad(input),
    plain: randomBytes(DATA_KEY_BYTES),
  });
}

/** The same data key under another master key. */
export function rewrapDataKey(input: { from: Uint8Array; to: Uint8Array; key: WrappedDataKey }): Uint8Array {
  const plain = openBox({
    key: createSecretKey(input.from),
    aad: wrapAad(input.key),
    box: input.key.wrapped,
  });
  return sealBox({ key: createSecretKey(input.to), keyId: MASTER_KEY_ID, aad: wrapAad(input.key), plain });
}

function wrapAad({ id, purpose }: { id: number; purpose: DataKeyPurpose }): string {
  return `data-key|${purpose}|${id}`;
}

/**
 * Seals seeds and other secrets at rest under data keys that a master key wraps.
 *
 * @throws {VaultError} from the constructor when the master key does not open the data keys
 * Security: keys lie in this process's memory as long as it runs; Node cannot promise that they are wiped.
 */
export class SeedVault implements SecretVault {
  /** As key objects: OpenSSL prepares the key once, which is most of the cost of sealing twenty bytes. */
  readonly #sealKeys = new Map<number, KeyObject>();
  #currentId = -1;
  readonly #digestKey: KeyObject;

  constructor(masterKey: Uint8Array, keys: readonly WrappedDataKey[]) {
    let digestKey: KeyObject | undefined;
    for (const key of keys) {
      const plain = unwrap(masterKey, key);
      if (key.purpose === 'digest') digestKey = plain;
      else this.#addSealKey(key, plain);
    }
    if (digestKey === undefined || this.#currentId < 0)
      throw new VaultError('Cannot open the vault: a data key is missing');
    this.#digestKey = digestKey;
  }

  seal(context: SecretContext, plain: Uint8Array): Uint8Array {
    return sealBox({
      key: this.#sealKeys.get(this.#currentId)!,
      keyId: this.#currentId,
      aad: aadOf(context),
      plain,
    });
  }

  open(context: SecretContext, sealed: Uint8Array): Uint8Array {
    const key = this.#sealKeys.get(keyIdOfBox(sealed));
    if (key === undefined) throw new VaultError('Cannot open a sealed record: its data key is not here');
    return openBox({ key, aad: aadOf(context), box: sealed });
  }

  digest(purpose: Parameters<SecretVault['digest']>[0], data: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#digestKey).update(`${purpose}\0`).update(data).digest();
  }

  /** Key of the audit chain. */
  auditKey(): KeyObject {
    return createSecretKey(
      new Uint8Array(hkdfSync('sha256', this.#digestKey, new Uint8Array(0), 'lingpai audit chain v1', 32)),
    );
  }

  /** Key that peppers passwords before Argon2id, 32 bytes. */
  passwordPepper(): Uint8Array {
    return new Uint8Array(
      hkdfSync('sha256', this.#digestKey, new Uint8Array(0), 'lingpai password pepper v1', 32),
    );
  }

  /** Which key new records are sealed under. */
  get currentKeyId(): number {
    return this.#currentId;
  }

  /** Takes over keys that another process has added or made current since. */
  update(masterKey: Uint8Array, keys: readonly WrappedDataKey[]): void {
    for (const key of keys) {
      if (key.purpose !== 'seal') continue;
      this.#addSealKey(key, this.#sealKeys.get(key.id) ?? unwrap(masterKey, key));
    }
  }

  #addSealKey(key: WrappedDataKey, plain: KeyObject): void {
    this.#sealKeys.set(key.id, plain);
    if (key.isCurrent) this.#currentId = key.id;
  }
}

function unwrap(masterKey: Uint8Array, key: WrappedDataKey): KeyObject {
  return createSecretKey(openBox({ key: createSecretKey(masterKey), aad: wrapAad(key), box: key.wrapped }));
}

function aadOf({ purpose, recordId }: SecretContext): string {
  return `${purpose}|${recordId}`;
}
