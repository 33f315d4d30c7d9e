import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GroupCommit, digestEmergencyPassword, pinContext } from '@lingpai/domain';
import type { SeedVault } from '@lingpai/seed-vault';
import { PostgresVerificationStore, SqliteVerificationStore } from '@lingpai/storage';
import { nodePrimitives } from '../crypto/node-primitives.ts';

/** File of the SQLite database in the data directory. */
export const SQLITE_FILE = 'lingpai.db';

/** What verification needs; plain values, so that they can be handed to a worker thread. */
export interface VerificationConfig {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly node: string;
}

/** Verification in this thread: group commit over a connection of its own. */
export function openVerification(
  config: VerificationConfig,
  vault: SeedVault,
  options: { isCheckpointedElsewhere?: boolean } = {},
): { commit: GroupCommit; close: () => Promise<void> } {
  const chain = { key: vault.auditKey(), node: config.node };
  const store =
    config.databaseUrl === undefined
      ? new SqliteVerificationStore(join(config.dataDir, SQLITE_FILE), chain, options)
      : new PostgresVerificationStore(config.databaseUrl, chain);
  const commit = new GroupCommit({
    store,
    primitives: nodePrimitives,
    openSeed: (serial, sealed) => vault.open({ purpose: 'token-seed', recordId: serial }, sealed),
    openPin: (serial, sealed) => vault.open(pinContext(serial), sealed),
    digestEmergency: (userId, typed) => digestEmergencyPassword(vault, userId, typed),
    nowMs: () => Date.now(),
    pauseMs: (ms) => sleep(ms),
  });
  return { commit, close: async () => store.close() };
}
