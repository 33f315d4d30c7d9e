import type { ChallengeState, VerifyJob } from '@lingpai/domain';
import { loginKey, sourceOf } from '@lingpai/domain';
import { storableText } from './storable-text.ts';

/** Who is tried from where. */
export interface NamedSource {
  readonly loginKey?: string;
  readonly serial?: string;
  readonly source: string;
}

/** What the jobs of a batch name, each once. */
export interface NamedSubjects {
  readonly loginKeys: readonly string[];
  readonly serials: readonly string[];
  readonly scopes: readonly string[];
  readonly sources: readonly NamedSource[];
  readonly clients: readonly string[];
}

/** Keys of the challenges that the jobs of a batch name: read first, since a challenge says whose it is. */
export function namedChallenges(jobs: readonly VerifyJob[]): string[] {
  const keys = jobs.map((job) => ('challengeKey' in job ? job.challengeKey : undefined));
  return [...new Set(keys.filter((key) => key !== undefined))];
}

export function namedSubjects(
  jobs: readonly VerifyJob[],
  challenges: ReadonlyMap<string, ChallengeState>,
): NamedSubjects {
  const names = { loginKeys: new Set<string>(), serials: new Set<string>(), clients: new Set<string>() };
  const sources = new Map<string, NamedSource>();
  for (const job of jobs) {
    const { login, serial } = subjectOf(job, challenges);
    const source = sourceOf(job);
    const key = login === undefined ? undefined : loginKey(login);
    if (key !== undefined) addName(names.loginKeys, key);
    if (serial !== undefined && (key === undefined || job.kind === 'answer')) addName(names.serials, serial);
    addSource(sources, key === undefined ? { serial: serial ?? '', source } : { loginKey: key, source });
    if (job.clientAddress !== undefined) names.clients.add(source);
  }
  const scopes = jobs.map((job) => job.idempotency?.scope).filter((scope) => scope !== undefined);
  return {
    loginKeys: [...names.loginKeys],
    serials: [...names.serials],
    scopes: [...new Set(scopes)],
    sources: [...sources.values()],
    clients: [...names.clients],
  };
}

/** A source holds no NUL, so no two of them share a key. */
function addSource(sources: Map<string, NamedSource>, named: NamedSource): void {
  sources.set(`${named.loginKey ?? ''}\0${named.serial ?? ''}\0${named.source}`, named);
}

/** Whom a job is about: an answer says nothing, its challenge does. */
export function subjectOf(
  job: VerifyJob,
  challenges: ReadonlyMap<string, ChallengeState>,
): { login?: string | undefined; serial?: string | undefined } {
  if (job.kind === 'answer') return challenges.get(job.challengeKey) ?? {};
  return {
    login: 'login' in job ? job.login : undefined,
    serial: 'serial' in job ? job.serial : undefined,
  };
}

/** A name that no row can have (see `storableText`) is not asked for: PostgreSQL would refuse the whole batch for it. */
function addName(names: Set<string>, name: string): void {
  if (name === storableText(name)) names.add(name);
}
