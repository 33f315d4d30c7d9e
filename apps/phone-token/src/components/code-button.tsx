import { groupDigits, spellDigits } from '../clock/code-period.ts';
import { useApp, useText } from '../state/app-state.tsx';
import { copyText } from '../state/clipboard.ts';

interface CodeButtonProps {
  readonly code: string;
  readonly hidden: boolean;
  readonly onReveal: () => void;
  readonly stage?: 'fresh' | 'closing' | 'ending';
}

/** The code itself: tap to copy, or to reveal it first where codes are hidden. */
export function CodeButton({ code, hidden, onReveal, stage = 'fresh' }: CodeButtonProps) {
  const t = useText();
  const { say } = useApp();
  const copy = async () => say(t((await copyText(code)) ? 'toast.copied' : 'toast.copy-failed'));
  if (hidden)
    return (
      <button
        type="button"
        className="code code-hidden"
        onClick={onReveal}
        aria-label={t('codes.reveal')}
        data-testid="token-code"
        data-hidden="true"
      >
        {groupDigits('•'.repeat(code.length))}
      </button>
    );
  return (
    <button
      type="button"
      className={`code code-${stage}`}
      onClick={copy}
      aria-label={t('codes.copy', { digits: spellDigits(code) })}
      data-testid="token-code"
      data-code={code}
    >
      {groupDigits(code)}
    </button>
  );
}

/** The code after this one, for whoever would not finish typing in time. */
export function NextCode({ code }: { code: string }) {
  const t = useText();
  const { say } = useApp();
  const copy = async () => say(t((await copyText(code)) ? 'toast.copied' : 'toast.copy-failed'));
  return (
    <button
      type="button"
      className="code-next"
      onClick={copy}
      aria-label={t('codes.next-copy', { digits: spellDigits(code) })}
      data-testid="token-next-code"
    >
      <span>{t('codes.next')}</span> <b>{groupDigits(code)}</b>
    </button>
  );
}
