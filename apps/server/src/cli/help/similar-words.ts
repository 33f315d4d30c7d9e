/** Half the word may be wrong, and no more than this many letters. */
const MAX_MISTAKES = 3;

/** The words that are fewest typing mistakes away from one that is not among them. None when all are too far. */
export function similarWords(word: string, known: readonly string[]): readonly string[] {
  const measured = known.map((candidate) => ({ candidate, mistakes: mistakesBetween(word, candidate) }));
  const near = measured.filter(
    ({ candidate, mistakes }) =>
      mistakes <= MAX_MISTAKES && mistakes < Math.max(word.length, candidate.length) / 2,
  );
  const fewest = Math.min(...near.map(({ mistakes }) => mistakes));
  return near.filter(({ mistakes }) => mistakes === fewest).map(({ candidate }) => candidate);
}

/** Letters inserted, left out, replaced, or swapped with their neighbour (optimal string alignment distance). */
function mistakesBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]![j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
    }
  }
  return at(a.length, b.length);
}
