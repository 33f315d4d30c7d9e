import { rotateLeft, wordsToBytes } from '../hash/hash-function.ts';
import { AlgorithmInputError } from '../input-error.ts';

/** Length of an SM4 key and of an SM4 block. */
export const SM4_BLOCK_BYTES = 16;

/** The S-box of GB/T 32907-2016 §6.2, row after row. */
const S_BOX_HEX =
  'd690e9fecce13db716b614c228fb2c052b679a762abe04c3aa441326498606999c4250f491ef987a33540b43edcfac62' +
  'e4b31ca9c908e89580df94fa758f3fa64707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35' +
  '1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89eeabf8ad240c738b5a3f7f2cef96115a1' +
  'e0ae5da49b341a55ad933230f58cb1e31df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51' +
  '8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b08969974a0c96777e65b9f109c56ec684' +
  '18f07dec3adc4d2079ee5f3ed7cb3948';
const S_BOX = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, i) =>
  Number.parseInt(S_BOX_HEX.slice(i * 2, i * 2 + 2), 16),
);

/** FK of §7.3 */
const SYSTEM_PARAMETERS = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc] as const;

const ROUNDS = 32;

/** τ of §6.2: the S-box on each byte of a word. */
function substitute(word: number): number {
  return (
    (S_BOX[word >>> 24]! << 24) |
    (S_BOX[(word >>> 16) & 0xff]! << 16) |
    (S_BOX[(word >>> 8) & 0xff]! << 8) |
    S_BOX[word & 0xff]!
  );
}

/** T of §6.2, used on data. */
function transformData(word: number): number {
  const b = substitute(word);
  return b ^ rotateLeft(b, 2) ^ rotateLeft(b, 10) ^ rotateLeft(b, 18) ^ rotateLeft(b, 24);
}

/** T' of §7.3, used on the key. */
function transformKey(word: number): number {
  const b = substitute(word);
  return b ^ rotateLeft(b, 13) ^ rotateLeft(b, 23);
}

/** CK of §7.3: byte j of constant i is (4i + j) · 7 mod 256. */
function keyConstant(i: number): number {
  const byte = (j: number): number => ((4 * i + j) * 7) & 0xff;
  return (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
}

function readWords(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: 4 }, (_, i) => view.getUint32(i * 4));
}

/** rk of §7.3. */
function expandKey(key: Uint8Array): Uint32Array {
  const k = new Uint32Array(ROUNDS + 4);
  readWords(key).forEach((word, i) => (k[i] = word ^ SYSTEM_PARAMETERS[i]!));
  for (let i = 0; i < ROUNDS; i++) {
    k[i + 4] = k[i]! ^ transformKey(k[i + 1]! ^ k[i + 2]! ^ k[i + 3]! ^ keyConstant(i));
  }
  return k.subarray(4);
}

/**
 * Encrypts one block with SM4. GM/T 0021 needs nothing else of the cipher: no decryption, no mode.
 *
 * @param key 16 bytes
 * @param block 16 bytes
 * @returns 16 bytes
 * @throws {AlgorithmInputError} `key` or `block` when one of them is not 16 bytes long
 * @see GB/T 32907-2016 §7.1
 * Security: table look-ups depend on the key, so this is not for a machine an attacker measures; a phone's owner is none.
 */
export function sm4Encrypt(key: Uint8Array, block: Uint8Array): Uint8Array<ArrayBuffer> {
  if (key.length !== SM4_BLOCK_BYTES) {
    throw new AlgorithmInputError(
      'key',
      `Cannot encrypt with SM4: the key has ${key.length} bytes instead of 16`,
    );
  }
  if (block.length !== SM4_BLOCK_BYTES) {
    throw new AlgorithmInputError(
      'block',
      `Cannot encrypt with SM4: the block has ${block.length} bytes instead of 16`,
    );
  }
  const roundKeys = expandKey(key);
  const x = new Uint32Array(ROUNDS + 4);
  x.set(readWords(block));
  for (let i = 0; i < ROUNDS; i++) {
    x[i + 4] = x[i]! ^ transformData(x[i + 1]! ^ x[i + 2]! ^ x[i + 3]! ^ roundKeys[i]!);
  }
  return wordsToBytes(x.subarray(ROUNDS).reverse());
}
