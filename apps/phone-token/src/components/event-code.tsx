import { useEffect, useRef, useState } from 'react';
import { groupDigits } from '../clock/code-period.ts';
import { takeEventCode } from '../otp/token-codes.ts';
import { useApp, useText } from '../state/app-state.tsx';
import { isDamage } from '../vault/token-store.ts';
import { CodeButton } from './code-button.tsx';
import { Icon } from './icon.tsx';
import type { Token } from './token-card.tsx';

/** How long an event token's code stays on screen. */
const SHOWN_MS = 60_000;
/** A second tap this soon is the same tap: it must not spend another code. */
const DOUBLE_TAP_MS = 800;

/** An event token: a new code at each press. */
export function EventCode({ token, onDamaged }: { token: Token; onDamaged: () => void }) {
  const t = useText();
  const { vault, reloadTokens, say, settings } = useApp();
  const [shown, setShown] = useState<{ code: string; counter: number }>();
  const [revealed, setRevealed] = useState(true);
  const busyUntilMs = useRef(0);
  useEffect(() => {
    if (shown === undefined) return undefined;
    const timer = setTimeout(() => setShown(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);

  const take = async () => {
    if (performance.now() < busyUntilMs.current) return;
    busyUntilMs.current = Infinity;
    try {
      setShown(await takeEventCode(vault, token.id));
      setRevealed(true);
      await reloadTokens();
    } catch (error) {
      if (isDamage(error)) onDamaged();
      else say(t('failure.storage'));
    } finally {
      busyUntilMs.current = performance.now() + DOUBLE_TAP_MS;
    }
  };
  return (
    <div className="token-body">
      <div className="token-line">
        {shown === undefined ? (
          <span className="code code-none" aria-hidden="true">
            {groupDigits('–'.repeat(token.record.digits))}
          </span>
        ) : (
          <CodeButton
            code={shown.code}
            hidden={settings.hideCodes && !revealed}
            onReveal={() => setRevealed(true)}
          />
        )}
      </div>
      <div className="token-foot">
        <span className="stage">
          {shown === undefined
            ? t('codes.event-hint')
            : t('codes.event-counter', { counter: shown.counter + 1 })}
        </span>
        <button type="button" className="button" onClick={() => void take()} data-testid="event-next">
          <Icon name="refresh" />
          {t(shown === undefined ? 'codes.event-get' : 'codes.event-next')}
        </button>
      </div>
    </div>
  );
}
