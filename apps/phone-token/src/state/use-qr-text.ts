import type { ParsedKeyUri } from '@lingpai/algorithms';
import { useCallback } from 'react';
import type { QrText } from '../activation/qr-text.ts';
import { useText } from './app-state.tsx';
import { type Page, useNavigation } from './navigation.tsx';

/** Why a text is of no use, or undefined when its page was opened. */
export type FollowQrText = (read: QrText) => string | undefined;

/**
 * What to do with a QR code's text, however it came here.
 *
 * @param how `replace` from a page that has served its purpose, e.g. the scanner
 */
export function useFollowQrText(how: 'open' | 'replace'): FollowQrText {
  const t = useText();
  const navigation = useNavigation();
  const go = navigation[how];
  return useCallback(
    (read) => {
      if (read.kind === 'refused') return t(`qr.${read.reason}`, { detail: read.detail });
      go(pageOf(read));
      return undefined;
    },
    [go, t],
  );
}

function pageOf(read: Exclude<QrText, { kind: 'refused' }>): Page {
  switch (read.kind) {
    case 'online':
      return { name: 'activate', ticket: read.ticket };
    case 'offline':
      return {
        name: 'manual',
        given: { code: read.code, serial: read.serial, passwordNeeded: read.passwordNeeded },
      };
    case 'personal':
      return { name: 'personal', key: read.key satisfies ParsedKeyUri };
  }
}
