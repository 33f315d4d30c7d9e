import { useEffect, useState } from 'react';
import { type CodePeriod, NEXT_CODE_SECONDS } from '../clock/code-period.ts';
import { useApp, useText } from '../state/app-state.tsx';
import { useClockOffsetMs, useCodePeriod } from '../state/use-clock.ts';
import { useTimeCodes } from '../state/use-time-codes.ts';
import { CodeButton, NextCode } from './code-button.tsx';
import { CodeRing } from './code-ring.tsx';
import type { Token } from './token-card.tsx';

/** How long a revealed code stays visible. */
const REVEAL_MS = 30_000;

/** The running code of a time token. */
export function TimeCode({ token, onDamaged }: { token: Token; onDamaged: () => void }) {
  const { settings } = useApp();
  const { record } = token;
  const serverOffsetMs = useClockOffsetMs();
  const periodSeconds = record.periodSeconds ?? 30;
  const period = useCodePeriod(periodSeconds, record.origin === 'personal' ? 0 : serverOffsetMs);
  const step = Math.floor(period.nowMs / (periodSeconds * 1_000));
  const { present, next } = useTimeCodes(token, step, onDamaged);
  const [revealed, reveal] = useReveal();
  const [focused, setFocused] = useState(false);
  const hidden = settings.hideCodes && !revealed;
  const nextIsShown = settings.showNext && !hidden && period.stage !== 'fresh';
  return (
    <div className="token-body" onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
      <div className="token-line">
        {present === undefined ? (
          <span className="code" aria-hidden="true" />
        ) : (
          <CodeButton code={present} hidden={hidden} onReveal={reveal} stage={period.stage} />
        )}
        <CodeRing period={period} />
      </div>
      <div className="token-foot">
        <Remaining period={period} announced={focused} />
        {nextIsShown && next !== undefined && <NextCode code={next} />}
      </div>
    </div>
  );
}

/** Says in words what the ring shows; read out once, and only to whoever is at this token. */
function Remaining({ period, announced }: { period: CodePeriod; announced: boolean }) {
  const t = useText();
  const { remainingSeconds, stage } = period;
  return (
    <>
      <span className={`stage stage-${stage}`}>
        {stage === 'ending' && `${t('codes.ending')} · `}
        {t('codes.remaining', { seconds: remainingSeconds })}
      </span>
      <span className="visually-hidden" role="status">
        {announced && stage === 'closing' ? t('codes.announce', { seconds: NEXT_CODE_SECONDS }) : ''}
      </span>
    </>
  );
}

/** Whether a hidden code is shown for the moment, and how to show it. */
function useReveal(): [boolean, () => void] {
  const [revealed, setRevealed] = useState(false);
  useEffect(() => {
    if (!revealed) return undefined;
    const timer = setTimeout(() => setRevealed(false), REVEAL_MS);
    return () => clearTimeout(timer);
  }, [revealed]);
  return [revealed, () => setRevealed(true)];
}
