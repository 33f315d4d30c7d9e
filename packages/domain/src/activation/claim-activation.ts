import {
  type Primitives,
  concatBytes,
  decodeBase64Url,
  deviceCodeOf,
  encodeBase64Url,
  encodeUtf8,
  seedBytesForHash,
} from '@lingpai/algorithms';
import { ACTIVATION_HPKE_INFO, type SealedToken } from '@lingpai/contract';
import type { ActivationSealer } from '../ports/activation-sealer.ts';
import type { DistributionOfToken } from '../ports/distribution-store.ts';
import type { SecretVault } from '../ports/secret-vault.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import type { Clock, Random } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import { assertNever } from '../verify/outcome.ts';
import { activationAudit } from './activation-audit.ts';
import { activationPasswordDigest } from './activation-password.ts';
import { type ActivationTicket, readTicket } from './activation-ticket.ts';
import { type PresentedClaim, decideClaim } from './decide-claim.ts';
import type { DistributableToken } from './distribution.ts';

export interface ClaimActivationInput {
  /** base64url */
  readonly ticket: string;
  /** base64url of an uncompressed P-256 point */
  readonly hpkePublicKey: string;
  /** base64url of an uncompressed P-256 point */
  readonly signingPublicKey: string;
  readonly password?: string | undefined;
  /** address the request came from */
  readonly source: string;
}
export interface ClaimActivationWorld {
  readonly store: UnitOfWork;
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  readonly sealer: ActivationSealer;
}
export interface ClaimedActivation {
  readonly serial: string;
  /** base64url */
  readonly enc: string;
  /** base64url */
  readonly ciphertext: string;
  readonly nowMs: number;
  readonly confirmBy: number;
}

/** An uncompressed point of P-256: 4, x, y (SEC 1 §2.3.3). Both keys, and HPKE's `enc`. */
const POINT_BYTES = 65;

/**
 * A phone claims an online distribution: it gets a new seed, sealed to its key. Of any number of phones that try at once, one wins; the
 * same phone gets the same answer again until its claim lapses.
 *
 * @throws {Refusal} activation.key-invalid, activation.ticket-invalid (one answer for all that is no ticket), activation.used,
 *   activation.expired, activation.locked, activation.other-device, activation.password-needed (costs no try), activation.password-wrong
 */
export async function claimActivation(
  input: ClaimActivationInput,
  world: ClaimActivationWorld,
): Promise<ClaimedActivation> {
  const { store, primitives } = world;
  const sha256 = (data: Uint8Array) => primitives.hash('sha256', data);
  const hpkeKey = await readKey(input.hpkePublicKey, world.sealer);
  const signingKey = await readKey(input.signingPublicKey, world.sealer);
  const ticket = readTicket(input.ticket, sha256);
  const found = await store.read.distributions.findByTicket(ticket.hash);
  const phone = { hpkeKey, signingKey, deviceCode: deviceCodeOf(signingKey, sha256) };
  // Made before the transaction, which then is short, and also for a ticket nobody knows, which so takes as long.
  const draft = await prepareReply(found?.token ?? NO_TOKEN, { ticket, phone }, world);
  const passwordHash =
    input.password === undefined
      ? undefined
      : activationPasswordDigest(
          world.vault,
          { serial: found?.token.serial ?? '', createdAt: found?.distribution.createdAt ?? 0 },
          input.password,
        );
  const attempt: Attempt = {
    ticket,
    presented: { ...phone, passwordHash },
    draft,
    source: input.source,
  };
  const result = await store.transaction((stores) => attemptClaim(attempt, stores, world));
  // Thrown here and not in the transaction: what a refusal counted has to stay.
  if (result instanceof Refusal) throw result;
  return result;
}

interface Phone {
  readonly hpkeKey: Uint8Array;
  readonly signingKey: Uint8Array;
  readonly deviceCode: string;
}
interface Attempt {
  readonly ticket: ActivationTicket;
  readonly presented: PresentedClaim;
  readonly draft: Draft;
  readonly source: string;
}
interface Draft {
  readonly sealedSeed: Uint8Array;
  readonly reply: Uint8Array;
}

async function attemptClaim(
  attempt: Attempt,
  stores: Stores,
  world: ClaimActivationWorld,
): Promise<ClaimedActivation | Refusal> {
  const found = await stores.distributions.lockByTicket(attempt.ticket.hash);
  if (found === undefined) return new Refusal('activation.ticket-invalid');
  const { distribution, token } = found;
  const nowMs = world.clock.nowMs();
  const step: Step = { ...found, attempt, stores, nowMs };
  const decision = decideClaim(distribution, token, attempt.presented, nowMs);
  switch (decision.kind) {
    case 'refused':
      return new Refusal(decision.code);
    case 'lapsed':
      await stores.distributions.end(distribution.id, 'expired', nowMs);
      await stores.distributions.releaseToken(token.id, nowMs);
      return new Refusal('activation.expired');
    case 'wrong-password':
      return countWrongPassword(step);
    case 'answer-again':
      return answer(token.serial, decision.reply, { nowMs, confirmBy: decision.confirmBy });
    case 'claim':
      return takeClaim(step);
    default:
      return assertNever(decision);
  }
}

