import type { AgentCall, CallOutcome } from './call-servers.ts';
import { pickGiven, pickParameters, pickSessionInfo } from './parameters.ts';
import { ResultCode } from './result-codes.ts';
import type {
  AgentSession,
  ChallengeOptions,
  ChallengeVerdict,
  ConsecutiveOtps,
  Verdict,
} from './results.ts';
import { isShownText, refuseAnswer, toVerdict } from './verdict.ts';

/** A session as the HTTP calls below `/agent/v1/sessions/:sessionId`. */
export class ServerSession implements AgentSession {
  readonly #call: (call: AgentCall) => Promise<CallOutcome>;
  readonly #path: string;
  #isSubjectSet = false;

  constructor(call: (call: AgentCall) => Promise<CallOutcome>, sessionId: string) {
    this.#call = call;
    this.#path = `/agent/v1/sessions/${encodeURIComponent(sessionId)}`;
  }

  setUserName(userId: string): Promise<Verdict> {
    return this.#setSubject('user-name', { userId });
  }

  setSerial(serial: string): Promise<Verdict> {
    return this.#setSubject('token-serial', { serial });
  }

  verifyOtp(otp: string): Promise<Verdict> {
    return this.#postForSubject('verify-otp', { otp });
  }

  resync(otps: ConsecutiveOtps): Promise<Verdict> {
    return this.#postForSubject('sync-otp', pickParameters(otps, ['otp', 'nextOtp']));
  }

  async generateChallenge(clientChallenge?: string, options?: ChallengeOptions): Promise<ChallengeVerdict> {
    if (!this.#isSubjectSet) return SUBJECT_UNSET;
    const outcome = await this.#call({
      method: 'POST',
      path: `${this.#path}/challenge`,
      body: { ...pickGiven({ clientChallenge }, ['clientChallenge']), ...pickSessionInfo(options) },
      absentCode: ResultCode.OTPR_AUMTHD_INVALID,
    });
    if (outcome.code !== ResultCode.OTPR_OK) return toVerdict(outcome);
    const { challenge, serverResponse, expiresAt } = outcome.fields;
    if (!isShownText(challenge)) return refuseAnswer('"challenge" is missing');
    // A server that does not answer the client's challenge has not shown that it knows the seed.
    if (clientChallenge !== undefined && !isShownText(serverResponse))
      return refuseAnswer('"serverResponse" is missing');
    return {
      code: outcome.code,
      challenge,
      ...(isShownText(serverResponse) ? { serverResponse } : {}),
      ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
    };
  }

  verifyResponse(response: string): Promise<Verdict> {
    return this.#postForSubject('auth', { response }, ResultCode.OTPR_AUMTHD_INVALID);
  }

  changeStaticPassword(oldPassword: string, newPassword: string): Promise<Verdict> {
    const body = { oldPassword, newPassword };
    return this.#postForSubject('static-password', body, ResultCode.OTPR_OPER_FAILED);
  }

  async close(): Promise<Verdict> {
    return toVerdict(await this.#call({ method: 'DELETE', path: this.#path }));
  }

  async #setSubject(step: string, body: Record<string, unknown>): Promise<Verdict> {
    const verdict = toVerdict(await this.#call({ method: 'POST', path: `${this.#path}/${step}`, body }));
    if (verdict.code === ResultCode.OTPR_OK) this.#isSubjectSet = true;
    return verdict;
  }

  async #postForSubject(step: string, body: Record<string, unknown>, absentCode?: number): Promise<Verdict> {
    if (!this.#isSubjectSet) return SUBJECT_UNSET;
    const call: AgentCall = { method: 'POST', path: `${this.#path}/${step}`, body };
    return toVerdict(await this.#call(absentCode === undefined ? call : { ...call, absentCode }));
  }
}

const SUBJECT_UNSET: Verdict = {
  code: ResultCode.OTPR_UIDTKSN_UNSET,
  reason: 'set the user name or the token serial on the session first',
};
