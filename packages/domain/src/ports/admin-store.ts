/** An administrator of the management centre. */
export interface AdminRecord {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  /** of the password hasher */
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
}

export interface AdminSessionRecord {
  readonly admin: AdminRecord;
  /** epoch ms */
  readonly lastSeenAt: number;
  /** epoch ms; whatever happens, it ends then */
  readonly expiresAt: number;
}

/** Administrators, their sessions, and the tickets of the first set-up. Secrets come as hashes only. */
export interface AdminStore {
  count(): Promise<number>;
  findByLogin(login: string): Promise<AdminRecord | undefined>;
  /** for a change: the row is locked to the end of the transaction */
  lock(id: number): Promise<AdminRecord | undefined>;
  /** @returns undefined when the login is taken */
  insert(admin: Omit<AdminRecord, 'id'> & { at: number }): Promise<number | undefined>;
  setPassword(
    id: number,
    password: { passwordHash: string; mustChangePassword: boolean; at: number },
  ): Promise<void>;

  openSession(session: { idHash: Uint8Array; adminId: number; at: number; expiresAt: number }): Promise<void>;
  findSession(idHash: Uint8Array): Promise<AdminSessionRecord | undefined>;
  touchSession(idHash: Uint8Array, at: number): Promise<void>;
  /** @returns whether there was such a session */
  closeSession(idHash: Uint8Array): Promise<boolean>;
  closeSessionsOf(adminId: number): Promise<void>;
  /** removes sessions that ended, by age or by idleness */
  purgeSessions(limits: { nowMs: number; seenBefore: number }): Promise<void>;

  /** voids every former ticket */
  replaceSetupTicket(ticket: { ticketHash: Uint8Array; expiresAt: number }): Promise<void>;
  isSetupTicketValid(ticketHash: Uint8Array, nowMs: number): Promise<boolean>;
  /** Uses the ticket up. @returns false when it is not valid (any more): of several calls one gets true */
  burnSetupTicket(ticketHash: Uint8Array, nowMs: number): Promise<boolean>;
}
