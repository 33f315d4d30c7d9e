import type { AgentCall, CallOutcome } from './call-servers.ts';
import { pickParameters } from './parameters.ts';
import { ResultCode } from './result-codes.ts';
import type { AgentSession, ChallengeVerdict, ConsecutiveOtps, Verdict } from './results.ts';
import { refuseAnswer, toVerdict } from './verdict.ts';

const MAX_CHALLENGE_CHARACTERS = 128;

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

  async generateChallenge(): Promise<ChallengeVerdict> {
    if (!this.#isSubjectSet) return SUBJECT_UNSET;
    const absentCode = ResultCode.OTPR_AUMTHD_INVALID;
    const outcome = await this.#call({
      method: 'POST',
      path: `${this.#path}/challenge`,
      body: {},
      absentCode,
    });
    if (outcome.code !== ResultCode.OTPR_OK) return toVerdict(outcome);
    const { challenge } = outcome.fields;
    return typeof challenge === 'string' && challenge !== '' && challenge.length <= MAX_CHALLENGE_CHARACTERS
      ? { code: outcome.code, challenge }
      : refuseAnswer('"challenge" is missing');
  }

  verifyResponse(response: string): Promise<Verdict> {
    return this.#postForSubject('auth', { response }, ResultCode.OTPR_AUMTHD_INVALID);
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
