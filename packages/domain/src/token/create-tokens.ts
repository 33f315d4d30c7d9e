import { dammCheckDigit } from '@lingpai/algorithms';
import { changeAudit } from '../audit/change-audit.ts';
import type { Stores } from '../ports/stores.ts';
import type { Random } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { TokenWorld } from './act-on-token.ts';
import { readSuite } from './read-suite.ts';
import {
  MAX_DIGITS,
  MAX_PERIOD_SECONDS,
  MIN_DIGITS,
  MIN_PERIOD_SECONDS,
  type TokenHash,
  type TokenSpec,
  type TokenType,
} from './token-spec.ts';

export interface NewTokens {
  readonly organizationId: number;
  /** 1 to 100,000 */
  readonly count: number;
  /** `totp` when left out */
  readonly type?: TokenType;
  /** `sha1` when left out; of an `ocra` token the one of its suite */
  readonly hash?: TokenHash;
  /** 6 when left out; of an `ocra` token those of its suite */
  readonly digits?: number;
  /** 30 when left out; event tokens have none, `ocra` tokens only where they are to show a time OTP besides */
  readonly periodSeconds?: number;
  /** of an `ocra` token: the OCRA suite it answers challenges in */
  readonly ocraSuite?: string;
}

/** Tokens per transaction: some 30 ms of the store's time. */
const BATCH_TOKENS = 1000;
const MAX_COUNT = 100_000;
/** Serials are "7", eleven digits that count on from a random start, and a check digit. */
const SERIAL_NUMBERS = 10 ** 11;

/**
 * Creates mobile tokens, enabled, to be distributed to phones. They are written in portions: should the store fail in between, what is
 * written stays, and the audit log tells of it.
 *
 * @returns their serials
 * @throws {Refusal} organization.not-found, token.spec-unsupported, .suite-unsupported, .suite-missing, .suite-without-digits, .suite-unwanted,
 *   .suite-contradicted, .suite-counter-beside-clock
 */
export async function createTokens(
  input: NewTokens & { readonly requester: Requester },
  world: TokenWorld & { readonly random: Random },
): Promise<string[]> {
  const { organizationId, count, requester } = input;
  const spec = specOf(input);
  checkRange('count', count, [1, MAX_COUNT]);
  const created: string[] = [];
  let next = randomStart(world.random);
  while (created.length < count) {
    const serials = serialsFrom(next, Math.min(BATCH_TOKENS, count - created.length));
    next = (next + serials.length) % SERIAL_NUMBERS;
    const added = await world.store.transaction((stores) =>
      insertBatch(stores, { serials, organizationId, spec, requester, at: world.clock.nowMs() }),
    );
    created.push(...added);
  }
  return created;
}

async function insertBatch(
  { organizations, tokens, audit }: Stores,
  batch: {
    readonly serials: readonly string[];
    readonly organizationId: number;
    readonly spec: TokenSpec;
    readonly requester: Requester;
    readonly at: number;
  },
): Promise<string[]> {
  const { organizationId, requester, at } = batch;
  const organization = await organizations.find(organizationId);
  if (organization === undefined)
    throw new Refusal('organization.not-found', { name: String(organizationId) }, 'organizationId');
  const added = await tokens.insertMobile(batch);
  const [first, last] = [added[0], added.at(-1)];
  if (first === undefined || last === undefined) return [];
  const detail = {
    count: added.length,
    firstSerial: first,
    lastSerial: last,
    organization: organization.path,
  };
  const serial = added.length === 1 ? first : '';
  await audit.append([changeAudit({ action: 'token.create', requester, at, serial, detail })]);
  return added;
}

function specOf(input: NewTokens): TokenSpec {
  const { type = 'totp', hash = 'sha1', digits = 6, periodSeconds = 30 } = input;
  if (type === 'ocra') return ocraSpecOf(input);
  if (input.ocraSuite !== undefined) throw new Refusal('token.suite-unwanted', { type }, 'ocraSuite');
  checkRange('digits', digits, [MIN_DIGITS, MAX_DIGITS]);
  checkRange('periodSeconds', periodSeconds, [MIN_PERIOD_SECONDS, MAX_PERIOD_SECONDS]);
  return {
    type,
    hash,
    digits,
    periodSeconds: type === 'totp' ? periodSeconds : undefined,
    ocraSuite: undefined,
  };
}

function ocraSpecOf({ ocraSuite, hash, digits, periodSeconds }: NewTokens): TokenSpec {
  if (ocraSuite === undefined) throw new Refusal('token.suite-missing', {}, 'ocraSuite');
  const { text: suite, parsed } = readSuite(ocraSuite, 'ocraSuite');
  // Nobody types a whole HMAC.
  if (parsed.digits < MIN_DIGITS) throw new Refusal('token.suite-without-digits', { suite }, 'ocraSuite');
  if ((hash ?? parsed.hash) !== parsed.hash) throw contradiction('hash', String(hash), suite);
  if ((digits ?? parsed.digits) !== parsed.digits) throw contradiction('digits', String(digits), suite);
  if (periodSeconds !== undefined) {
    checkRange('periodSeconds', periodSeconds, [MIN_PERIOD_SECONDS, MAX_PERIOD_SECONDS]);
    // One column holds the moving factor.
    if (parsed.hasCounter) throw new Refusal('token.suite-counter-beside-clock', { suite }, 'periodSeconds');
  }
  return { type: 'ocra', hash: parsed.hash, digits: parsed.digits, periodSeconds, ocraSuite: suite };
}

function contradiction(field: string, value: string, suite: string): Refusal {
  return new Refusal('token.suite-contradicted', { value: `${field} ${value}`, suite }, field);
}

/** @throws {Refusal} token.spec-unsupported */
function checkRange(field: string, value: number, [min, max]: readonly [number, number]): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Refusal('token.spec-unsupported', { detail: `${field} ${value} (${min}…${max})` }, field);
}

function randomStart(random: Random): number {
  const bytes = random.bytes(6);
  return bytes.reduce((number, byte) => number * 256 + byte, 0) % SERIAL_NUMBERS;
}

function serialsFrom(start: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = `7${String((start + index) % SERIAL_NUMBERS).padStart(11, '0')}`;
    return digits + dammCheckDigit(digits);
  });
}
