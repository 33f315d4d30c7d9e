import { EncodingError, decodeBase64 } from '@lingpai/algorithms';

/** Base64 in XML, where white space means nothing (XML Schema 2 §3.2.16); undefined when it is none, or empty. */
export function findBase64(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  try {
    const bytes = decodeBase64(text.replace(/\s+/g, ''));
    return bytes.length === 0 ? undefined : bytes;
  } catch (cause) {
    if (cause instanceof EncodingError) return undefined;
    throw cause;
  }
}
