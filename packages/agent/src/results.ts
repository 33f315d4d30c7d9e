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
  /** the server's answer to the client challenge; present exactly when the code is 0 and there was one */
  readonly serverResponse?: string;
  /** epoch milliseconds, UTC */
  readonly expiresAt?: number;
}

/** Where a call comes from, in its last parameter. */
export interface CallerOptions {
  /**
   * IPv4 or IPv6 address of the person's browser or phone. Wrong tries are then counted by it, so that nobody else's can lock this
   * person out, and rules on places hold for it. Give it only as your own web server knows it: never from a header anybody can write.
   */
  readonly clientAddress?: string | undefined;
}

/** What goes into a token's answer besides, where its OCRA suite says so. */
export interface ChallengeOptions {
  /**
   * Session information (S, RFC 6287 §5.1), for a token whose suite has it, and for no other: what the token's side knows of the session as well. A text
   * counts as its UTF-8. As many bytes as the suite says at most.
   */
  readonly sessionInfo?: string | Uint8Array | undefined;
}

/** A line of a transaction, as the signer reads it. */
export interface TransactionField {
  /** 1 to 64 characters */
  readonly label: string;
  /** 1 to 256 characters */
  readonly value: string;
}

/** A transaction to sign. The user, the serial, or both. */
export interface SignatureRequest extends CallerOptions, ChallengeOptions {
  readonly userId?: string | undefined;
  readonly serial?: string | undefined;
  /** 1 to 16 */
  readonly fields: readonly TransactionField[];
  /**
   * `digest` (when left out): the token signs a digest of all fields. `typed`: the signer types the values into the token, behind each how
   * many characters it has (a 0 follows from 10 on), and a 1 at the end; that has to fit the token's OCRA suite.
   */
  readonly form?: 'digest' | 'typed' | undefined;
}

/** Verdict of `AgentClient.startSignature()`. */
export interface SignatureStart extends Verdict {
  /** present exactly when the code is 0 */
  readonly signatureId?: string;
  /** what the signer types into the token; present exactly when the code is 0 */
  readonly challenge?: string;
  /** text of a QR code for a phone that shows what it signs; absent for `typed`, and where the fields are too long for one */
  readonly qr?: string;
  /** epoch milliseconds, UTC */
  readonly expiresAt?: number;
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
  /**
   * Asks for a challenge for the token; the one before is void. Code 50 from a server whose release has no challenges.
   *
   * @param clientChallenge QC of mutual OCRA (RFC 6287 §7.2): the server answers it first, in `serverResponse`
   */
  generateChallenge(clientChallenge?: string, options?: ChallengeOptions): Promise<ChallengeVerdict>;
  /** Verifies the token's answer to the challenge. Code 50 from a server whose release has no challenges. */
  verifyResponse(response: string): Promise<Verdict>;
  /** Changes the static password of the session's user. Code 102 from a server whose release cannot. */
  changeStaticPassword(oldPassword: string, newPassword: string): Promise<Verdict>;
  /** Ends the session on the server. */
  close(): Promise<Verdict>;
}
