import { type ParsedKeyUri, parseActivationCode, parseKeyUri } from '@lingpai/algorithms';
import { OFFLINE_QR_PATH, ONLINE_QR_PATH } from '@lingpai/contract/routes/phone';
import { ANY_ACTIVATION } from './activation-fragment.ts';

/** What a scanned, pasted or followed text turned out to be. */
export type QrText =
  | { readonly kind: 'online'; readonly ticket: string }
  | {
      readonly kind: 'offline';
      readonly code: string;
      readonly serial: string;
      readonly passwordNeeded: boolean;
    }
  | { readonly kind: 'personal'; readonly key: ParsedKeyUri }
  | { readonly kind: 'refused'; readonly reason: QrRefusal; readonly detail: string };

/**
 * - `other-site`: an activation of another distribution site; `detail` is its address
 * - `later-version`: made by a newer server
 * - `incomplete`: one of ours, but cut short or altered
 * - `key-uri`: an `otpauth://` text with a fault
 * - `key-uri-export`: what another app shows to move all its tokens at once
 * - `web-address`: some web page; `detail` is its host
 * - `unknown`: anything else
 */
export type QrRefusal =
  'other-site' | 'later-version' | 'incomplete' | 'key-uri' | 'key-uri-export' | 'web-address' | 'unknown';

const TICKET = /^[A-Za-z0-9_-]{16,64}$/;
const OFFLINE = /^([0-9A-Za-z]{26})\.([pn])\.(.{1,192})$/;

const refuse = (reason: QrRefusal, detail = ''): QrText => ({ kind: 'refused', reason, detail });

/**
 * Reads the text of a QR code.
 *
 * @param text as it was read
 * @param ownOrigin origin this app runs at; activations of other sites are refused
 */
export function parseQrText(text: string, ownOrigin: string): QrText {
  const trimmed = text.trim();
  if (/^otpauth-migration:/i.test(trimmed)) return refuse('key-uri-export');
  if (/^otpauth:/i.test(trimmed)) return readKeyUri(trimmed);
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return refuse('unknown');
  if (!ANY_ACTIVATION.test(url.hash)) return refuse('web-address', url.host);
  if (url.origin !== ownOrigin) return refuse('other-site', url.origin);
  return parseActivationFragment(url.hash);
}

/** Reads the fragment of an activation address, e.g. `#/activate/1.…`, as a followed link leaves it in the address bar. */
export function parseActivationFragment(fragment: string): QrText {
  const [, , version] = ANY_ACTIVATION.exec(fragment) ?? [];
  if (version === undefined) return refuse('unknown');
  if (version !== '1') return refuse('later-version');
  if (fragment.startsWith(ONLINE_QR_PATH)) {
    const ticket = fragment.slice(ONLINE_QR_PATH.length);
    return TICKET.test(ticket) ? { kind: 'online', ticket } : refuse('incomplete');
  }
  return readOffline(fragment.slice(OFFLINE_QR_PATH.length));
}

function readOffline(content: string): QrText {
  const [, code, needed, encodedSerial] = OFFLINE.exec(content) ?? [];
  if (code === undefined || encodedSerial === undefined) return refuse('incomplete');
  const parsed = parseActivationCode(code);
  if (!parsed.ok) return refuse(parsed.code === 'version' ? 'later-version' : 'incomplete');
  try {
    const serial = decodeURIComponent(encodedSerial);
    return { kind: 'offline', code: parsed.canonical, serial, passwordNeeded: needed === 'p' };
  } catch {
    return refuse('incomplete');
  }
}

function readKeyUri(text: string): QrText {
  try {
    return { kind: 'personal', key: parseKeyUri(text) };
  } catch {
    return refuse('key-uri');
  }
}
