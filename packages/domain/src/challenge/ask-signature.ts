import {
  type OcraSuite,
  TRANSACTION_NONCE_BYTES,
  type TransactionField,
  concatBytes,
  encodeTransaction,
  formatTransactionCode,
  questionUnderMac,
  sha256,
  transactionQuestion,
  typedQuestion,
} from '@lingpai/algorithms';
import type { Stores } from '../ports/stores.ts';
import type { Reason } from '../verify/outcome.ts';
import type { ChallengeState } from '../verify/state.ts';
import { type AskInput, type Askable, type ChallengeWorld, findAskable } from './ask-token.ts';
import { questionObstacle } from './asking-limits.ts';
import { noteAsked } from './challenge-audit.ts';
import { challengeKey } from './challenge-key.ts';
import { rememberedUntil } from './usable-suite.ts';

/** `digest`: a token signs a digest of the fields. `typed`: the signer types the values themselves into the token, each with its length. */
export type SignatureForm = 'digest' | 'typed';

export interface SignatureInput extends AskInput {
  readonly fields: readonly TransactionField[];
  readonly form: SignatureForm;
  /** what the signature's id and nonce are: the same request made again is the same signature */
  readonly signatureId: string;
  /** 16 bytes */
  readonly nonce: Uint8Array;
}

export type SignatureOutcome =
  | {
      readonly kind: 'made';
      readonly challenge: ChallengeState;
      /** false: the same request again */
      readonly isNew: boolean;
      /** text for a phone that shows what it signs; undefined where the fields are too long for a QR code, and for `typed` */
      readonly qr: string | undefined;
    }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** A QR code of version 40 holds 2,331 bytes at level M; what is much larger no phone reads off a screen. */
const MAX_QR_CHARACTERS = 2000;
/** Digests made of a transaction until one was not asked yet: of four digits they can meet. */
const MAX_DIGESTS = 16;

/**
 * Asks a token to sign a transaction. Other fields are another question, so a signature is good for this transaction alone, once. The
 * audit log hears of it, though not what is signed: it is kept for ever, and goes to event sinks.
 *
 * @see RFC 6287 §7.3
 */
export async function askSignature(
  input: SignatureInput,
  stores: Stores,
  world: ChallengeWorld,
): Promise<SignatureOutcome> {
  const outcome = await ask(input, stores, world);
  if (outcome.kind === 'made' && !outcome.isNew) return outcome;
  const { reason, challenge } = { reason: undefined, challenge: undefined, ...outcome };
  const { form, fields } = input;
  const isDigest = challenge !== undefined && form === 'digest';
  const detail = { form, fieldCount: fields.length, ...(isDigest && { challenge: challenge.question }) };
  await noteAsked({ kind: 'signature', input, reason, challenge, detail }, stores, world);
  return outcome;
}

async function ask(input: SignatureInput, stores: Stores, world: ChallengeWorld): Promise<SignatureOutcome> {
  const askable = await findAskable({ ...input, kind: 'signature', isMutual: false }, stores, world);
  if (typeof askable === 'string') return refused(askable);
  if (isDoubtful(input, askable)) return refused('resync-needed');
  const first = questionOf(input, askable, 0);
  if (typeof first === 'string') return refused(first);
  const stored = await stores.challenges.find(challengeKey('signature', input.signatureId));
  if (stored !== undefined) return again(stored, input, askable);
  // One at a time: two spellings of one question must not both find that it was not asked. Before anything else is locked, as verification does.
  if (isMoving(askable.parsed)) await stores.tokens.lock(askable.token.serial);
  const obstacle = await questionObstacle(askable, stores.challenges);
  return obstacle === undefined ? askAnew(input, askable, stores) : refused(obstacle);
}

async function askAnew(input: SignatureInput, askable: Askable, stores: Stores): Promise<SignatureOutcome> {
  for (const { question, qr } of questionsOf(input, askable)) {
    const challenge = challengeOf(input, askable, question);
    if (
      !(await isAskedAlready(challenge, askable, stores)) &&
      (await stores.challenges.insert(challenge, askable.asker))
    )
      return { kind: 'made', challenge, isNew: true, qr };
    const stored = await stores.challenges.find(challenge.keyHash);
    if (stored !== undefined) return again(stored, input, askable);
  }
  return refused('question-repeated');
}

