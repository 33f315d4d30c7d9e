import { useEffect, useRef } from 'react';
import { isActivationFragment } from '../activation/activation-fragment.ts';
import { firstFragment, takeFragment } from './address-fragment.ts';
import { useApp } from './app-state.tsx';
import { useNavigation } from './navigation.tsx';
import { useFollowLink } from './use-follow-link.ts';

/** The clock is compared again after this long. */
const CLOCK_VALID_MS = 10 * 60_000;

/** What happens as the app comes and goes: blur, lock, clock, confirmations, followed links. */
export function useAppLifetime(): void {
  useLockWhenAway();
  useServerContact();
  useFollowedLinks();
}

/** Other people's eyes, and the pictures a phone makes of its open apps, get a blur. */
function useLockWhenAway(): void {
  const { settings, lockNow } = useApp();
  const { autoLockSeconds } = settings;
  const leftAtMs = useRef<number>(undefined);
  useEffect(() => {
    const onChange = () => {
      document.documentElement.classList.toggle('away', document.hidden);
      if (document.hidden) {
        leftAtMs.current = Date.now();
        if (autoLockSeconds === 0) lockNow();
        return;
      }
      const awayMs = Date.now() - (leftAtMs.current ?? Date.now());
      // a clock set back while away counts as away for long
      if (awayMs < 0 || awayMs >= autoLockSeconds * 1_000) lockNow();
    };
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, [autoLockSeconds, lockNow]);
}

/** Compares the clock and takes up confirmations: at start, when the network is back, when the app is. */
function useServerContact(): void {
  const { vault, clock, call, locked, reloadTokens } = useApp();
  useEffect(() => {
    if (locked) return undefined;
    const contact = async () => {
      if (document.hidden || !navigator.onLine) return;
      const { resumeConfirmations } = await import('../activation/online-activation.ts');
      if (await resumeConfirmations({ vault, clock, call })) await reloadTokens();
      const age = Date.now() - (clock.comparedAtMs ?? -Infinity);
      if (age > CLOCK_VALID_MS || age < 0) await clock.measure();
    };
    void contact();
    const onEvent = () => void contact();
    addEventListener('online', onEvent);
    document.addEventListener('visibilitychange', onEvent);
    return () => {
      removeEventListener('online', onEvent);
      document.removeEventListener('visibilitychange', onEvent);
    };
  }, [vault, clock, call, locked, reloadTokens]);
}

/** A link that opens the app, or reaches it while it is open. The address bar forgets the secret at once. */
function useFollowedLinks(): void {
  const { locked, settings, setSettings } = useApp();
  const { showTab, open } = useNavigation();
  const follow = useFollowLink();
  const pending = useRef(firstFragment);
  useEffect(() => {
    const run = () => {
      const fragment = pending.current;
      if (locked || fragment === undefined) return;
      pending.current = undefined;
      if (fragment === '#/scan') open({ name: 'scan' });
      else if (fragment === '#/codes') showTab('codes');
      else if (isActivationFragment(fragment)) {
        if (!settings.welcomed) setSettings({ welcomed: true });
        void follow(fragment);
      }
    };
    const onHash = () => {
      pending.current = takeFragment();
      run();
    };
    addEventListener('hashchange', onHash);
    run();
    return () => removeEventListener('hashchange', onHash);
  }, [locked, settings.welcomed, setSettings, showTab, open, follow]);
}
