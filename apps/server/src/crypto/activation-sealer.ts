import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { ActivationSealer } from '@lingpai/domain';

/** The suite of activation: what every browser's WebCrypto can do. */
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** WebCrypto takes plain buffers, and of ours some are views of larger ones. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** HPKE by WebCrypto. */
export const hpkeSealer: ActivationSealer = {
  isPublicKey: async (point) => {
    try {
      // Refuses what is not on the curve: the check is WebCrypto's.
      await suite.kem.deserializePublicKey(ownBuffer(point));
      return true;
    } catch {
      return false;
    }
  },
  seal: async ({ recipientKey, info, aad, plain }) => {
    const recipientPublicKey = await suite.kem.deserializePublicKey(ownBuffer(recipientKey));
    const sealed = await suite.seal(
      { recipientPublicKey, info: ownBuffer(info) },
      ownBuffer(plain),
      ownBuffer(aad),
    );
    return { enc: new Uint8Array(sealed.enc), ciphertext: new Uint8Array(sealed.ct) };
  },
};
