import type { UnitOfWork } from '../ports/stores.ts';

/** Events filed per transaction: some 30 ms of the store's time. */
const BATCH_EVENTS = 2000;

/**
 * Files new audit events under the user, token and area they are about, until none is left. The server calls it every second: so writing
 * an event costs the hot path nothing for being found.
 *
 * @returns how many were filed
 */
export async function indexAuditSubjects(
  world: { readonly store: UnitOfWork },
  signal?: AbortSignal,
): Promise<number> {
  let total = 0;
  for (;;) {
    const filed = await world.store.transaction(({ auditLog }) => auditLog.indexSubjects(BATCH_EVENTS));
    total += filed;
    if (filed < BATCH_EVENTS || signal?.aborted === true) return total;
  }
}
