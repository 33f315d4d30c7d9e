/** One line of the audit log before it gets its place in the chain. Holds no secret, ever. */
export interface AuditDraft {
  /** epoch ms */
  readonly at: number;
  readonly actorKind: 'agent' | 'admin' | 'cli' | 'phone' | 'system';
  /** name of the agent, login of the administrator … */
  readonly actor: string;
  /** what was done: `auth`, `token.import` … (phrases/audit.ts) */
  readonly action: string;
  /** number the agent heard; undefined for what is no verification */
  readonly resultCode: number | undefined;
  readonly hasSucceeded: boolean;
  /** precise reason of a refusal; empty when it succeeded */
  readonly reason: string;
  readonly userLogin: string;
  readonly serial: string;
  /** address the request came from */
  readonly source: string;
  /** a few facts more; flat, small */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}