/** The same request again, because its answer was lost on the way. */
function again(stored: ChallengeState, input: SignatureInput, askable: Askable): SignatureOutcome {
  for (const { question, qr } of questionsOf(input, askable))
    if (question === stored.question) return { kind: 'made', challenge: stored, isNew: false, qr };
  return refused('question-repeated');
}

/** After a restore a typed transaction could be one that was signed since the backup: an answer to something new has to come before it. */
function isDoubtful({ form }: SignatureInput, { token, parsed }: Askable): boolean {
  return form === 'typed' && parsed.hasCounter && token.isCounterDoubted;
}

interface SignatureQuestion {
  readonly question: string;
  readonly qr: string | undefined;
}

/** What the token may be asked, in this order: for a retry the same. */
function* questionsOf(input: SignatureInput, askable: Askable): Generator<SignatureQuestion> {
  const digests = input.form === 'typed' ? 1 : MAX_DIGESTS;
  for (let index = 0; index < digests; index += 1) {
    const asked = questionOf(input, askable, index);
    if (typeof asked !== 'string') yield asked;
  }
}

/** @param index of the digest: each has a nonce of its own */
function questionOf(
  { form, fields, nonce }: SignatureInput,
  { token, suite, parsed }: Askable,
  index: number,
): SignatureQuestion | Reason {
  if (form === 'typed') return askTyped(fields, parsed);
  const own = index === 0 ? nonce : sha256(concatBytes(nonce, Uint8Array.of(index)));
  const encoded = encodeTransaction({
    serial: token.serial,
    suite,
    nonce: own.slice(0, TRANSACTION_NONCE_BYTES),
    fields,
  });
  const qr = formatTransactionCode(encoded);
  return {
    question: transactionQuestion(encoded, parsed),
    qr: qr.length <= MAX_QR_CHARACTERS ? qr : undefined,
  };
}

/** Nothing in what is typed is new each time: so a counter or the clock has to make the signature so. */
function askTyped(fields: readonly TransactionField[], suite: OcraSuite): SignatureQuestion | Reason {
  if (!isMoving(suite)) return 'suite-unusable';
  const question = typedQuestion(
    fields.map(({ value }) => value),
    suite,
  );
  return question === undefined ? 'question-unfit' : { question, qr: undefined };
}

function isMoving({ hasCounter, periodSeconds }: OcraSuite): boolean {
  return hasCounter || periodSeconds !== undefined;
}

function challengeOf(
  { agentId, login, form, signatureId, sessionInfo }: SignatureInput,
  { token, suite, parsed, context }: Askable,
  question: string,
): ChallengeState {
  const { nowMs, policy } = context;
  const expiresAt = nowMs + policy.signatureValidSeconds * 1000;
  // A signature used up its counter: the same payment may be made again next month.
  const isByCounter = form === 'typed' && parsed.periodSeconds === undefined;
  return {
    keyHash: challengeKey('signature', signatureId),
    agentId,
    kind: 'signature',
    login,
    serial: token.serial,
    suite,
    question,
    clientQuestion: undefined,
    sessionInfo,
    createdAt: nowMs,
    expiresAt,
    usedAt: undefined,
    forgetAt: isByCounter ? expiresAt : rememberedUntil(parsed, { expiresAt, policy }),
  };
}

/** Also in other words: two texts can be one question to a token. */
async function isAskedAlready(
  { serial, suite, question }: ChallengeState,
  { parsed, context }: Askable,
  { challenges }: Stores,
): Promise<boolean> {
  if (!isMoving(parsed)) return false;
  const before = await challenges.findSignatureQuestions({ serial, suite, nowMs: context.nowMs });
  const same = questionUnderMac(question, parsed);
  return before.some((other) => questionUnderMac(other, parsed) === same);
}

function refused(reason: Reason): SignatureOutcome {
  return { kind: 'refused', reason };
}
