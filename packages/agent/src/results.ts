/** What a call came to. */
export interface Verdict {
  /** 0 success; for the others see `findResult()` and the table in the README */
  readonly code: number;
  /** why it is not 0, in English, for logs; never holds a secret. Absent with code 0 */
  readonly reason?: string;
}

/** Verdict of `AgentClient.getRetries()`. */
export interface RetriesVerdict extends Verdict {
  /** wrong tries left before the token locks; absent where the code is not 0 or nothing locks */
  readonly remaining?: number;
}

/** Verdict of `AgentClient.openSession()`. */
export interface SessionVerdict extends Verdict {
  /** present exactly when the code is 0 */
  readonly session?: AgentSession;
}

/** Verdict of `AgentSession.generateChallenge()`. */
export interface ChallengeVerdict extends Verdict {
  /** what the user types into the token; present exactly when the code is 0 */
  readonly challenge?: string;
}

/** Verdict of `AgentClient.startAssertion()`. */
export interface AssertionStart extends Verdict {
  /** present exactly when the code is 0 */
  readonly assertionId?: string;
  /** the text to show as QR code */
  readonly qr?: string;
  /** epoch milliseconds, UTC */
  readonly expiresAt?: number;
}

/** Verdict of `AgentClient.checkAssertion()`. */
export interface AssertionVerdict extends Verdict {
  /** who approved; present exactly when the code is 0 */
  readonly userId?: string;
}

/** Two consecutive OTPs of one token. */
export interface ConsecutiveOtps {
  /** 1 to 64 characters */
  readonly otp: string;
  /** the one the token showed next, 1 to 64 characters */
  readonly nextOtp: string;
}

/** A session on the server: whose OTPs are verified is said once, then any number of calls follow. Made by `openSession()`. */
export interface AgentSession {
  /** Says whose tokens the session is about: 1 to 128 characters. */
  setUserName(userId: string): Promise<Verdict>;
  /** Says which token the session is about: 1 to 64 characters of `A-Z a-z 0-9 . _ : / -`. */
  setSerial(serial: string): Promise<Verdict>;
  /** Verifies an event or time OTP. Code 45 before the user or the serial is set. */
  verifyOtp(otp: string): Promise<Verdict>;
  /** Synchronises the token. Both OTPs are used up. */
  resync(otps: ConsecutiveOtps): Promise<Verdict>;
  /** Asks for a challenge for the token. Code 50 from a server whose release has no challenges. */
  generateChallenge(): Promise<ChallengeVerdict>;
  /** Verifies the token's answer to the challenge. Code 50 from a server whose release has no challenges. */
  verifyResponse(response: string): Promise<Verdict>;
  /** Ends the session on the server. */
  close(): Promise<Verdict>;
}
