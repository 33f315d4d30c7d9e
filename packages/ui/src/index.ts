export { ApiError, createClient, send } from './client.ts';
export type { Call, CallInput, ClientOptions } from './client.ts';
export { LanguageProvider, readerLanguage, useLanguage, usePhrases } from './i18n.tsx';
