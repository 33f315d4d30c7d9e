import type { AuditDraft } from '../audit/audit-event.ts';
import type { Settings } from '@lingpai/contract';
import type { VerifyJob } from './job.ts';
import type { VerificationLedger } from './ledger.ts';
import { sourceOf } from './source.ts';
import type { TryContext } from './try-token.ts';

/** What deciding needs beside the ledger. */
export interface DecideContext extends TryContext {
  readonly lockout: Settings['lockout'];
  readonly staticPassword: Settings['staticPassword'];
  readonly access: Settings['access'];
  /** keyed digest of a user's emergency password as typed, 32 bytes */
  readonly digestEmergency: (userId: number, typed: string) => Uint8Array;
}

/** One job while it is decided. */
export interface Attempt<J extends VerifyJob = VerifyJob> {
  readonly job: J;
  readonly ledger: VerificationLedger;
  readonly context: DecideContext;
  /** see `sourceOf` */
  readonly source: string;
  /** told in the audit log after the attempt itself */
  readonly notes: AuditDraft[];
}

export function openAttempt<J extends VerifyJob>(
  job: J,
  ledger: VerificationLedger,
  context: DecideContext,
): Attempt<J> {
  return { job, ledger, context, source: sourceOf(job), notes: [] };
}

/** Address a person calls from, as far as it is known. */
export function addressOf({
  clientAddress,
  requester,
}: Pick<VerifyJob, 'clientAddress' | 'requester'>): string {
  return clientAddress ?? requester.source;
}
