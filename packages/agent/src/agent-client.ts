import { callServers } from './call-servers.ts';
import type { AgentCall, CallOutcome } from './call-servers.ts';
import { checkAgentConfig, readAgentConfig } from './config-file.ts';
import type { AgentConfig } from './config-file.ts';
import { findParameterFault, pickGiven, pickParameters, pickSessionInfo } from './parameters.ts';
import { ResultCode } from './result-codes.ts';
import type {
  AssertionStart,
  AssertionVerdict,
  CallerOptions,
  ConsecutiveOtps,
  RetriesVerdict,
  SessionVerdict,
  SignatureRequest,
  SignatureStart,
  Verdict,
} from './results.ts';
import { ServerPool } from './server-pool.ts';
import { ServerSession } from './server-session.ts';
import { Transport } from './transport.ts';
import { isShownText, refuseAnswer, refuseParameter, toVerdict } from './verdict.ts';

/** Options of an agent. */
export interface AgentOptions {
  /**
   * Hears what an operator should know: a server put aside or back again, a server reached without TLS, unknown fields in
   * the file. Never holds a secret. What it throws is ignored.
   */
  readonly onWarning?: (message: string) => void;
}

/**
 * Calls the authentication servers. One client serves a whole application: it is safe to use concurrently and keeps its
 * connections alive. No method throws for a verdict, a wrong parameter (code 2) or a network failure (codes 9 and 18).
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { AgentClient, ResultCode } from '@lingpai/agent';
 *
 * const client = await AgentClient.open('agent.acf', { onWarning: (message) => process.emitWarning(message) });
 * const { code } = await client.authenticateUser('test', '123456' + '755224');
 * assert.equal(code, ResultCode.OTPR_OK);
 * await client.close();
 */
export class AgentClient {
  readonly #config: AgentConfig;
  readonly #pool: ServerPool;
  readonly #transport: Transport;
  readonly #inFlight = new Set<Promise<CallOutcome>>();
  #isClosed = false;

  /**
   * @param config as in an `agent.acf`
   * @param source what messages call the configuration, such as the path of its file
   * @throws {AgentConfigError} when the configuration cannot be used
   */
  constructor(config: AgentConfig, options: AgentOptions = {}, source = 'the given configuration') {
    const checked = checkAgentConfig(config, source);
    const warn = makeWarn(options);
    this.#config = checked.config;
    this.#pool = new ServerPool(checked.config.servers, warn);
    this.#transport = new Transport(checked.config.caPem);
    checked.warnings.forEach(warn);
  }

  /**
   * Makes a client from an `agent.acf`. No server is contacted yet.
   *
   * @throws {AgentConfigError} when the file cannot be read or used; the message says why, without the key
   */
  static async open(path: string, options: AgentOptions = {}): Promise<AgentClient> {
    return new AgentClient(await readAgentConfig(path), options, path);
  }

  /**
   * Authenticates a user.
   *
   * @param userId 1 to 128 characters
   * @param password third-party password, static password and OTP one after the other without separators, each only where the
   *   user's policy asks for it; 1 to 512 characters
   * @returns code 0 accepted, 13 synchronise the token first, others refused
   */
  authenticateUser(userId: string, password: string, options?: CallerOptions): Promise<Verdict> {
    return this.#post('/agent/v1/auth', { userId, password, ...callerOf(options) });
  }

  /** Verifies an OTP by the token's serial; the token need not be bound to a user. */
  verifyToken(serial: string, otp: string, options?: CallerOptions): Promise<Verdict> {
    return this.#post('/agent/v1/auth-token', { serial, otp, ...callerOf(options) });
  }

  /** Synchronises a user's token. Both OTPs are used up. */
  resyncUser(
    parameters: ConsecutiveOtps & { readonly userId: string },
    options?: CallerOptions,
  ): Promise<Verdict> {
    const body = { ...pickParameters(parameters, ['userId', 'otp', 'nextOtp']), ...callerOf(options) };
    return this.#post('/agent/v1/sync', body);
  }

  /** Synchronises a token by its serial. Both OTPs are used up. */
  resyncToken(
    parameters: ConsecutiveOtps & { readonly serial: string },
    options?: CallerOptions,
  ): Promise<Verdict> {
    const body = { ...pickParameters(parameters, ['serial', 'otp', 'nextOtp']), ...callerOf(options) };
    return this.#post('/agent/v1/sync-token', body);
  }

  /**
   * Changes a user's static password, by the old one. Code 102 from a server whose release cannot.
   *
   * @param oldPassword the static password alone, 1 to 256 characters
   * @param newPassword 1 to 256 characters
   */
  async changeStaticPassword(
    userId: string,
    oldPassword: string,
    newPassword: string,
    options?: CallerOptions,
  ): Promise<Verdict> {
    const body = { userId, oldPassword, newPassword, ...callerOf(options) };
    const absentCode = ResultCode.OTPR_OPER_FAILED;
    return toVerdict(
      await this.#call({ method: 'POST', path: '/agent/v1/static-password', body, absentCode }),
    );
  }

  /**
   * Asks a token to sign a transaction. Show the signer the challenge, or the QR code, beside the fields. Code 50 from a server whose
   * release has no signatures.
   */
  async startSignature(request: SignatureRequest): Promise<SignatureStart> {
    const { fields } = request ?? {};
    const body = {
      ...pickGiven(request, ['userId', 'serial', 'form', 'clientAddress']),
      ...pickSessionInfo(request),
      fields: Array.isArray(fields)
        ? fields.map((field) => pickParameters(field, ['label', 'value']))
        : fields,
    };
    const outcome = await this.#callForSignature('/agent/v1/signatures', body);
    if (outcome.code !== ResultCode.OTPR_OK) return toVerdict(outcome);
    const { signatureId, challenge, qr, expiresAt } = outcome.fields;
    if (findParameterFault({ signatureId }) !== undefined) return refuseAnswer('"signatureId" is missing');
    if (!isShownText(challenge)) return refuseAnswer('"challenge" is missing');
    return {
      code: outcome.code,
      signatureId: signatureId as string,
      challenge,
      ...(typeof qr === 'string' ? { qr } : {}),
      ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
    };
  }

