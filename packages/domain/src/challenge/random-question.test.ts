import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOcraChallenge, parseOcraSuite } from '@lingpai/algorithms';
import { SeededRandom } from '@lingpai/testing';
import { randomQuestion } from './random-question.ts';

test('randomQuestion() fits the suite and uses every character about as often', () => {
  const random = new SeededRandom(1);
  for (const [format, characters] of [
    ['N', 10],
    ['H', 16],
    ['A', 32],
  ] as const)
    for (const length of ['04', '08', '40', '64']) {
      const suite = parseOcraSuite(`OCRA-1:HOTP-SHA1-6:Q${format}${length}`);
      const questions = Array.from({ length: 400 }, () => randomQuestion(suite, random));
      for (const question of questions) {
        assert.equal(question.length, Math.min(Number(length), 40));
        assert.equal(isOcraChallenge(suite, question), true);
      }
      const counts = new Map<string, number>();
      for (const character of questions.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
      assert.equal(counts.size, characters);
      const expected = questions.join('').length / characters;
      // Six standard deviations.
      for (const [character, count] of counts)
        assert.ok(
          Math.abs(count - expected) < 6 * Math.sqrt(expected),
          `${format}${length} ${character}: ${count}`,
        );
    }
});
