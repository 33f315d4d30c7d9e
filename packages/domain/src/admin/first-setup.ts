import { encodeBase64Url, encodeUtf8, sha256 } from '@lingpai/algorithms';
import { changeAudit } from '../audit/change-audit.ts';
import { addOrganization } from '../organization/create-organization.ts';
import { parseOrganizationName } from '../organization/organization-name.ts';
import type { AdminStore } from '../ports/admin-store.ts';
import type { Stores } from '../ports/stores.ts';
import { Refusal } from '../refusal.ts';
import { isLogin } from '../user/login-key.ts';
import type { Requester } from '../verify/job.ts';
import { type AdminSession, openAdminSession } from './admin-session.ts';
import { checkAdminPassword } from './password-strength.ts';
import type { SignInWorld } from './sign-in.ts';

const TICKET_BYTES = 16;
const TICKET_VALID_MS = 24 * 3_600_000;

type SetupWorld = Pick<SignInWorld, 'store' | 'clock' | 'random' | 'passwordHasher'>;

/** Is the first administrator still to be set up? */
export async function isSetupNeeded(world: Pick<SignInWorld, 'store'>): Promise<boolean> {
  return (await world.store.read.admins.count()) === 0;
}

/**
 * Makes the ticket of the first set-up, valid for 24 hours; former tickets are void. The console prints it in a link.
 *
 * @returns undefined when there is an administrator already
 */
export async function issueSetupTicket(
  world: Omit<SetupWorld, 'passwordHasher'>,
): Promise<string | undefined> {
  const ticket = encodeBase64Url(world.random.bytes(TICKET_BYTES));
  return world.store.transaction(async ({ admins }) => {
    if ((await admins.count()) > 0) return undefined;
    const expiresAt = world.clock.nowMs() + TICKET_VALID_MS;
    await admins.replaceSetupTicket({ ticketHash: hashOf(ticket), expiresAt });
    return ticket;
  });
}

export interface SetupInput {
  readonly ticket: string;
  readonly login: string;
  readonly name?: string;
  readonly password: string;
  readonly organizationName: string;
  /** address the request came from */
  readonly source: string;
}

/**
 * Creates the first administrator and the top organisation, and signs in. The ticket is used up; all in one transaction.
 *
 * @throws {Refusal} setup.done-already, setup.ticket-invalid, user.login-invalid, password.too-weak, organization.name-invalid,
 * organization.name-taken
 */
export async function completeSetup(input: SetupInput, world: SetupWorld): Promise<AdminSession> {
  const ticketHash = hashOf(input.ticket);
  // Looked at before anything that costs: the caller has proved nothing yet.
  await checkTicket(world.store.read.admins, ticketHash, world.clock.nowMs());
  const { login, password } = input;
  if (!isLogin(login)) throw new Refusal('user.login-invalid', { login }, 'login');
  checkAdminPassword(password, login);
  const name = parseOrganizationName(input.organizationName);
  const passwordHash = await world.passwordHasher.hash(password);
  return world.store.transaction(async (stores) => {
    const at = world.clock.nowMs();
    await stores.organizations.lockTree();
    if (!(await stores.admins.burnSetupTicket(ticketHash, at)))
      await checkTicket(stores.admins, ticketHash, at);
    if ((await stores.admins.count()) > 0) throw new Refusal('setup.done-already');
    return createFirst(stores, { input, organizationName: name, passwordHash, at, world });
  });
}

async function createFirst(
  stores: Stores,
  first: {
    readonly input: SetupInput;
    readonly organizationName: string;
    readonly passwordHash: string;
    readonly at: number;
    readonly world: SetupWorld;
  },
): Promise<AdminSession> {
  const { at, passwordHash, world } = first;
  const { login, name = '', source } = first.input;
  const admin = { login, name, mustChangePassword: false };
  const id = await stores.admins.insert({ ...admin, passwordHash, at });
  if (id === undefined) throw new Refusal('setup.done-already');
  const requester: Requester = { kind: 'admin', name: login, source };
  await stores.audit.append([changeAudit({ action: 'admin.setup', requester, at })]);
  await ensureTopOrganization(stores, { name: first.organizationName, requester, at });
  const sessionId = await openAdminSession(stores, { adminId: id, at, random: world.random });
  return { id: sessionId, admin: { id, ...admin } };
}

/** The command line may have added it before. */
async function ensureTopOrganization(
  stores: Stores,
  top: { readonly name: string; readonly requester: Requester; readonly at: number },
): Promise<void> {
  if ((await stores.organizations.findByPath(top.name)) !== undefined) return;
  await addOrganization(stores, { parentId: null, ...top });
}

async function checkTicket(admins: AdminStore, ticketHash: Uint8Array, nowMs: number): Promise<void> {
  // The ticket first: whoever used it up between the two looks is there at the second.
  const isValid = await admins.isSetupTicketValid(ticketHash, nowMs);
  if ((await admins.count()) > 0) throw new Refusal('setup.done-already');
  if (!isValid) throw new Refusal('setup.ticket-invalid');
}

function hashOf(ticket: string): Uint8Array {
  return sha256(encodeUtf8(ticket));
}