  /**
   * Verifies what the token shows for a transaction. Code 0 once; whoever changed the transaction got another challenge.
   *
   * @param signatureId of `startSignature`
   */
  async verifySignature(signatureId: string, signature: string, options?: CallerOptions): Promise<Verdict> {
    const fault = findParameterFault({ signatureId });
    if (fault !== undefined) return refuseParameter(fault);
    const path = `/agent/v1/signatures/${signatureId}/verify`;
    return toVerdict(await this.#callForSignature(path, { signature, ...callerOf(options) }));
  }

  /** Asks how many wrong tries a token has left before it locks. */
  async getRetries(serial: string, options?: CallerOptions): Promise<RetriesVerdict> {
    const body = { serial, ...callerOf(options) };
    const outcome = await this.#call({ method: 'POST', path: '/agent/v1/retry-token', body });
    const { remaining } = outcome.fields;
    if (remaining === undefined || outcome.code !== ResultCode.OTPR_OK) return toVerdict(outcome);
    return isCount(remaining)
      ? { code: outcome.code, remaining }
      : refuseAnswer('"remaining" is not a number of tries');
  }

  /** Opens a session on the server. Sessions are valid on every server of the configuration. */
  async openSession(options?: CallerOptions): Promise<SessionVerdict> {
    const caller = callerOf(options);
    const outcome = await this.#call({
      method: 'POST',
      path: '/agent/v1/sessions',
      ...(Object.keys(caller).length > 0 ? { body: caller } : {}),
    });
    if (outcome.code !== ResultCode.OTPR_OK) return toVerdict(outcome);
    const { sessionId } = outcome.fields;
    if (typeof sessionId !== 'string' || !/^[\w-]{1,64}$/.test(sessionId))
      return refuseAnswer('"sessionId" is missing');
    return { code: outcome.code, session: new ServerSession((call) => this.#call(call), sessionId) };
  }

  /**
   * Begins a scan-to-login. Code 102 from a server whose release has no scan-to-login.
   *
   * @returns with code 0 the id to ask for and the text of the QR code
   */
  async startAssertion(): Promise<AssertionStart> {
    const absentCode = ResultCode.OTPR_OPER_FAILED;
    const outcome = await this.#call({ method: 'POST', path: '/agent/v1/assertions', body: {}, absentCode });
    if (outcome.code !== ResultCode.OTPR_OK) return toVerdict(outcome);
    const { assertionId, qr, expiresAt } = outcome.fields;
    if (findParameterFault({ assertionId }) !== undefined) return refuseAnswer('"assertionId" is missing');
    return {
      code: outcome.code,
      assertionId: assertionId as string,
      ...(typeof qr === 'string' ? { qr } : {}),
      ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
    };
  }

  /**
   * Asks whether a scan-to-login was approved. An approval is told once.
   *
   * @returns code 0 approved, by `userId`; 43 not decided yet: ask again; others refused or expired
   */
  async checkAssertion(assertionId: string): Promise<AssertionVerdict> {
    const fault = findParameterFault({ assertionId });
    if (fault !== undefined) return refuseParameter(fault);
    const absentCode = ResultCode.OTPR_OPER_FAILED;
    const outcome = await this.#call({
      method: 'GET',
      path: `/agent/v1/assertions/${assertionId}`,
      absentCode,
    });
    if (outcome.code !== ResultCode.OTPR_OK) return toVerdict(outcome);
    const { userId } = outcome.fields;
    // An approval by nobody must never log anybody in.
    if (typeof userId !== 'string' || userId === '')
      return refuseAnswer('"userId" is missing from an approval');
    return { code: outcome.code, userId };
  }

  /** Refuses further calls (code 39), waits for those under way and closes the connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#inFlight);
    this.#transport.close();
  }

  async #post(path: string, body: Readonly<Record<string, unknown>>): Promise<Verdict> {
    return toVerdict(await this.#call({ method: 'POST', path, body }));
  }

  #callForSignature(path: string, body: Readonly<Record<string, unknown>>): Promise<CallOutcome> {
    return this.#call({ method: 'POST', path, body, absentCode: ResultCode.OTPR_AUMTHD_INVALID });
  }

  async #call(call: AgentCall): Promise<CallOutcome> {
    if (this.#isClosed)
      return { code: ResultCode.OTPR_HANDLE_INVALID, fields: {}, reason: 'the agent is closed' };
    const fault = findParameterFault(call.body ?? {});
    if (fault !== undefined) return { ...refuseParameter(fault), fields: {} };
    const running = callServers({ config: this.#config, pool: this.#pool, transport: this.#transport }, call);
    this.#inFlight.add(running);
    try {
      return await running;
    } finally {
      this.#inFlight.delete(running);
    }
  }
}

/** What is no object (an address where an object with it belongs) is handed on, for `findParameterFault` to refuse. */
function callerOf(options: CallerOptions | undefined): Record<string, unknown> {
  return typeof options === 'object' || options === undefined
    ? pickGiven(options, ['clientAddress'])
    : { options };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function makeWarn({ onWarning }: AgentOptions): (message: string) => void {
  return (message) => {
    try {
      onWarning?.(message);
    } catch {
      // A log that fails must not change a verdict.
    }
  };
}
