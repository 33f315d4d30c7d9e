/** The languages every text a person reads exists in. zh-CN is the fallback. */
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One text in every language; `{name}` stands for a parameter. A missing language is a type error. */
export type Phrase = Readonly<Record<Language, string>>;
export type PhraseTable = Readonly<Record<string, Phrase>>;
export type PhraseParams = Readonly<Record<string, string | number>>;

/**
 * Fills a phrase in one language.
 *
 * @param phrase the text in every language
 * @param language which one
 * @param params what stands for each `{name}`; a name without a value stays as it is, so that the lack shows
 * @example
 * fillPhrase({ 'zh-CN': '第 {line} 行', en: 'line {line}' }, 'en', { line: 7 }); // 'line 7'
 */
export function fillPhrase(phrase: Phrase, language: Language, params: PhraseParams = {}): string {
  return phrase[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

/**
 * Picks the language of a reader from what their browser or terminal says (RFC 9110 §12.5.4, or `LANG`).
 *
 * @param preference e.g. `en-GB,en;q=0.9,zh;q=0.5`, `zh_CN.UTF-8`, or nothing
 * @returns the first one we have, in the reader's order of quality; zh-CN when none is
 */
export function pickLanguage(preference: string | undefined): Language {
  const wanted = (preference ?? '')
    .split(',')
    .map((part, index) => {
      const [tag = '', ...rest] = part.trim().split(';');
      const quality = rest.map((r) => /^\s*q=([\d.]+)/.exec(r)?.[1]).find((q) => q !== undefined);
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality), index };
    })
    .filter((w) => w.quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag } of wanted) {
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh-CN';
}
