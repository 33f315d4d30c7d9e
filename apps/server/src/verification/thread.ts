import { parentPort, workerData } from 'node:worker_threads';
import { StoreUnavailableError } from '@lingpai/domain';
import type { Outcome, VerifyJob } from '@lingpai/domain';
import { SeedVault } from '@lingpai/seed-vault';
import type { FromThread, NumberedJobs, ToThread, VerificationThreadData } from './messages.ts';
import { openVerification } from './open-verification.ts';

/**
 * The verification thread: decides and commits, so that the thread that speaks HTTP never waits for a disk. Whatever arrives while a
 * transaction commits goes into the next one.
 */
const data = workerData as VerificationThreadData;
const port = parentPort!;
const vault = new SeedVault(data.masterKey, data.dataKeys);
const verification = openVerification(data.config, vault, { isCheckpointedElsewhere: true });
let done: [number, Outcome][] = [];

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'verify':
      for (const [id, job] of JSON.parse(message.jobs) as NumberedJobs) void run(id, job);
      return;
    case 'keys':
      vault.update(message.masterKey, message.dataKeys);
      return;
    case 'close':
      void verification.close().finally(() => port.close());
  }
});
send({ kind: 'ready' });

async function run(id: number, job: VerifyJob): Promise<void> {
  try {
    const outcome = await verification.commit.verify(job);
    if (done.length === 0) queueMicrotask(flush);
    done.push([id, outcome]);
  } catch (error) {
    send({
      kind: 'failed',
      ids: [id],
      message: error instanceof Error ? error.message : String(error),
      isUnavailable: error instanceof StoreUnavailableError,
    });
  }
}

/** One message for all outcomes of a commit. */
function flush(): void {
  const outcomes = JSON.stringify(done);
  done = [];
  send({ kind: 'outcomes', outcomes });
}

function send(message: FromThread): void {
  port.postMessage(message);
}
