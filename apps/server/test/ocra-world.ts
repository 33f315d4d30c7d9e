import { ocraResponse, ocraTimeStep, parseOcraSuite, type OcraChallenge } from '@lingpai/algorithms';
import { createAgent, setTokenPin } from '@lingpai/domain';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OCRAAgent } from '@lingpai/agent';
import type { ServerProcess } from '@lingpai/testing';
import { nodePrimitives } from '../src/crypto/node-primitives.ts';
import { ADMIN } from './activation.ts';
import type { AgentWorld, TestUser } from './agent-world.ts';

export const QN08 = 'OCRA-1:HOTP-SHA1-6:QN08';
export const COUNTER = 'OCRA-1:HOTP-SHA256-8:C-QN08';
export const TIME = 'OCRA-1:HOTP-SHA512-8:QN08-T1M';

/** What a token would show. */
export interface Shown {
  readonly suite: string;
  readonly challenge: OcraChallenge;
  readonly counter?: number;
  readonly atMs?: number;
  readonly pin?: string;
  readonly sessionInfo?: Uint8Array;
}

/** A user whose token answers challenges. */
export interface OcraUser {
  readonly login: string;
  readonly serial: string;
  respond(shown: Shown): string;
}

/** @param columns of the token's row, beside its suite */
export async function addOcraUser(world: AgentWorld, suite: string, columns: object = {}): Promise<OcraUser> {
  const [user] = await world.addUsers(1);
  return makeOcra(world, user!, { ocra_suite: suite, ...columns });
}

export async function makeOcra(
  world: AgentWorld,
  { login, serial }: TestUser,
  columns: object,
): Promise<OcraUser> {
  await world.db
    .updateTable('tokens')
    .set({ type: 'ocra', ...columns })
    .where('serial', '=', serial)
    .execute();
  const seed = world.seedOf(serial);
  return { login, serial, respond: (shown) => respond(seed, shown) };
}

export function respond(
  seed: Uint8Array,
  { suite: text, challenge, counter, atMs, pin, sessionInfo }: Shown,
): string {
  const suite = parseOcraSuite(text);
  const timeStep = suite.periodSeconds === undefined ? undefined : ocraTimeStep(suite, atMs ?? Date.now());
  return ocraResponse({
    primitives: nodePrimitives,
    seed,
    suite,
    challenge,
    pin,
    sessionInfo,
    ...(counter !== undefined && { counter }),
    ...(timeStep !== undefined && { timeStep }),
  });
}

/** As an administrator does. */
export function setPin(world: AgentWorld, serial: string, pin: string | null): Promise<void> {
  return setTokenPin({ serial, pin, requester: ADMIN }, world.context);
}

/** Another than this, of the same length. */
export function wrongResponse(right: string): string {
  return `${right.startsWith('1') ? '2' : '1'}${right.slice(1)}`;
}

/** The real SDK, over a configuration file of its own. */
export async function openSdk(
  world: AgentWorld,
  servers: readonly ServerProcess[],
  name?: string,
): Promise<OCRAAgent> {
  const { key, agentId } =
    name === undefined
      ? { key: world.agentKey, agentId: world.agentId }
      : await createAgent({ name, requester: ADMIN }, world.context);
  const file = join(world.place.dataDir, `${agentId}-${servers.map(({ port }) => port).join('-')}.acf`);
  const config = { version: 1, agentId, key, servers: servers.map(({ url }) => url), timeoutMs: 20_000 };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const agent = new OCRAAgent();
  const code = await agent.init(file);
  if (code !== 0) throw new Error(agent.lastError);
  return agent;
}

/** The SDK with a session for this user. */
export async function inSession(
  agent: OCRAAgent,
  user: { login?: string; serial?: string },
): Promise<OCRAAgent> {
  const codes = [await agent.sessionInit()];
  if (user.login !== undefined) codes.push(await agent.sessionSetUserName(user.login));
  if (user.serial !== undefined) codes.push(await agent.sessionSetTokenSN(user.serial));
  if (codes.some((code) => code !== 0)) throw new Error(`${codes.join()}: ${agent.lastError}`);
  return agent;
}
