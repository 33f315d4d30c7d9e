import type { AdminSummary } from '@lingpai/contract';
import { encodeBase64Url, encodeUtf8, sha256 } from '@lingpai/algorithms';
import type { AdminRecord } from '../ports/admin-store.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import type { Clock, Random } from '../ports/world.ts';

const SESSION_ID_BYTES = 32;
/** Whatever happens, a session ends after 12 hours … */
export const SESSION_LIFETIME_MS = 12 * 3_600_000;
/** … and after 60 minutes without a call. */
export const SESSION_IDLE_MS = 60 * 60_000;
/** How exactly the last call is remembered: not every call shall write. */
const TOUCH_EVERY_MS = 60_000;

/** A session that is open. */
export interface AdminSession {
  /** what the cookie holds; the store has its SHA-256 alone */
  readonly id: string;
  readonly admin: AdminSummary;
}

/** Part of a transaction. @returns what the cookie shall hold */
export async function openAdminSession(
  { admins }: Stores,
  session: { readonly adminId: number; readonly at: number; readonly random: Random },
): Promise<string> {
  const { adminId, at, random } = session;
  const id = encodeBase64Url(random.bytes(SESSION_ID_BYTES));
  await admins.openSession({ idHash: hashOf(id), adminId, at, expiresAt: at + SESSION_LIFETIME_MS });
  return id;
}

/**
 * Finds whose session this is, and keeps it from going idle.
 *
 * @param id what the cookie holds
 * @returns undefined when there is no such session, or when it has ended
 */
export async function findAdminSession(
  id: string,
  world: { readonly store: UnitOfWork; readonly clock: Clock },
): Promise<AdminSession | undefined> {
  const { admins } = world.store.read;
  const nowMs = world.clock.nowMs();
  const idHash = hashOf(id);
  const found = await admins.findSession(idHash);
  if (found === undefined) return undefined;
  if (found.expiresAt <= nowMs || found.lastSeenAt + SESSION_IDLE_MS <= nowMs) return undefined;
  if (nowMs - found.lastSeenAt >= TOUCH_EVERY_MS) await admins.touchSession(idHash, nowMs);
  return { id, admin: summaryOf(found.admin) };
}

/** Part of a transaction. */
export async function closeAdminSession({ admins }: Stores, id: string): Promise<boolean> {
  return admins.closeSession(hashOf(id));
}

/** Removes sessions that ended; for a job. */
export async function purgeAdminSessions(world: {
  readonly store: UnitOfWork;
  readonly clock: Clock;
}): Promise<void> {
  const nowMs = world.clock.nowMs();
  await world.store.transaction(({ admins }) =>
    admins.purgeSessions({ nowMs, seenBefore: nowMs - SESSION_IDLE_MS }),
  );
}

export function summaryOf({ id, login, name, mustChangePassword }: AdminRecord): AdminSummary {
  return { id, login, name, mustChangePassword };
}

function hashOf(id: string): Uint8Array {
  return sha256(encodeUtf8(id));
}
