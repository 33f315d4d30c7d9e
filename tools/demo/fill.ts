import { Readable } from 'node:stream';
import {
  actOnToken,
  bindToken,
  createAgent,
  createTokens,
  createUser,
  distributeToken,
  ensureOrganizationPath,
  resetAdmin,
} from '@lingpai/domain';
import { agentConfigFile } from '../../apps/server/src/agent-config-file.ts';
import { nodeArgon2id } from '../../apps/server/src/crypto/argon2id.ts';
import type { AppContext } from '../../apps/server/src/context.ts';
import { importTokenFile } from '../../apps/server/src/imports/import-token-file.ts';
import { verifyWithChecks } from '../../apps/server/src/verification/verify-with-checks.ts';
import { COMPANY, ORGANIZATIONS, PEOPLE } from './people.ts';
import { type SampleToken, makeSampleTokens, otpAt, stepAt, toTokenFile } from './sample-token.ts';

const requester = { kind: 'cli', name: 'demo', source: '' } as const;
const AGENT_NAME = '示例网银 Demo bank';
const AGENT = { kind: 'agent', name: AGENT_NAME, source: '127.0.0.1' } as const;
const MOBILE_TOKENS = 30;

export const ADMIN_LOGIN = 'admin';

/** What the demonstration has to tell a newcomer. */
export interface Filled {
  readonly tokens: readonly SampleToken[];
  readonly adminPassword: string;
  /** the `.acf` as it is written to disk */
  readonly agentConfig: ReturnType<typeof agentConfigFile>;
  /** somebody whose token is bound and unused at this moment */
  readonly sample: { readonly login: string; readonly token: SampleToken };
}

/** Fills empty data through the same use-cases the centre and the command line call. */
export async function fill(context: AppContext, serverUrl: string): Promise<Filled> {
  await addPeople(context);
  const tokens = makeSampleTokens();
  await importHardware(tokens, context);
  const mobile = await addMobile(context);
  await bindAll(tokens, mobile, context);
  const agent = await createAgent({ name: AGENT_NAME, allow: [], requester }, context);
  await makeHistory(tokens, context);
  await changeSomeStates(tokens, mobile, context);
  const adminPassword = await resetAdmin({ login: ADMIN_LOGIN, requester }, context);
  const sample = { login: PEOPLE[0]!.login, token: tokens[0]! };
  return { tokens, adminPassword, agentConfig: agentConfigFile(agent, [serverUrl]), sample };
}

async function addPeople(context: AppContext): Promise<void> {
  const ids = new Map<string, number>();
  for (const path of ORGANIZATIONS) {
    const { organization } = await ensureOrganizationPath({ path, requester }, context);
    ids.set(path, organization.id);
  }
  for (const [index, { login, name, organization }] of PEOPLE.entries()) {
    const email = `${login}@example.com`;
    const phone = `138${String(10_000_000 + index * 7919).slice(-8)}`;
    await createUser(
      { login, name, email, phone, organizationId: ids.get(organization)!, requester },
      context,
    );
  }
}

async function importHardware(tokens: readonly SampleToken[], context: AppContext): Promise<void> {
  const { id } = (await context.store.read.organizations.findByPath(COMPANY))!;
  await importTokenFile(
    {
      bytes: Readable.from([Buffer.from(toTokenFile(tokens))]),
      reader: {},
      organizationId: id,
      enable: true,
      fileName: 'demo-tokens.csv',
      isDryRun: false,
      requester,
    },
    context,
  );
}

async function addMobile(context: AppContext): Promise<string[]> {
  const { id } = (await context.store.read.organizations.findByPath(COMPANY))!;
  return createTokens({ organizationId: id, count: MOBILE_TOKENS, requester }, context);
}

/** Hardware for the first ones, phones for the next; some have both. */
async function bindAll(
  tokens: readonly SampleToken[],
  mobile: readonly string[],
  context: AppContext,
): Promise<void> {
  for (const [index, { serial }] of tokens.slice(0, 44).entries())
    await bindToken({ serial, login: PEOPLE[index]!.login, requester }, context);
  for (const [index, serial] of mobile.slice(0, 24).entries())
    await bindToken({ serial, login: PEOPLE[(index + 38) % PEOPLE.length]!.login, requester }, context);
}

/** Sign-ins as they happen: most are right, some are typed wrong, one is tried twice. Through the same decision as everybody's. */
async function makeHistory(tokens: readonly SampleToken[], context: AppContext): Promise<void> {
  const auth = (login: string, password: string) =>
    verifyWithChecks({ kind: 'auth', login, password, requester: AGENT }, context);
  for (const [index, token] of tokens.slice(1, 32).entries()) {
    const { login } = PEOPLE[index + 1]!;
    // The step before the present one: what the token shows now stays unused.
    const otp = otpAt(token, token.type === 'hotp' ? 0 : stepAt(token, context.clock.nowMs()) - 1);
    if (index % 5 === 2) await auth(login, '0'.repeat(token.digits));
    await auth(login, otp);
    if (index % 11 === 4) await auth(login, otp);
  }
  for (let tries = 0; tries < 10; tries += 1) await auth('tianye', '000000');
  await auth('nobody', '123456');
}

async function changeSomeStates(
  tokens: readonly SampleToken[],
  mobile: readonly string[],
  context: AppContext,
): Promise<void> {
  const act = (serial: string, action: 'disable' | 'report-lost' | 'revoke') =>
    actOnToken({ serial, action, requester }, context);
  await act(tokens[41]!.serial, 'report-lost');
  await act(tokens[45]!.serial, 'disable');
  await act(tokens[46]!.serial, 'revoke');
  const world = { ...context, argon2id: nodeArgon2id };
  for (const [index, serial] of mobile.slice(0, 6).entries())
    await distributeToken(
      { serial, mode: index % 2 === 0 ? 'online' : 'offline', password: 'random', requester },
      world,
    );
}
