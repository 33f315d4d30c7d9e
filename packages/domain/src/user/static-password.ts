import type { StaticPassword } from '../ports/user-store.ts';
import type { PasswordHasher } from '../ports/world.ts';

/** A static password as it is kept: its length tells where the OTP begins behind it. */
export async function toStaticPassword(
  password: string | undefined,
  hasher: PasswordHasher,
): Promise<StaticPassword | undefined> {
  if (password === undefined) return undefined;
  return { hash: await hasher.hash(password), length: Array.from(password).length };
}
