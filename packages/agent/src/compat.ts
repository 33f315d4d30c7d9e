import { AgentClient } from './agent-client.ts';
import type { AgentOptions } from './agent-client.ts';
import { AgentConfigError } from './config-file.ts';
import { findResult } from './find-result.ts';
import { findParameterFault } from './parameters.ts';
import { ResultCode } from './result-codes.ts';
import type {
  AgentSession,
  AssertionStart,
  AssertionVerdict,
  CallerOptions,
  ChallengeOptions,
  ChallengeVerdict,
  RetriesVerdict,
  SignatureRequest,
  SignatureStart,
  Verdict,
} from './results.ts';

type AnyVerdict = Verdict &
  RetriesVerdict &
  ChallengeVerdict &
  SignatureStart &
  AssertionStart &
  AssertionVerdict;

/** The answer of the calls that give more than a number. */
export class OTPResult {
  readonly #verdict: AnyVerdict;

  /** @param verdict what the call came to */
  constructor(verdict: AnyVerdict) {
    this.#verdict = verdict;
  }

  /** @returns 0 success; the others as in the README's table */
  getResultCode(): number {
    return this.#verdict.code;
  }

  /** @returns the id of a scan-to-login; empty where there is none */
  getAssertionId(): string {
    return this.#verdict.assertionId ?? '';
  }

  /** @returns wrong tries left (`getRetryToken`); -1 where there is no number */
  getNumData(): number {
    return this.#verdict.remaining ?? -1;
  }

  /** @returns who approved (`getAssertion`); empty where nobody did */
  getUserId(): string {
    return this.#verdict.userId ?? '';
  }

  /** @returns the text to show as QR code (`getAssertionId`, `genSignature`); empty where there is none */
  getQr(): string {
    return this.#verdict.qr ?? '';
  }

  /** @returns what the user types into the token (`sessionGenChallenge`, `genSignature`); empty where there is none */
  getChallenge(): string {
    return this.#verdict.challenge ?? '';
  }

  /** @returns the server's answer to the client challenge (`sessionGenChallenge`); empty where there was none */
  getServerResponse(): string {
    return this.#verdict.serverResponse ?? '';
  }

  /** @returns what `verifySignature` asks for (`genSignature`); empty where there is none */
  getSignatureId(): string {
    return this.#verdict.signatureId ?? '';
  }

  /** @returns when scan-to-login, challenge or signature ends, epoch milliseconds UTC; -1 where there is no number */
  getExpiresAt(): number {
    return this.#verdict.expiresAt ?? -1;
  }
}

/**
 * The agent with the names of the product guide. No method throws or rejects: a number says what happened, and
 * {@link OTPAgent.lastError} why. `auth`, `authToken`, `sync`, `syncToken`, `getRetryToken` and the scan-to-login calls may run
 * concurrently on one object; an object has one session, and its session calls run one after the other.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { OTPAgent } from '@lingpai/agent';
 *
 * const agent = new OTPAgent();
 * await agent.setConfig('agent.acf');
 * const code = await agent.auth('test', '123456' + '755224');
 * assert.equal(code, 0);
 * await agent.unInit();
 */
export class OTPAgent {
  readonly #options: AgentOptions;
  #client: AgentClient | undefined;
  /** why there is no client */
  #absence: Verdict = NOT_INITIALISED;
  #path: string | undefined;
  #session: AgentSession | undefined;
  #lastAssertionId: string | undefined;
  #lastError = '';
  /** the end of the queue in which set-up and session calls wait for each other */
  #tail: Promise<unknown> = Promise.resolve();
  /** the end of the last set-up call: the other calls wait for it, so that a forgotten `await` does no harm */
  #setUp: Promise<unknown> = Promise.resolve();

  constructor(options: AgentOptions = {}) {
    this.#options = options;
  }

  /** Why the most recent call that did not return 0 did so, for logs; empty before the first. Never holds a secret. */
  get lastError(): string {
    return this.#lastError;
  }

  /**
   * Reads the agent's configuration file. It is read now and not again: call this again after a change. A file that cannot be
   * used leaves the configuration as it was.
   *
   * @returns 0; 19 the file is missing or malformed
   */
  setConfig(path: string): Promise<number> {
    return this.#enqueueSetUp('setConfig', () => this.#load(path));
  }

