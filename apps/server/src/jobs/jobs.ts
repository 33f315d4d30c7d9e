import type { Composed } from '../compose.ts';
import type { AgentGate } from '../http/agent-gate.ts';
import type { FailureLog } from '../http/error-mapper.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** A retry that comes later than this is a new request. */
const ANSWERS_KEPT_MS = 10 * MINUTE_MS;

export interface JobsInput {
  readonly composed: Composed;
  readonly gate: AgentGate;
  /** only one process of a machine does what concerns all */
  readonly isFirst: boolean;
  readonly logFailure: FailureLog;
}

interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

/** What goes on beside the requests. A job that fails is tried again at its next turn; two runs of one job never overlap. */
export function startJobs(input: JobsInput): { stop(): Promise<void> } {
  const running = new Map<string, Promise<unknown>>();
  const timers = listJobs(input).map((job) =>
    setInterval(() => {
      if (running.has(job.name)) return;
      const run = job
        .run()
        .catch((error: unknown) => input.logFailure({ reference: '', route: `job ${job.name}`, error }))
        .finally(() => running.delete(job.name));
      running.set(job.name, run);
    }, job.everyMs).unref(),
  );
  return {
    stop: async () => {
      timers.forEach(clearInterval);
      await Promise.all(running.values());
    },
  };
}

function listJobs({ composed, gate, isFirst }: JobsInput): Job[] {
  const { store, clock } = composed.context;
  const own: Job[] = [{ name: 'agent-use', everyMs: 30 * SECOND_MS, run: () => gate.flushUse() }];
  const shared: Job[] = [
    {
      name: 'purge',
      everyMs: MINUTE_MS,
      run: () => {
        const nowMs = clock.nowMs();
        return store.transaction(({ agentAccess }) =>
          agentAccess.purge({ nowMs, answersBefore: nowMs - ANSWERS_KEPT_MS }),
        );
      },
    },
  ];
  return isFirst ? [...own, ...shared] : own;
}
