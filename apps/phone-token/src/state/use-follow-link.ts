import { useCallback } from 'react';
import { useApp } from './app-state.tsx';
import { useFollowQrText } from './use-qr-text.ts';

/** Opens the page an activation link leads to; says so when it leads nowhere. */
export function useFollowLink(): (fragment: string) => Promise<void> {
  const { say } = useApp();
  const follow = useFollowQrText('open');
  return useCallback(
    async (fragment) => {
      const { parseActivationFragment } = await import('../activation/qr-text.ts');
      const refused = follow(parseActivationFragment(fragment));
      if (refused !== undefined) say(refused);
    },
    [follow, say],
  );
}