  /**
   * Makes the agent ready. No server is contacted yet.
   *
   * @param path the configuration file; left out: the one of `setConfig` or of the last `init`
   * @returns 0; 19 the file is missing or malformed; 39 no path was ever given
   */
  init(path?: string): Promise<number> {
    return this.#enqueueSetUp('init', async () => {
      if (path !== undefined) return this.#load(path);
      if (this.#client !== undefined) return OK;
      return this.#path === undefined ? NOT_INITIALISED : this.#load(this.#path);
    });
  }

  /** Ends the session, waits for calls under way and closes the connections. Later calls return 39 until the next `init`. */
  async unInit(): Promise<void> {
    await this.#enqueueSetUp('unInit', async () => {
      const client = this.#client;
      await this.#dropSession();
      this.#client = undefined;
      this.#absence = NOT_INITIALISED;
      await client?.close();
      return OK;
    });
  }

  /**
   * Authenticates a user.
   *
   * @param password third-party password, static password and OTP in this order, without separators, each only where the
   *   user's policy asks for it
   * @returns 0 accepted, 13 synchronise the token first, others refused
   */
  auth(userId: string, password: string, options?: CallerOptions): Promise<number> {
    return this.#run('auth', (client) => client.authenticateUser(userId, password, options));
  }

  /** Verifies an OTP by the token's serial; the token need not be bound to a user. */
  authToken(serial: string, otp: string, options?: CallerOptions): Promise<number> {
    return this.#run('authToken', (client) => client.verifyToken(serial, otp, options));
  }

  /** Synchronises a user's token with two consecutive OTPs; both are used up. */
  sync(userId: string, otp: string, nextOtp: string, options?: CallerOptions): Promise<number> {
    return this.#run('sync', (client) => client.resyncUser({ userId, otp, nextOtp }, options));
  }

  /** Synchronises a token with two consecutive OTPs; both are used up. */
  syncToken(serial: string, otp: string, nextOtp: string, options?: CallerOptions): Promise<number> {
    return this.#run('syncToken', (client) => client.resyncToken({ serial, otp, nextOtp }, options));
  }

  /** Changes a user's static password, by the old one. Code 102 from a server whose release cannot. */
  changeStaticPassword(
    userId: string,
    oldPassword: string,
    newPassword: string,
    options?: CallerOptions,
  ): Promise<number> {
    return this.#run('changeStaticPassword', (client) =>
      client.changeStaticPassword(userId, oldPassword, newPassword, options),
    );
  }

  /**
   * Asks a token to sign a transaction: `getSignatureId()`, `getChallenge()`, `getQr()`. Code 50 from a server without signatures.
   */
  genSignature(request: SignatureRequest): Promise<OTPResult> {
    return this.#runForResult('genSignature', (client) => client.startSignature(request));
  }

  /** Verifies what the token shows for a transaction. */
  verifySignature(signatureId: string, signature: string, options?: CallerOptions): Promise<number> {
    return this.#run('verifySignature', (client) => client.verifySignature(signatureId, signature, options));
  }

  /** Asks how many wrong tries a token has left before it locks: `getNumData()`. */
  getRetryToken(serial: string, options?: CallerOptions): Promise<OTPResult> {
    return this.#runForResult('getRetryToken', (client) => client.getRetries(serial, options));
  }

  /** Begins a scan-to-login: `getAssertionId()` and `getQr()`. Code 102 from a server without scan-to-login. */
  getAssertionId(): Promise<OTPResult> {
    return this.#runForResult('getAssertionId', async (client) => {
      const start = await client.startAssertion();
      if (start.assertionId !== undefined) this.#lastAssertionId = start.assertionId;
      return start;
    });
  }

  /**
   * Asks whether a scan-to-login was approved: code 0, by `getUserId()`; 43 not decided yet; others refused or expired.
   *
   * @param assertionId left out: the one `getAssertionId()` gave last. Give it wherever one object serves several people
   */
  getAssertion(assertionId?: string): Promise<OTPResult> {
    return this.#runForResult('getAssertion', (client) =>
      client.checkAssertion(assertionId ?? this.#lastAssertionId ?? ''),
    );
  }

  /** Opens a session on the server; an open one ends. */
  sessionInit(options?: CallerOptions): Promise<number> {
    return this.#enqueue('sessionInit', async () => {
      if (this.#client === undefined) return this.#absence;
      await this.#dropSession();
      const { session, ...verdict } = await this.#client.openSession(options);
      this.#session = session;
      return verdict;
    });
  }

  /** Says whose tokens the session is about. This or `sessionSetTokenSN` is needed. */
  sessionSetUserName(name: string): Promise<number> {
    return this.#runInSession('sessionSetUserName', (session) => session.setUserName(name));
  }

  /** Says which token the session is about. This or `sessionSetUserName` is needed. */
  sessionSetTokenSN(serial: string): Promise<number> {
    return this.#runInSession('sessionSetTokenSN', (session) => session.setSerial(serial));
  }

  /** Verifies an event or time OTP; answers to challenges go to `sessionAuth`. */
  sessionVerifyOtp(otp: string): Promise<number> {
    return this.#runInSession('sessionVerifyOtp', (session) => session.verifyOtp(otp));
  }

  /** Synchronises the session's token with two consecutive OTPs; both are used up. */
  sessionSyncOTP(otp: string, nextOtp: string): Promise<number> {
    return this.#runInSession('sessionSyncOTP', (session) => session.resync({ otp, nextOtp }));
  }

  /**
   * Asks for a challenge for the session's token: `getChallenge()`; the one before is void. Code 50 from a server without challenges.
   *
   * @param clientChallenge of mutual OCRA: the server answers it first, in `getServerResponse()`
   * @param options session information, for a token whose suite has it
   */
  async sessionGenChallenge(clientChallenge?: string, options?: ChallengeOptions): Promise<OTPResult> {
    let answer: ChallengeVerdict = NO_SESSION;
    const code = await this.#runInSession('sessionGenChallenge', async (session) => {
      answer = await session.generateChallenge(clientChallenge, options);
      return answer;
    });
    return new OTPResult({ ...answer, code });
  }

  /** Verifies the token's answer to the challenge. Code 50 from a server without challenges. */
  sessionAuth(response: string): Promise<number> {
    return this.#runInSession('sessionAuth', (session) => session.verifyResponse(response));
  }

  /** Changes the static password of the session's user. Code 102 from a server whose release cannot. */
  sessionSetStaticPassword(oldPassword: string, newPassword: string): Promise<number> {
    return this.#runInSession('sessionSetStaticPassword', (session) =>
      session.changeStaticPassword(oldPassword, newPassword),
    );
  }

  /** Ends the session. Without one it does nothing. */
  async sessionUnInit(): Promise<void> {
    await this.#enqueue('sessionUnInit', async () => {
      await this.#dropSession();
      return OK;
    });
  }

  async #load(path: string): Promise<Verdict> {
    const fault = findParameterFault({ path });
    if (fault !== undefined) return { code: ResultCode.OTPR_PARAM_INVALID, reason: fault };
    try {
      const client = await AgentClient.open(path, this.#options);
      await this.#dropSession();
      void this.#client?.close();
      this.#client = client;
      this.#path = path;
      return OK;
    } catch (error) {
      if (!(error instanceof AgentConfigError)) throw error;
      const refusal = { code: ResultCode.OTPR_CSINFO_INVALID, reason: error.message };
      this.#absence = refusal;
      return refusal;
    }
  }

  /** The server forgets a session by itself in time, so that a failure here changes nothing. */
  async #dropSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  async #runForResult(name: string, call: (client: AgentClient) => Promise<Verdict>): Promise<OTPResult> {
    let answer: Verdict = OK;
    const code = await this.#run(name, async (client) => {
      answer = await call(client);
      return answer;
    });
    return new OTPResult({ ...answer, code });
  }

  async #run(name: string, call: (client: AgentClient) => Promise<Verdict>): Promise<number> {
    await this.#setUp;
    return this.#settle(name, async () => (this.#client === undefined ? this.#absence : call(this.#client)));
  }

  #runInSession(name: string, call: (session: AgentSession) => Promise<Verdict>): Promise<number> {
    return this.#enqueue(name, async () => {
      if (this.#client === undefined) return this.#absence;
      return this.#session === undefined ? NO_SESSION : call(this.#session);
    });
  }

  #enqueue(name: string, step: () => Promise<Verdict>): Promise<number> {
    const done = this.#tail.then(() => this.#settle(name, step));
    this.#tail = done;
    return done;
  }

  #enqueueSetUp(name: string, step: () => Promise<Verdict>): Promise<number> {
    const done = this.#enqueue(name, step);
    this.#setUp = done;
    return done;
  }

  /** The one place where a defect of this package becomes code 79: a login page must not crash of it. */
  async #settle(name: string, step: () => Promise<Verdict>): Promise<number> {
    let verdict: Verdict;
    try {
      verdict = await step();
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      verdict = { code: ResultCode.OTPR_ERR_UNKOWN, reason: `defect in @lingpai/agent: ${kind}` };
    }
    if (verdict.code !== ResultCode.OTPR_OK) {
      const constant = findResult(verdict.code)?.name ?? 'UNKNOWN';
      this.#lastError = `${name}() returned ${verdict.code} ${constant}: ${verdict.reason ?? ''}`;
    }
    return verdict.code;
  }
}

/** The same agent by the guide's other name. */
export class OCRAAgent extends OTPAgent {}

const OK: Verdict = { code: ResultCode.OTPR_OK };
const NOT_INITIALISED: Verdict = {
  code: ResultCode.OTPR_HANDLE_INVALID,
  reason: 'call setConfig() or init() with the path of the .acf file first',
};
const NO_SESSION: Verdict = { code: ResultCode.OTPR_SESS_NOTESTED, reason: 'call sessionInit() first' };
