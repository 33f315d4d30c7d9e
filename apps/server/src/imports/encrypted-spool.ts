import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/**
 * A file for seeds in transit: AES-256-GCM under a key that lies in this object alone, so that what remains of the file after a crash
 * is noise. Written once, read any number of times; damage shows at the end of reading.
 */
export class EncryptedSpool {
  readonly #path: string;
  readonly #key = randomBytes(KEY_BYTES);
  readonly #nonce = randomBytes(NONCE_BYTES);
  readonly #cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonce);
  #file: number | undefined;
  #tag: Buffer | undefined;
  #sizeBytes = 0;

  /** @param path of a file that is not there yet */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'wx', 0o600);
  }

  /** of the plain content, so far */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    if (this.#file === undefined) throw new TypeError('Cannot append to a spool that was ended');
    this.#writeAll(this.#cipher.update(bytes));
    this.#sizeBytes += bytes.length;
  }

  /** After the last byte, before the first is read. */
  end(): void {
    if (this.#file === undefined) return;
    this.#cipher.final();
    this.#tag = this.#cipher.getAuthTag();
    closeSync(this.#file);
    this.#file = undefined;
  }

  /** @throws when the file was altered, at the latest at its end */
  async *read(): AsyncGenerator<Uint8Array> {
    if (this.#tag === undefined) throw new TypeError('Cannot read a spool that was not ended');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonce);
    decipher.setAuthTag(this.#tag);
    for await (const chunk of createReadStream(this.#path)) yield decipher.update(chunk as Buffer);
    decipher.final();
  }

  /** Removes the file and forgets its key. */
  remove(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#tag = undefined;
    this.#key.fill(0);
    rmSync(this.#path, { force: true });
  }

  #writeAll(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file!, bytes, at);
  }
}
