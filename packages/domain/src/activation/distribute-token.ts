import { type Primitives, findOfflineProfile, parseDeviceCode } from '@lingpai/algorithms';
import { OFFLINE_QR_PATH, ONLINE_QR_PATH, type Settings } from '@lingpai/contract';
import type { SecretVault } from '../ports/secret-vault.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import type { Argon2id, Clock, Random } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { activationPasswordDigest, createActivationPassword } from './activation-password.ts';
import { type ActivationTicket, createTicket } from './activation-ticket.ts';
import { activationAudit } from './activation-audit.ts';
import type { DistributableToken, DistributionMode, DistributionRecord } from './distribution.ts';
import { createOfflineSecret } from './offline-distribution.ts';

export interface DistributeTokenInput {
  readonly serial: string;
  readonly mode: DistributionMode;
  readonly password: 'random' | 'default' | 'none';
  /** phone identifier, as typed */
  readonly deviceCode?: string | undefined;
  readonly requester: Requester;
}
export interface DistributeTokenWorld {
  readonly store: UnitOfWork;
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  readonly argon2id: Argon2id;
  /** the phone-facing listener, for QR codes when no distribution site is set */
  readonly phoneUrl: string;
}
/** The only time the secrets of a distribution are seen. */
export interface DistributedToken {
  readonly distribution: DistributionRecord;
  readonly qr: string;
  readonly activationCode: string | null;
  readonly activationPassword: string | null;
  readonly siteIsLocal: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * 分发: makes a QR code or an activation code that gives a mobile token to a phone, with a new seed. An earlier distribution that is
 * still open ends; an earlier phone keeps working until the new one's first OTP.
 *
 * @throws {Refusal} token.not-found, token.not-mobile, token.revoked, token.transition-refused (lost), distribution.site-disabled,
 *   distribution.device-code-needed, distribution.device-code-invalid, distribution.profile-unsupported
 */
export async function distributeToken(
  input: DistributeTokenInput,
  world: DistributeTokenWorld,
): Promise<DistributedToken> {
  const settings = await world.store.read.settings.read();
  const deviceCode = readDeviceCode(input, settings);
  const password = choosePassword(input.password, settings, world.random);
  if (input.mode === 'online' && !settings.distributionSite.isEnabled)
    throw new Refusal('distribution.site-disabled');
  const siteUrl = settings.distributionSite.url || world.phoneUrl;
  const plan: Plan = {
    input,
    settings,
    deviceCode,
    password,
    createdAt: world.clock.nowMs(),
    siteUrl: siteUrl.replace(/\/+$/, ''),
  };
  const made = await (input.mode === 'online'
    ? distributeOnline(plan, world)
    : distributeOffline(plan, world));
  return {
    ...made,
    activationPassword: password ?? null,
    siteIsLocal: settings.distributionSite.url === '',
  };
}

interface Plan {
  readonly input: DistributeTokenInput;
  readonly settings: Settings;
  readonly deviceCode: string | undefined;
  readonly password: string | undefined;
  readonly createdAt: number;
  /** without slash at the end */
  readonly siteUrl: string;
}
type Made = Pick<DistributedToken, 'distribution' | 'qr' | 'activationCode'>;

async function distributeOnline(plan: Plan, world: DistributeTokenWorld): Promise<Made> {
  const { store, random, primitives } = world;
  const ticket = createTicket(random, (data) => primitives.hash('sha256', data));
  const distribution = await store.transaction(async (stores) => {
    const token = await lockDistributable(plan.input.serial, stores);
    const added = await replaceDistribution({ plan, token, ticket }, stores, world);
    await stores.distributions.markDistributed(token.id, plan.createdAt);
    return added;
  });
  return { distribution, qr: `${plan.siteUrl}/${ONLINE_QR_PATH}${ticket.text}`, activationCode: null };
}

async function distributeOffline(plan: Plan, world: DistributeTokenWorld): Promise<Made> {
  const { serial } = plan.input;
  const { profile } = await world.store.transaction(async (stores) => {
    const token = await lockDistributable(serial, stores);
    return { profile: findOfflineProfile(token.spec) };
  });
  if (profile === undefined) throw new Refusal('distribution.profile-unsupported');
  const { deviceCode } = plan;
  const secret = await createOfflineSecret(
    { profile, serial, password: plan.password ?? '', deviceCode },
    world,
  );
  const sealedSeed = world.vault.seal({ purpose: 'token-seed', recordId: serial }, secret.seed);
  secret.seed.fill(0);
  const distribution = await world.store.transaction(async (stores) => {
    const token = await lockDistributable(serial, stores);
    const added = await replaceDistribution({ plan, token, ticket: undefined }, stores, world);
    await stores.distributions.placePendingSeed(
      {
        tokenId: token.id,
        distributionId: added.id,
        sealedSeed,
        expiresAt: added.expiresAt,
        activation: 'distributed',
      },
      plan.createdAt,
    );
    return added;
  });
  const code = secret.activationCode.replaceAll('-', '');
  const qr = `${plan.siteUrl}/${OFFLINE_QR_PATH}${code}.${plan.password === undefined ? 'n' : 'p'}.${encodeURIComponent(serial)}`;
  return { distribution, qr, activationCode: secret.activationCode };
}

async function lockDistributable(serial: string, stores: Stores): Promise<DistributableToken> {
  const token = await stores.distributions.lockToken(serial);
  if (token === undefined) throw new Refusal('token.not-found', { serial });
  if (token.kind !== 'mobile') throw new Refusal('token.not-mobile', { serial });
  if (token.status === 'revoked') throw new Refusal('token.revoked', { serial });
  if (token.status === 'lost')
    throw new Refusal('token.transition-refused', { serial, from: token.status, action: 'distribute' });
  return token;
}

/** Ends the live distribution, adds the new one, tells the audit log. */
async function replaceDistribution(
  what: { plan: Plan; token: DistributableToken; ticket: ActivationTicket | undefined },
  stores: Stores,
  { vault }: DistributeTokenWorld,
): Promise<DistributionRecord> {
  const { plan, token, ticket } = what;
  const { input, settings, password, deviceCode, createdAt } = plan;
  const draft = {
    tokenId: token.id,
    mode: input.mode,
    passwordHash:
      password === undefined
        ? undefined
        : activationPasswordDigest(vault, { serial: token.serial, createdAt }, password),
    triesLeft:
      password === undefined || ticket === undefined ? undefined : settings.activation.onlinePasswordTries,
    deviceCode,
    createdBy: input.requester.name,
    createdAt,
    expiresAt: createdAt + validMs(password !== undefined, settings.activation),
  };
  await stores.distributions.supersede(token.id, createdAt);
  const id = await stores.distributions.insert({ ...draft, ticketHash: ticket?.hash });
  await stores.audit.append([
    activationAudit({
      action: 'token.distribute',
      serial: token.serial,
      requester: input.requester,
      at: createdAt,
      detail: {
        mode: input.mode,
        hasPassword: password !== undefined,
        deviceBound: deviceCode !== undefined,
        expiresAt: draft.expiresAt,
      },
    }),
  ]);
  return { ...draft, id, state: 'issued', claim: undefined, activatedAt: undefined };
}

function validMs(hasPassword: boolean, activation: Settings['activation']): number {
  return (hasPassword ? activation.passwordValidDays * 24 : activation.ticketValidHours) * HOUR_MS;
}

function choosePassword(
  choice: DistributeTokenInput['password'],
  settings: Settings,
  random: Random,
): string | undefined {
  if (choice === 'none') return undefined;
  return choice === 'default' ? settings.activation.defaultPassword : createActivationPassword(random);
}

function readDeviceCode({ deviceCode }: DistributeTokenInput, settings: Settings): string | undefined {
  if (deviceCode === undefined || deviceCode.trim() === '') {
    if (!settings.distributionSite.deviceCodeRequired) return undefined;
    throw new Refusal('distribution.device-code-needed', {}, 'deviceCode');
  }
  const parsed = parseDeviceCode(deviceCode);
  if (!parsed.ok) throw new Refusal('distribution.device-code-invalid', {}, 'deviceCode');
  return parsed.canonical;
}
