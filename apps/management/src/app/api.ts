import { fillPhrase } from '@lingpai/contract';
import { shellPhrases } from '@lingpai/contract/phrases/management';
import { type ClientOptions, createClient, readerLanguage } from '@lingpai/ui';

const signedOutListeners = new Set<() => void>();

/** Calls back whenever the server says that nobody is signed in. Returns how to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export const clientOptions: ClientOptions = {
  baseUrl: '',
  language: readerLanguage,
  networkMessage: () => fillPhrase(shellPhrases['state.network'], readerLanguage()),
  onSignedOut: () => {
    for (const listener of signedOutListeners) listener();
  },
};

/** The one typed caller of this app. */
export const call = createClient(clientOptions);
