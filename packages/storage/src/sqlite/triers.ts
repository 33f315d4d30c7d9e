import {
  type BatchWrites,
  type ChallengeState,
  type ClientState,
  type SourceState,
  type VerificationSnapshot,
  sourceKey,
} from '@lingpai/domain';
import type { NamedSource } from '../named-subjects.ts';
import {
  type ChallengeRow,
  type ClientRow,
  LostUpdateError,
  type SourceRow,
  countsOf,
  toChallengeState,
  toClientState,
  toSourceState,
} from '../verification-rows.ts';
import type { Statements } from './statements.ts';

/** What is known of who tries from where, and of challenges: beside users and tokens, what verification reads and writes on SQLite. */
export function readSources(
  sql: Statements,
  named: readonly NamedSource[],
  { users, tokenIdBySerial }: Pick<VerificationSnapshot, 'users' | 'tokenIdBySerial'>,
): VerificationSnapshot['sources'] {
  const sources = new Map<string, SourceState>();
  for (const { loginKey: key, serial, source } of named) {
    const kind = key === undefined ? 'token' : 'user';
    const id = key === undefined ? tokenIdBySerial.get(serial ?? '') : users.get(key)?.id;
    const row = id === undefined ? undefined : sql.source.get(kind, id, source);
    if (row === undefined) continue;
    const state = toSourceState(row as unknown as SourceRow);
    sources.set(sourceKey(state), state);
  }
  return sources;
}

export function readClients(sql: Statements, addresses: readonly string[]): VerificationSnapshot['clients'] {
  const clients = new Map<string, ClientState>();
  for (const address of addresses) {
    const row = sql.client.get(address);
    if (row !== undefined) clients.set(address, toClientState(row as unknown as ClientRow));
  }
  return clients;
}

export function readChallenges(sql: Statements, keys: readonly string[]): Map<string, ChallengeState> {
  const challenges = new Map<string, ChallengeState>();
  for (const key of keys) {
    const row = sql.challenge.get(key);
    if (row !== undefined) challenges.set(key, toChallengeState(row as unknown as ChallengeRow));
  }
  return challenges;
}

/** @throws {LostUpdateError} when somebody else has answered one of the challenges */
export function writeTriers(
  sql: Statements,
  { sources, clients, challenges }: Pick<BatchWrites, 'sources' | 'clients' | 'challenges'>,
): void {
  for (const state of sources) {
    const { kind, subjectId, source, knownAt, changedAt } = state;
    const held = [...proofColumns(state), state.heldTries, state.heldSince];
    sql.saveSource.run(kind, subjectId, source, knownAt ?? null, ...held, changedAt, ...countsOf(state));
  }
  for (const { address, failCount, lockedUntil, failedAt } of clients)
    sql.saveClient.run(address, failCount, lockedUntil, failedAt);
  for (const { keyHash, usedAt } of challenges) {
    const { changes } = sql.useChallenge.run(usedAt ?? null, keyHash);
    if (changes !== 1) throw new LostUpdateError('challenge');
  }
}

function proofColumns({ proof }: SourceState): (number | null)[] {
  return proof === undefined ? [null, null, null, 0] : [proof.tokenId, proof.factor, proof.at, proof.tries];
}
