const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
};

/** A password without the digits and signs people put before and behind a word: "Password1!" is "Password". */
export function wordStem(password: string): string {
  return password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

/** Letters for the digits and signs people write in their place: "p4ssw0rd" is "password". */
export function lettersForDigits(word: string): string {
  return Array.from(word, (character) => LETTERS[character] ?? character).join('');
}
