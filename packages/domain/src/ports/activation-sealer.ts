/** What HPKE makes of a message: what the recipient needs to find the key, and the message. */
export interface SealedMessage {
  /** encapsulated key, 65 bytes */
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * Seals the seed to a phone: HPKE base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 *
 * @see RFC 9180 §5.1.1
 */
export interface ActivationSealer {
  /** Is it an uncompressed point (65 bytes) on the curve P-256? */
  isPublicKey(point: Uint8Array): Promise<boolean>;
  seal(input: {
    /** a point for which `isPublicKey` holds */
    readonly recipientKey: Uint8Array;
    readonly info: Uint8Array;
    readonly aad: Uint8Array;
    readonly plain: Uint8Array;
  }): Promise<SealedMessage>;
}
