import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { PATHS, type TestUser } from './agent-world.ts';
import { type RawAnswer, RawConnection, requestBytes } from './raw-connection.ts';

const LANES = 8;
/** Not enough to lock anybody, with the limit of a hundred that the test sets. */
const MAX_FAILURES = 90;

/** What became of one user's OTPs, in their order. */
interface Progress {
  /** counters whose OTP was answered 0 */
  readonly acknowledged: number[];
  next: number;
  /** was `next` sent, and the answer lost or "not now" */
  isUncertain: boolean;
  /** wrong tries that were answered as such */
  failures: number;
  resentUpTo: number;
}

/**
 * Sends the OTPs of many users, each user's in order, whatever happens to the server. An OTP whose answer got lost is sent again: until
 * it is accepted, or refused as used before. Any other verdict is a wrong one, and fails the test.
 */
export class KillLoad {
  readonly #port: number;
  readonly #key: string;
  readonly #users: readonly TestUser[];
  readonly #failing: readonly TestUser[];
  readonly #progress = new Map<string, Progress>();
  readonly statuses = new Map<number, number>();
  #isStopping = false;
  #lanes: Promise<void>[] = [];

  constructor(parts: {
    port: number;
    key: string;
    users: readonly TestUser[];
    failing: readonly TestUser[];
  }) {
    this.#port = parts.port;
    this.#key = parts.key;
    this.#users = parts.users;
    this.#failing = parts.failing;
  }

  progressOf(user: TestUser): Progress {
    const known = this.#progress.get(user.serial);
    if (known !== undefined) return known;
    const fresh: Progress = { acknowledged: [], next: 0, isUncertain: false, failures: 0, resentUpTo: 0 };
    this.#progress.set(user.serial, fresh);
    return fresh;
  }

  get acknowledgedCount(): number {
    return [...this.#progress.values()].reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  }

  start(): void {
    this.#isStopping = false;
    this.#lanes = Array.from({ length: LANES }, (_, lane) => this.#runLane(lane));
  }

  /** Ends once the requests that are under way are answered or lost. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#lanes);
  }

  async #runLane(lane: number): Promise<void> {
    let connection: RawConnection | undefined;
    const exchange = async (bytes: Buffer): Promise<RawAnswer | undefined> => {
      try {
        connection ??= await RawConnection.open(this.#port);
        const answer = await connection.exchange(bytes);
        this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
        return answer;
      } catch {
        connection?.drop();
        connection = undefined;
        await delay(20);
        return undefined;
      }
    };
    const mine = (users: readonly TestUser[]) => users.filter((_, index) => index % LANES === lane);
    while (!this.#isStopping) {
      for (const user of mine(this.#users)) if (!this.#isStopping) await this.#step(user, exchange);
      for (const user of mine(this.#failing)) if (!this.#isStopping) await this.#fail(user, exchange);
    }
    connection?.drop();
  }

  async #step(user: TestUser, exchange: Exchange): Promise<void> {
    const progress = this.progressOf(user);
    const answer = await exchange(this.#auth(user, user.otpAt(progress.next)));
    if (answer === undefined || answer.status === 503) {
      progress.isUncertain = true;
      return;
    }
    assert.equal(answer.status, 200, answer.body);
    if (answer.code === 0) progress.acknowledged.push(progress.next);
    // It was used up by the try whose answer was lost, and by no other.
    else
      assert.ok(answer.code === 22 && progress.isUncertain, `wrong verdict ${answer.code} for ${user.login}`);
    progress.next += 1;
    progress.isUncertain = false;
  }

  async #fail(user: TestUser, exchange: Exchange): Promise<void> {
    const progress = this.progressOf(user);
    if (progress.failures >= MAX_FAILURES) return;
    const answer = await exchange(this.#auth(user, wrongOtpOf(user)));
    if (answer?.status !== 200) return;
    assert.equal(answer.code, 22);
    progress.failures += 1;
  }

  #auth(user: TestUser, password: string): Buffer {
    return requestBytes({ path: PATHS.auth, key: this.#key, body: { userId: user.login, password } });
  }

  /**
   * Sends used OTPs once more: what came since the last time and some of the others, or all there ever were. None may be accepted.
   *
   * @param unlock lifts the lock of a token, before its failures lock it
   * @returns how many were sent
   */
  async resend(which: 'recent' | 'all', unlock: (serial: string) => Promise<unknown>): Promise<number> {
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const connection = await RawConnection.open(this.#port);
      let count = 0;
      for (const user of this.#users.filter((_user, index) => index % LANES === lane))
        for (const [index, counter] of this.#usedBy(user, which).entries()) {
          // Failures of the times before are remembered: what its user's logins get right does not forgive those by serial.
          if (index % MAX_FAILURES === 0) await unlock(user.serial);
          await this.#assertRefused(connection, user, counter);
          count += 1;
        }
      connection.drop();
      return count;
    });
    const counts = await Promise.all(lanes);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  #usedBy(user: TestUser, which: 'recent' | 'all'): number[] {
    const progress = this.progressOf(user);
    const { acknowledged, next, resentUpTo } = progress;
    const used = acknowledged.filter((counter) => {
      const isRecent = counter >= resentUpTo || Math.random() < 0.1;
      // The same digits may stand at a counter to come, by chance: then they are not a used OTP.
      return (which === 'all' || isRecent) && !shows(user, user.otpAt(counter), next - 1, next + 120);
    });
    progress.resentUpTo = next;
    return used;
  }

  async #assertRefused(connection: RawConnection, user: TestUser, counter: number): Promise<void> {
    const body = { serial: user.serial, otp: user.otpAt(counter) };
    const request = requestBytes({ path: PATHS.authToken, key: this.#key, body });
    const { code } = await connection.exchange(request);
    assert.equal(code, 22, `answer to the used OTP of ${user.login} at ${counter}`);
  }
}

type Exchange = (bytes: Buffer) => Promise<RawAnswer | undefined>;

function shows(user: TestUser, otp: string, from: number, to: number): boolean {
  for (let counter = from; counter <= to; counter += 1) if (user.otpAt(counter) === otp) return true;
  return false;
}

/** An OTP the user's token shows at none of its first counters. */
export function wrongOtpOf(user: TestUser): string {
  for (let digits = 0; ; digits += 1) {
    const otp = String(digits).padStart(6, '0');
    if (!shows(user, otp, 0, 120)) return otp;
  }
}
