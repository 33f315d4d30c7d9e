import {
  type OcraSuite,
  type TransactionField,
  encodeTransaction,
  formatTransactionCode,
  isOcraChallenge,
  questionUnderMac,
  transactionQuestion,
} from '@lingpai/algorithms';
import type { Stores } from '../ports/stores.ts';
import type { Reason } from '../verify/outcome.ts';
import type { ChallengeState } from '../verify/state.ts';
import { type AskInput, type Askable, type ChallengeWorld, findAskable } from './ask-token.ts';
import { challengeKey } from './challenge-key.ts';
import { rememberedUntil } from './usable-suite.ts';

/** `digest`: a token signs a digest of the fields. `typed`: the signer types the values themselves into the token. */
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
      /** text for a phone that shows what it signs; undefined where the fields are too long for a QR code, and for `typed` */
      readonly qr: string | undefined;
    }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** A QR code of version 40 holds 2,331 bytes at level M; what is much larger no phone reads off a screen. */
const MAX_QR_CHARACTERS = 2000;

/**
 * Asks a token to sign a transaction. Other fields are another question, so a signature is good for this transaction alone, once.
 *
 * @see RFC 6287 §7.3
 */
export async function askSignature(
  input: SignatureInput,
  stores: Stores,
  world: ChallengeWorld,
): Promise<SignatureOutcome> {
  const askable = await findAskable({ ...input, kind: 'signature', isMutual: false }, stores, world);
  if (typeof askable === 'string') return refused(askable);
  const asked = questionOf(input, askable);
  if (typeof asked === 'string') return refused(asked);
  const challenge = challengeOf(input, askable, asked.question);
  const isNew =
    !(await isAskedAlready(challenge, askable, stores)) && (await stores.challenges.insert(challenge));
  // The same request again, because its answer was lost on the way.
  const stored = isNew ? challenge : await stores.challenges.find(challenge.keyHash);
  return stored === undefined
    ? refused('question-repeated')
    : { kind: 'made', challenge: stored, qr: asked.qr };
}

function questionOf(
  { form, fields, nonce }: SignatureInput,
  { token, suite, parsed }: Askable,
): { readonly question: string; readonly qr: string | undefined } | Reason {
  if (form === 'typed') return typedQuestion(fields, parsed);
  const encoded = encodeTransaction({ serial: token.serial, suite, nonce, fields });
  const qr = formatTransactionCode(encoded);
  return {
    question: transactionQuestion(encoded, parsed),
    qr: qr.length <= MAX_QR_CHARACTERS ? qr : undefined,
  };
}

/** Nothing in what is typed is new each time: so a counter or the clock has to make the signature so. */
function typedQuestion(
  fields: readonly TransactionField[],
  suite: OcraSuite,
): { readonly question: string; readonly qr: undefined } | Reason {
  if (!isMoving(suite)) return 'suite-unusable';
  const question = fields.map(({ value }) => value).join('');
  return isOcraChallenge(suite, question) ? { question, qr: undefined } : 'question-unfit';
}

function isMoving({ hasCounter, periodSeconds }: OcraSuite): boolean {
  return hasCounter || periodSeconds !== undefined;
}

function challengeOf(
  { agentId, login, form, signatureId }: SignatureInput,
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
  { challenges, tokens }: Stores,
): Promise<boolean> {
  if (!isMoving(parsed)) return false;
  // One at a time: two spellings of one question must not both find that it was not asked.
  await tokens.lock(serial);
  const before = await challenges.findSignatureQuestions({ serial, suite, nowMs: context.nowMs });
  const same = questionUnderMac(question, parsed);
  return before.some((other) => questionUnderMac(other, parsed) === same);
}

function refused(reason: Reason): SignatureOutcome {
  return { kind: 'refused', reason };
}
