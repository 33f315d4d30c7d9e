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
        data-testid="token-code"
        data-hidden="true"
      >
        <Spoken shown={groupDigits('•'.repeat(code.length))} said={t('codes.reveal')} />
      </button>
    );
  return (
    <button
      type="button"
      className={`code code-${stage}`}
      onClick={copy}
      data-testid="token-code"
      data-code={code}
    >
      <Spoken shown={groupDigits(code)} said={t('codes.copy', { digits: spellDigits(code) })} />
    </button>
  );
}

/** The code after this one, for whoever would not finish typing in time. */
export function NextCode({ code }: { code: string }) {
  const t = useText();
  const { say } = useApp();
  const copy = async () => say(t((await copyText(code)) ? 'toast.copied' : 'toast.copy-failed'));
  return (
    <button type="button" className="code-next" onClick={copy} data-testid="token-next-code">
      <span aria-hidden="true">
        {t('codes.next')} <b>{groupDigits(code)}</b>
      </span>
      <span className="visually-hidden">{t('codes.next-copy', { digits: spellDigits(code) })}</span>
    </button>
  );
}

/** A code for the eye, and the same for the ear: digit by digit, not as a number. */
function Spoken({ shown, said }: { shown: string; said: string }) {
  return (
    <>
      <span aria-hidden="true">{shown}</span>
      <span className="visually-hidden">{said}</span>
    </>
  );
}