interface Step extends DistributionOfToken {
  readonly attempt: Attempt;
  readonly stores: Stores;
  readonly nowMs: number;
}

async function takeClaim(step: Step): Promise<ClaimedActivation | Refusal> {
  const { distribution, token, attempt, stores, nowMs } = step;
  const { hpkeKey, signingKey, deviceCode } = attempt.presented;
  const { reply, sealedSeed } = attempt.draft;
  const { activation } = await stores.settings.read();
  const confirmBy = nowMs + activation.confirmMinutes * 60_000;
  const claim = { hpkeKey, signingKey, deviceCode, reply, confirmBy };
  if (!(await stores.distributions.claim(distribution.id, claim, nowMs)))
    return new Refusal('activation.used');
  await stores.distributions.placePendingSeed(
    {
      tokenId: token.id,
      distributionId: distribution.id,
      sealedSeed,
      expiresAt: confirmBy,
      activation: 'claimed',
    },
    nowMs,
  );
  await note(step, { action: 'token.claim', deviceCode });
  return answer(token.serial, reply, { nowMs, confirmBy });
}

async function countWrongPassword(step: Step): Promise<Refusal> {
  const { distribution, token, stores, nowMs } = step;
  const tries = await stores.distributions.countWrongPassword(distribution.id, nowMs);
  if (tries === undefined) return new Refusal('activation.used');
  const code = tries === 0 ? 'activation.locked' : 'activation.password-wrong';
  if (tries === 0) await stores.distributions.releaseToken(token.id, nowMs);
  const { deviceCode } = step.attempt.presented;
  await note(step, { action: 'token.claim', deviceCode, reason: code });
  return new Refusal(code, tries === 0 ? {} : { tries });
}

async function note(
  { stores, token, attempt, nowMs }: Step,
  what: { action: string; deviceCode: string; reason?: string },
): Promise<void> {
  const requester = { kind: 'phone', name: what.deviceCode, source: attempt.source } as const;
  const { action, reason } = what;
  const draft = { action, serial: token.serial, requester, at: nowMs };
  await stores.audit.append([activationAudit(reason === undefined ? draft : { ...draft, reason })]);
}

function answer(
  serial: string,
  reply: Uint8Array,
  instants: { nowMs: number; confirmBy: number },
): ClaimedActivation {
  return {
    serial,
    enc: encodeBase64Url(reply.subarray(0, POINT_BYTES)),
    ciphertext: encodeBase64Url(reply.subarray(POINT_BYTES)),
    ...instants,
  };
}

async function readKey(text: string, sealer: ActivationSealer): Promise<Uint8Array> {
  try {
    const point = decodeBase64Url(text);
    if (point.length === POINT_BYTES && (await sealer.isPublicKey(point))) return point;
  } catch {
    // Not base64url: no key, as below.
  }
  throw new Refusal('activation.key-invalid');
}

/** Stands for the token of a ticket nobody knows. */
const NO_TOKEN: Omit<DistributableToken, 'id' | 'kind' | 'status'> = {
  serial: '0',
  spec: { type: 'totp', hash: 'sha1', digits: 6, periodSeconds: 30, ocraSuite: undefined },
  organizationPath: '',
  onlyUserLogin: undefined,
};

/** A new seed, for us and for the phone. Bound to ticket and signing key: it opens for no other claim. */
async function prepareReply(
  token: Omit<DistributableToken, 'id' | 'kind' | 'status'>,
  { ticket, phone }: { ticket: ActivationTicket; phone: Phone },
  { random, vault, sealer }: ClaimActivationWorld,
): Promise<Draft> {
  const { serial, spec } = token;
  const seed = random.bytes(seedBytesForHash(spec.hash));
  const sealed: SealedToken = {
    serial,
    type: spec.type,
    hash: spec.hash,
    digits: spec.digits,
    periodSeconds: spec.periodSeconds ?? null,
    ocraSuite: spec.ocraSuite ?? null,
    seed: encodeBase64Url(seed),
    counter: 0,
    issuer: token.organizationPath.split('/').find((name) => name !== '') ?? '',
    account: token.onlyUserLogin ?? '',
  };
  const { enc, ciphertext } = await sealer.seal({
    recipientKey: phone.hpkeKey,
    info: encodeUtf8(ACTIVATION_HPKE_INFO),
    aad: concatBytes(ticket.bytes, phone.signingKey),
    plain: encodeUtf8(JSON.stringify(sealed)),
  });
  const sealedSeed = vault.seal({ purpose: 'token-seed', recordId: serial }, seed);
  seed.fill(0);
  return { sealedSeed, reply: concatBytes(enc, ciphertext) };
}
