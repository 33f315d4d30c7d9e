import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { RowRefusal, SeedFileError, showAlgorithm, showValue } from '../seed-file-error.ts';
import type { SeedFileOptions } from '../seed-file-event.ts';
import { findAttribute, findElement, findText } from '../xml/xml-element.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { findCipher } from './ciphers.ts';
import type { Cipher } from './ciphers.ts';
import { findBase64 } from './decode-base64.ts';
import { findHmacHash } from './hash-names.ts';
import { deriveKey, readKeyDerivation } from './key-derivation.ts';

/** What stands before the key packages: how values are encrypted and protected. RFC 6030 §6 */
export class KeyContainer {
  readonly #options: SeedFileOptions;
  #encryption: 'pre-shared' | 'derived' | 'asymmetric' = 'pre-shared';
  #keyName = '';
  /** key objects are several times as fast as bytes, which node:crypto would wrap anew for every value */
  readonly #preSharedKey: KeyObject | undefined;
  #derivedKey: KeyObject | undefined;
  /** name of node:crypto; undefined without MACMethod */
  #macHash: string | undefined;
  #macKeyElement: XmlElement | undefined;
  #macKey: KeyObject | undefined;
  #draftAlgorithm: string | undefined;
  /** a MAC fitted: the key is right, so the next one that does not fit is that value's fault alone */
  #isKeyProven = false;

  constructor(options: SeedFileOptions) {
    this.#options = options;
    this.#preSharedKey = options.preSharedKey && createSecretKey(options.preSharedKey);
  }

  /**
   * Takes in one child of the container that is no key package.
   *
   * @throws {SeedFileError} when it asks for what cannot be done, or needs a password that was not given
   */
  async learn(element: XmlElement): Promise<void> {
    if (element.name === 'EncryptionKey') await this.#learnEncryptionKey(element);
    if (element.name === 'MACMethod' || element.name === 'MACAlgorithm') this.#learnMac(element);
    // Drafts before RFC 6030 named one method for the whole file here, and NONE for none
    if (element.name === 'EncryptionMethod') {
      const algorithm = findAttribute(element, 'Algorithm', 'algorithm') ?? 'NONE';
      this.#draftAlgorithm = /^none$/i.test(algorithm) ? undefined : algorithm;
    }
  }

  async #learnEncryptionKey(element: XmlElement): Promise<void> {
    const derived = findElement(element, 'DerivedKey');
    this.#keyName = findText(element, 'KeyName') ?? '';
    if (derived !== undefined) {
      this.#encryption = 'derived';
      const derivation = readKeyDerivation(derived);
      if (this.#options.password === undefined) throw new SeedFileError('password-needed');
      this.#derivedKey = createSecretKey(await deriveKey(this.#options.password, derivation));
      this.#options.signal?.throwIfAborted();
    } else if (findElement(element, 'KeyName') === undefined && element.children.length > 0) {
      this.#encryption = 'asymmetric';
    }
  }

