import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, Pause, ProcessIdentity } from '../ports/world.ts';

/** Who imports says so with each batch, several times a second. One that has been silent for this long is taken for dead. */
const SILENCE_MS = 20_000;
const BATCH_ROWS = 2000;

/** Owner of an import: which process, and what it does with it. Who writes and who removes never pass for each other. */
export function importOwner(process: ProcessIdentity, role: 'writes' | 'removes'): string {
  return `${process.name} ${role}`;
}

export interface CleanImportsWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly process: ProcessIdentity;
  readonly pause: Pause;
}

/**
 * Removes what imports left behind whose process died. To be run at start and every minute; `importTokens` runs it, too. An import
 * that is being written is left alone; one that was silent for 20 s loses the right to go on.
 *
 * @returns how many imports were removed
 */
export async function cleanUnfinishedImports(world: CleanImportsWorld): Promise<number> {
  const { store, clock, process } = world;
  let removed = 0;
  for (const found of await store.read.imports.findUnfinished()) {
    const nowMs = clock.nowMs();
    const ownerProcess = found.owner.split(' ')[0] ?? '';
    if (!process.isGone(ownerProcess) && nowMs - found.heartbeatAt < SILENCE_MS) continue;
    const cleaner = importOwner(process, 'removes');
    if (!(await store.transaction(({ imports }) => imports.adopt(found, cleaner, nowMs)))) continue;
    await deleteImport(found.id, cleaner, world);
    removed += 1;
  }
  return removed;
}

/** Removes an unfinished import in small transactions. Its rows stay hidden until the last one is gone. */
export async function deleteImport(
  importId: number,
  owner: string,
  { store, clock, pause }: Omit<CleanImportsWorld, 'process'>,
): Promise<void> {
  for (;;) {
    const isDone = await store.transaction(async ({ imports }) => {
      if (!(await imports.keep(importId, owner, clock.nowMs()))) return true;
      if ((await imports.deleteRows(importId, BATCH_ROWS)) === BATCH_ROWS) return false;
      await imports.remove(importId);
      return true;
    });
    if (isDone) return;
    await pause();
  }
}
