import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportOptions } from '@lingpai/contract';
import { Refusal, type Requester } from '@lingpai/domain';
import type { AppContext } from '../context.ts';
import { processIdentity } from '../process-identity.ts';
import { EncryptedSpool } from './encrypted-spool.ts';
import { ImportSession } from './import-session.ts';

const LIFE_MS = 30 * 60_000;
const MAX_PER_ADMIN = 4;
/** Files of a process that cannot be asked about (of another machine's, or an earlier boot's) are noise by then. */
const FOREIGN_LIFE_MS = 24 * 3_600_000;
/** States in which nothing goes on. */
const RESTING: ReadonlySet<string> = new Set(['checked', 'done', 'failed', 'cancelled']);

/** The uploads of this process. Their files lie in a folder of its own, which the next process removes if this one cannot. */
export class ImportSessions {
  readonly #context: AppContext;
  readonly #logFailure: (error: unknown, reference: string) => void;
  readonly #folder: string;
  readonly #sessions = new Map<string, ImportSession>();
  readonly #timer: NodeJS.Timeout;

  constructor(context: AppContext, logFailure: (error: unknown, reference: string) => void) {
    this.#context = context;
    this.#logFailure = logFailure;
    const uploads = join(context.dataDir, 'uploads');
    this.#folder = join(uploads, processIdentity.name);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    removeLeftovers(uploads, context.clock.nowMs());
    this.#timer = setInterval(() => void this.#expire(), 60_000).unref();
  }

  /** A file for an upload that is coming in; whoever asked for it removes it when it does not become a session. */
  createSpool(): EncryptedSpool {
    return new EncryptedSpool(join(this.#folder, randomUUID()));
  }

  /**
   * Makes room for one more import of this administrator: one that only waits has to go.
   *
   * @throws {Refusal} request.too-many when all of them are busy
   */
  async admit(requester: Requester): Promise<void> {
    const own = [...this.#sessions.values()].filter(({ owner }) => owner === requester.name);
    if (own.length < MAX_PER_ADMIN) return;
    const idle = own.find(({ state }) => RESTING.has(state));
    if (idle === undefined) throw new Refusal('request.too-many', { seconds: 10 });
    await this.#remove(idle);
  }

  /** @param file the upload, ended */
  start(
    what: { fileName: string; options: ImportOptions; file: EncryptedSpool },
    requester: Requester,
  ): ImportSession {
    const session = new ImportSession({
      ...what,
      requester,
      expiresAt: this.#context.clock.nowMs() + LIFE_MS,
      context: this.#context,
      createReport: () => this.createSpool(),
      logFailure: this.#logFailure,
    });
    this.#sessions.set(session.id, session);
    return session;
  }

  /** @throws {Refusal} import.not-found, also for those of other administrators */
  get(importId: string, requester: Requester): ImportSession {
    const session = this.#sessions.get(importId);
    if (session === undefined || session.owner !== requester.name) throw new Refusal('import.not-found');
    return session;
  }

  /** Ends everything; nothing of what was not done is imported. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#sessions.values()].map((session) => session.remove()));
    this.#sessions.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #expire(): Promise<void> {
    const nowMs = this.#context.clock.nowMs();
    for (const session of this.#sessions.values())
      if (session.expiresAt <= nowMs && session.state !== 'writing') await this.#remove(session);
  }

  async #remove(session: ImportSession): Promise<void> {
    this.#sessions.delete(session.id);
    await session.remove();
  }
}

function removeLeftovers(uploads: string, nowMs: number): void {
  for (const name of readdirSync(uploads)) {
    const folder = join(uploads, name);
    const isForgotten = nowMs - statSync(folder).mtimeMs > FOREIGN_LIFE_MS;
    if (name !== processIdentity.name && (processIdentity.isGone(name) || isForgotten))
      rmSync(folder, { recursive: true, force: true });
  }
}