  #learnMac(element: XmlElement): void {
    const algorithm = findAttribute(element, 'Algorithm') ?? element.text.trim();
    this.#macHash = findHmacHash(algorithm);
    if (this.#macHash === undefined) {
      throw new SeedFileError('mac-unsupported', { algorithm: showAlgorithm(algorithm) });
    }
    this.#macKeyElement = findElement(element, 'MACKey');
  }

  /** @throws {SeedFileError} draft-encryption: a bare `<Value>` is plain only when the file says so */
  checkDraftValue(): void {
    if (this.#draftAlgorithm === undefined) return;
    throw new SeedFileError('draft-encryption', { algorithm: showAlgorithm(this.#draftAlgorithm) });
  }

  /**
   * Decrypts one value; its MAC is checked first.
   *
   * @param item the element that holds `EncryptedValue` and `ValueMAC`
   * @throws {RowRefusal} value-altered, value-malformed, mac-missing, cipher-unsupported
   * @throws {SeedFileError} key-needed, key-length, mac-mismatch …: when no value could be read either
   */
  decryptValue(item: XmlElement, encrypted: XmlElement): Uint8Array {
    const cipher = this.#findCipher(encrypted);
    if (cipher instanceof RowRefusal) throw cipher;
    const data = findBase64(findText(encrypted, 'CipherData', 'CipherValue'));
    if (data === undefined) throw new RowRefusal('value-malformed');
    const key = this.#encryptionKey(cipher);
    if (!cipher.isAuthenticated) this.#checkMac(item, data);
    const bytes = cipher.decrypt(key, data);
    if (bytes === undefined) throw this.#fault(item);
    this.#isKeyProven = true;
    return bytes;
  }

  #findCipher(encrypted: XmlElement): Cipher | RowRefusal {
    const method = findElement(encrypted, 'EncryptionMethod');
    // A draft wrapped the cipher in PBES2
    const scheme = findElement(method, 'EncryptionScheme') ?? method;
    const algorithm = findAttribute(scheme, 'Algorithm') ?? '';
    if (this.#encryption === 'asymmetric' || /#rsa[-_]/i.test(algorithm))
      throw new SeedFileError('asymmetric-key');
    return (
      findCipher(algorithm) ?? new RowRefusal('cipher-unsupported', { algorithm: showAlgorithm(algorithm) })
    );
  }

  #encryptionKey(cipher: Cipher): KeyObject {
    if (this.#derivedKey !== undefined) {
      if (this.#derivedKey.symmetricKeySize !== cipher.keyBytes) throw new SeedFileError('wrong-key');
      return this.#derivedKey;
    }
    const preSharedKey = this.#preSharedKey;
    if (preSharedKey === undefined)
      throw new SeedFileError('key-needed', { keyName: shortName(this.#keyName) });
    const actualBytes = preSharedKey.symmetricKeySize ?? 0;
    if (actualBytes !== cipher.keyBytes) {
      const expected = { expectedBits: cipher.keyBytes * 8, expectedHexDigits: cipher.keyBytes * 2 };
      throw new SeedFileError('key-length', { ...expected, actualBits: actualBytes * 8 });
    }
    return preSharedKey;
  }

  /** RFC 6030 §6.1.1: HMAC over IV and ciphertext; without MACKey the encryption key serves, as drafts and old files have it. */
  #checkMac(item: XmlElement, data: Uint8Array): void {
    const expected = findBase64(findText(item, 'ValueMAC'));
    if (expected === undefined || this.#macHash === undefined) throw new RowRefusal('mac-missing');
    const actual = createHmac(this.#macHash, this.#readMacKey()).update(data).digest();
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) throw this.#fault(item);
    this.#isKeyProven = true;
  }

  #readMacKey(): KeyObject {
    if (this.#macKey !== undefined) return this.#macKey;
    const element = this.#macKeyElement;
    this.#macKey = element === undefined ? this.#plainKey() : this.#decryptMacKey(element);
    return this.#macKey;
  }

  #plainKey(): KeyObject {
    const key = this.#derivedKey ?? this.#preSharedKey;
    if (key === undefined) throw new SeedFileError('key-needed', { keyName: shortName(this.#keyName) });
    return key;
  }

  #decryptMacKey(element: XmlElement): KeyObject {
    const cipher = this.#findCipher(element);
    const data = findBase64(findText(element, 'CipherData', 'CipherValue'));
    if (cipher instanceof RowRefusal || data === undefined) throw new SeedFileError('mac-key-malformed');
    const key = cipher.decrypt(this.#encryptionKey(cipher), data);
    if (key === undefined) throw new SeedFileError('wrong-key');
    return createSecretKey(key);
  }

  #fault(item: XmlElement): SeedFileError | RowRefusal {
    return this.#isKeyProven
      ? new RowRefusal('value-altered')
      : new SeedFileError('mac-mismatch', { line: item.line });
  }
}

const MAX_KEY_NAME_CHARACTERS = 64;

function shortName(name: string): string {
  if (name === '') return '—';
  return name.length <= MAX_KEY_NAME_CHARACTERS ? name : showValue(name);
}
