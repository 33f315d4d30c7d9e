import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeUtf8, ocraResponse, parseOcraSuite, pureJsPrimitives } from '@lingpai/algorithms';
import { NEW_YEAR_MS, RuleWorld, TEST_AGENT, TEST_SEED, aTokenState, aUserState } from '@lingpai/testing';
import type { OcraInputs } from '@lingpai/algorithms';
import type { ChallengeState, TokenState } from './state.ts';

const COUNTER = 'OCRA-1:HOTP-SHA256-8:C-QN08';
const PIN = 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1';
const SESSION = 'OCRA-1:HOTP-SHA256-8:QN08-S064';

function ocraToken(suite: string, change: Partial<TokenState> = {}): TokenState {
  return aTokenState({
    spec: { type: 'ocra', hash: 'sha256', digits: 8, periodSeconds: undefined, ocraSuite: suite },
    ...change,
  });
}

/** A world whose challenges are numbered; each is asked of the one token there is. */
class ChallengeWorld extends RuleWorld {
  readonly #suite: string;
  readonly #login: string | undefined;
  #count = 0;

  constructor(suite: string, change: Partial<TokenState> = {}, login?: string) {
    super(aUserState(), [ocraToken(suite, change)]);
    this.#suite = suite;
    this.#login = login;
  }

  get token(): TokenState {
    return this.tokens.get(1)!;
  }

  ask(change: Partial<ChallengeState> = {}): ChallengeState {
    this.#count += 1;
    const challenge: ChallengeState = {
      keyHash: `k${this.#count}`,
      agentId: 1,
      kind: 'challenge',
      login: this.#login,
      serial: this.token.serial,
      suite: this.#suite,
      question: String(10_000_000 + this.#count),
      clientQuestion: undefined,
      sessionInfo: undefined,
      createdAt: this.nowMs,
      expiresAt: this.nowMs + 180_000,
      usedAt: undefined,
      forgetAt: this.nowMs + 86_400_000,
      ...change,
    };
    this.challenges.set(challenge.keyHash, challenge);
    return challenge;
  }

  answer({ keyHash }: ChallengeState, response: string): number {
    return this.code({ kind: 'answer', agentId: 1, challengeKey: keyHash, response, requester: TEST_AGENT });
  }

  /** Asks, and answers as the token would with these inputs. */
  exchange(inputs: Partial<OcraInputs>, change: Partial<ChallengeState> = {}): number {
    const challenge = this.ask(change);
    return this.answer(challenge, this.shown(challenge, inputs));
  }

  shown({ question, suite }: ChallengeState, inputs: Partial<OcraInputs>): string {
    return ocraResponse({
      primitives: pureJsPrimitives,
      seed: TEST_SEED,
      suite: parseOcraSuite(suite),
      challenge: question,
      ...inputs,
    });
  }
}

test('a PIN goes into the answer: another one is wrong, none is 51 and no try', () => {
  const world = new ChallengeWorld(PIN, { sealedPin: encodeUtf8('1234') });
  assert.equal(world.exchange({ pin: '1234' }), 0);
  assert.equal(world.exchange({ pin: '1235' }), 22);
  assert.equal(world.token.failCount, 1);
  const without = new ChallengeWorld(PIN);
  const challenge = without.ask();
  assert.equal(without.answer(challenge, without.shown(challenge, { pin: '1234' })), 51);
  assert.equal(without.token.failCount, 0);
  assert.equal(without.challenges.get(challenge.keyHash)?.usedAt, undefined);
});

test('session information goes into the answer as the agent gave it', () => {
  const world = new ChallengeWorld(SESSION);
  const sessionInfo = encodeUtf8('session 1');
  assert.equal(world.exchange({ sessionInfo }, { sessionInfo }), 0);
  assert.equal(world.exchange({ sessionInfo: encodeUtf8('session 2') }, { sessionInfo }), 22);
});

for (const login of [undefined, 'alice'])
  test(`a counter far ahead is 13, and 0 with the next one (${login ?? 'by serial'})`, () => {
    const world = new ChallengeWorld(COUNTER, { lastFactor: 4 }, login);
    const first = world.ask();
    const response = world.shown(first, { counter: 60 });
    assert.equal(world.answer(first, response), 13);
    assert.equal(world.answer(first, response), 46);
    assert.deepEqual([world.token.lastFactor, world.token.resync?.factor], [4, 60]);
    // Not the very next one: it is the first of two again.
    assert.equal(world.exchange({ counter: 63 }), 13);
    assert.equal(world.exchange({ counter: 64 }), 0);
    assert.deepEqual([world.token.lastFactor, world.token.resync], [64, undefined]);
    assert.equal(world.exchange({ counter: 60 }), 22);
    assert.equal(world.exchange({ counter: 65 }), 0);
  });

test('a counter far ahead is forgotten after ten minutes, and beyond the synchronisation window it is wrong', () => {
  const world = new ChallengeWorld(COUNTER);
  assert.equal(world.exchange({ counter: 50 }), 13);
  world.advanceMs(10 * 60_000 + 1);
  assert.equal(world.exchange({ counter: 51 }), 13);
  assert.equal(world.exchange({ counter: 100 }), 22);
  assert.equal(world.exchange({ counter: 99 }), 13);
  assert.equal(world.exchange({ counter: 9 }), 0);
});

test('the answer to something new ends the doubt about a restored counter', () => {
  const world = new ChallengeWorld(COUNTER, { lastFactor: 4, isCounterDoubted: true });
  assert.equal(world.exchange({ counter: 4 }), 22);
  assert.equal(world.exchange({ counter: 40 }), 13);
  assert.equal(world.token.isCounterDoubted, true);
  assert.equal(world.exchange({ counter: 41 }), 0);
  assert.equal(world.token.isCounterDoubted, false);
  const plain = new ChallengeWorld('OCRA-1:HOTP-SHA256-8:QN08', { isCounterDoubted: true });
  assert.equal(plain.exchange({}), 0);
  assert.equal(plain.token.isCounterDoubted, true);
});

test('nobody who is locked out hears how far ahead a counter is', () => {
  const world = new ChallengeWorld(COUNTER, {}, 'alice');
  world.user = { ...world.user, otpLockedUntil: NEW_YEAR_MS + 60_000, otpFailCount: 100 };
  assert.equal(world.exchange({ counter: 60 }), 54);
  assert.equal(world.token.resync, undefined);
});
