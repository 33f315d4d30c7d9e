import {
  type Language,
  type PhraseParams,
  type PhraseTable,
  fillPhrase,
  pickLanguage,
} from '@lingpai/contract/phrases/phrase';
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';

const STORAGE_KEY = 'lingpai.language';

interface LanguageState {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}
const LanguageContext = createContext<LanguageState>({ language: 'zh-CN', setLanguage: () => undefined });

/** The reader's language: what they chose here before, else what the browser says, else zh-CN. */
export function readerLanguage(): Language {
  const chosen = localStorage.getItem(STORAGE_KEY);
  if (chosen === 'zh-CN' || chosen === 'en') return chosen;
  return pickLanguage(navigator.languages.join(','));
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, set] = useState<Language>(readerLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const setLanguage = useCallback((next: Language) => {
    localStorage.setItem(STORAGE_KEY, next);
    set(next);
  }, []);
  const state = useMemo(() => ({ language, setLanguage }), [language, setLanguage]);
  return <LanguageContext value={state}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageState {
  return useContext(LanguageContext);
}

/** A function that says a phrase of this table in the reader's language: `t('tokens.title')`. An unknown key is a type error. */
export function usePhrases<T extends PhraseTable>(
  table: T,
): (key: keyof T & string, params?: PhraseParams) => string {
  const { language } = useLanguage();
  return useCallback((key, params) => fillPhrase(table[key]!, language, params), [table, language]);
}
