import { useEffect, useState } from 'react';
import { timeCodes } from '../otp/token-codes.ts';
import { useApp, useText } from '../state/app-state.tsx';
import { useClockOffsetMs, useCodePeriod } from '../state/use-clock.ts';
import { isDamage } from '../vault/token-store.ts';
import { CodeButton, NextCode } from './code-button.tsx';
import { CodeRing } from './code-ring.tsx';
import type { Token } from './token-card.tsx';

/** How long a revealed code stays visible. */
const REVEAL_MS = 30_000;

interface Codes {
  readonly step: number;
  readonly present: string;
  readonly next: string;
}

/** The running code of a time token. */
export function TimeCode({ token, onDamaged }: { token: Token; onDamaged: () => void }) {
  const t = useText();
  const { vault, settings } = useApp();
  const { record } = token;
  const serverOffsetMs = useClockOffsetMs();
  const periodSeconds = record.periodSeconds ?? 30;
  const period = useCodePeriod(periodSeconds, record.origin === 'personal' ? 0 : serverOffsetMs);
  const step = Math.floor(period.nowMs / (periodSeconds * 1_000));
  const [codes, setCodes] = useState<Codes>();
  const [revealed, setRevealed] = useState(false);
  const [focused, setFocused] = useState(false);

  useEffect(() => {
    let stale = false;
    timeCodes(vault, token, step * periodSeconds * 1_000).then(
      (computed) => !stale && setCodes({ step, ...computed }),
      (error: unknown) => !stale && isDamage(error) && onDamaged(),
    );
    return () => {
      stale = true;
    };
    // onDamaged is new at every drawing and does the same each time
  }, [vault, token.id, step, periodSeconds]);
  useEffect(() => {
    if (!revealed) return undefined;
    const timer = setTimeout(() => setRevealed(false), REVEAL_MS);
    return () => clearTimeout(timer);
  }, [revealed]);

  const hidden = settings.hideCodes && !revealed;
  // just after a change of step the codes are those of the step before: its `next` is the present one
  const present = codes?.step === step ? codes.present : codes?.step === step - 1 ? codes.next : undefined;
  const showNext = settings.showNext && !hidden && period.stage !== 'fresh' && codes?.step === step;
  return (
    <div className="token-body" onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
      <div className="token-line">
        {present === undefined ? (
          <span className="code" aria-hidden="true">
            {' '}
          </span>
        ) : (
          <CodeButton
            code={present}
            hidden={hidden}
            onReveal={() => setRevealed(true)}
            stage={period.stage}
          />
        )}
        <CodeRing period={period} />
      </div>
      <div className="token-foot">
        <span className={`stage stage-${period.stage}`}>
          {period.stage === 'ending'
            ? t('codes.ending')
            : t('codes.remaining', { seconds: period.remainingSeconds })}
        </span>
        {showNext && <NextCode code={codes.next} />}
      </div>
      <span className="visually-hidden" role="status">
        {focused && period.stage === 'closing' ? t('codes.announce', { seconds: 10 }) : ''}
      </span>
    </div>
  );
}
