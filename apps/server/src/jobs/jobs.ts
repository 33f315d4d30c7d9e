import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  cleanUnfinishedImports,
  expireDistributions,
  forgetOldFailures,
  indexAuditSubjects,
  markExpiredTokens,
  purgeAdminSessions,
  purgeInBatches,
} from '@lingpai/domain';
import type { Composed } from '../compose.ts';
import type { AppContext } from '../context.ts';
import type { DeliveryCounts } from '../events/delivery-counts.ts';
import { EventDelivery } from '../events/event-delivery.ts';
import type { AgentGate } from '../http/agent-gate.ts';
import type { FailureLog } from '../http/error-mapper.ts';
import { importWorld } from '../imports/import-token-file.ts';
import { SQLITE_FILE } from '../verification/open-verification.ts';
import { startMaintenance } from './start-maintenance.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** A retry that comes later than this is a new request. */
const ANSWERS_KEPT_MS = 10 * MINUTE_MS;
const PURGE_PAUSE_MS = 50;

export interface JobsInput {
  readonly composed: Composed;
  readonly gate: AgentGate;
  /** only one process of a machine does what concerns all */
  readonly isFirst: boolean;
  readonly counts: DeliveryCounts;
  readonly logFailure: FailureLog;
}

interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly atStart?: boolean;
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

/** What goes on beside the requests. A job that fails is tried again at its next turn; two runs of one job never overlap. */
export function startJobs(input: JobsInput): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const running = new Map<string, Promise<unknown>>();
  const start = ({ name, run }: Job) => {
    if (running.has(name)) return;
    const ended = run(stopped.signal)
      .catch((error: unknown) => input.logFailure({ reference: '', route: `job ${name}`, error }))
      .finally(() => running.delete(name));
    running.set(name, ended);
  };
  const jobs = listJobs(input);
  for (const job of jobs) if (job.atStart === true) start(job);
  const timers = jobs.map((job) => setInterval(() => start(job), job.everyMs).unref());
  const maintenance = startSqliteMaintenance(input);
  const events = new EventDelivery({ ...input, context: input.composed.context });
  return {
    stop: async () => {
      stopped.abort();
      timers.forEach(clearInterval);
      await events.stop();
      await Promise.all(running.values());
      await maintenance?.stop();
    },
  };
}

function startSqliteMaintenance({ composed, isFirst }: JobsInput): { stop(): Promise<void> } | undefined {
  if (composed.database.engine !== 'sqlite') return undefined;
  return startMaintenance({ path: join(composed.context.dataDir, SQLITE_FILE), indexesAudit: isFirst });
}

function listJobs({ composed, gate, isFirst }: JobsInput): Job[] {
  const { context } = composed;
  const own: Job[] = [{ name: 'agent-use', everyMs: 30 * SECOND_MS, run: () => gate.flushUse() }];
  const shared: Job[] = [
    { name: 'purge', everyMs: MINUTE_MS, run: (signal) => purge(context, signal) },
    { name: 'expire-distributions', everyMs: MINUTE_MS, run: () => expireDistributions(context) },
    {
      name: 'mark-expired-tokens',
      everyMs: MINUTE_MS,
      atStart: true,
      run: (signal) => markExpiredTokens(context, signal),
    },
    {
      name: 'clean-imports',
      everyMs: MINUTE_MS,
      atStart: true,
      run: () => cleanUnfinishedImports(importWorld(context)),
    },
  ];
  // SQLite's maintenance thread does this; PostgreSQL waits for nobody.
  const index: Job = {
    name: 'index-audit',
    everyMs: SECOND_MS,
    run: (signal) => indexAuditSubjects(context, signal),
  };
  if (!isFirst) return own;
  return composed.database.engine === 'postgres' ? [...own, ...shared, index] : [...own, ...shared];
}

/** In small transactions: verifications wait for each of them. */
async function purge(context: AppContext, signal: AbortSignal): Promise<void> {
  const { store, clock } = context;
  await store.transaction(({ agentAccess }) => agentAccess.purgeSessions(clock.nowMs()));
  await purgeAdminSessions(context);
  const pause = () => sleep(PURGE_PAUSE_MS);
  await purgeInBatches(
    (limit) =>
      store.transaction(({ agentAccess }) =>
        agentAccess.purgeAnswers(clock.nowMs() - ANSWERS_KEPT_MS, limit),
      ),
    { pause, signal },
  );
  await purgeInBatches(
    (limit) => store.transaction(({ challenges }) => challenges.purge(clock.nowMs(), limit)),
    { pause, signal },
  );
  await forgetOldFailures({ store, clock, pause }, signal);
}
