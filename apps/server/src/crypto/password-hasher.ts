import { argon2, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHasher } from '@lingpai/domain';

const argon2Async = promisify(argon2);

/** What one hash costs. Stored with each hash, so that a later change leaves old ones readable. */
export interface PasswordCost {
  readonly memoryKib: number;
  readonly passes: number;
}
/** OWASP's least for Argon2id (19 MiB, two passes): about 30 ms of one core. */
export const PASSWORD_COST: PasswordCost = { memoryKib: 19_456, passes: 2 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/**
 * Argon2id (RFC 9106) over HMAC-SHA-256(pepper, password): the stored hash alone, without the vault's key, cannot be searched.
 * Stored as `argon2id$<memory KiB>$<passes>$<salt>$<tag>`, base64url.
 */
export function createPasswordHasher(pepper: Uint8Array, cost: PasswordCost = PASSWORD_COST): PasswordHasher {
  return {
    hash: async (password) => {
      const salt = randomBytes(SALT_BYTES);
      const tag = await derive({ pepper, password, salt, cost });
      return [
        'argon2id',
        cost.memoryKib,
        cost.passes,
        salt.toString('base64url'),
        tag.toString('base64url'),
      ].join('$');
    },
    verify: async (password, stored) => {
      const [kind, memoryKib, passes, salt, tag] = stored.split('$');
      if (kind !== 'argon2id' || salt === undefined || tag === undefined) return false;
      const wanted = Buffer.from(tag, 'base64url');
      const found = await derive({
        pepper,
        password,
        salt: Buffer.from(salt, 'base64url'),
        cost: { memoryKib: Number(memoryKib), passes: Number(passes) },
      });
      return wanted.length === found.length && timingSafeEqual(wanted, found);
    },
  };
}

/** Forms of one and the same text (NFC, NFKC) count as one password: keyboards differ in what they send. */
async function derive({
  pepper,
  password,
  salt,
  cost,
}: {
  pepper: Uint8Array;
  password: string;
  salt: Uint8Array;
  cost: PasswordCost;
}): Promise<Buffer> {
  const message = createHmac('sha256', pepper).update(password.normalize('NFKC')).digest();
  const { memoryKib, passes } = cost;
  return argon2Async('argon2id', {
    message,
    nonce: salt,
    parallelism: 1,
    tagLength: TAG_BYTES,
    memory: memoryKib,
    passes,
  });
}
