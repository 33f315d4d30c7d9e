import { useState } from 'react';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { type TokenRecord, codeKindOf, titleOf } from '../vault/token-record.ts';
import { EventCode } from './event-code.tsx';
import { Icon } from './icon.tsx';
import { Notice } from './page.tsx';
import { TimeCode } from './time-code.tsx';

export interface Token {
  readonly id: string;
  readonly record: TokenRecord;
}

/** The code of a token, whatever its kind, and what there is to say about it. */
export function TokenCode({ token }: { token: Token }) {
  const t = useText();
  const [damagedId, setDamagedId] = useState<string>();
  const { record } = token;
  if (damagedId === token.id) return <Notice tone="bad">{t('codes.damaged')}</Notice>;
  if (record.state === 'lapsed')
    return (
      <Notice tone="bad" testId="token-lapsed">
        {t('codes.lapsed')}
      </Notice>
    );
  const onDamaged = () => setDamagedId(token.id);
  const kind = codeKindOf(record);
  return (
    <>
      {kind === 'time' && <TimeCode token={token} onDamaged={onDamaged} />}
      {kind === 'event' && <EventCode token={token} onDamaged={onDamaged} />}
      {kind === 'challenge' && <Notice tone="info">{t('codes.challenge')}</Notice>}
      {record.state === 'unconfirmed' && <Unconfirmed />}
    </>
  );
}

function Unconfirmed() {
  const t = useText();
  const { vault, clock, call, reloadTokens, say } = useApp();
  const [working, setWorking] = useState(false);
  const confirm = async () => {
    setWorking(true);
    const { resumeConfirmations } = await import('../activation/online-activation.ts');
    await resumeConfirmations({ vault, clock, call });
    await reloadTokens();
    setWorking(false);
    if (!navigator.onLine) say(t('network.unreachable'));
  };
  return (
    <Notice tone="warn" testId="token-unconfirmed">
      {t('codes.unconfirmed')}{' '}
      <button type="button" className="link" onClick={() => void confirm()} disabled={working}>
        {t('codes.confirm-now')}
      </button>
    </Notice>
  );
}

/** A token in the list. */
export function TokenCard({ token }: { token: Token }) {
  const t = useText();
  const { open } = useNavigation();
  const { record } = token;
  const title = titleOf(record);
  const below = [record.account, title === record.serial ? '' : record.serial].filter((text) => text !== '');
  return (
    <li className="card token" data-testid="token-card" data-serial={record.serial}>
      <button
        type="button"
        className="token-head"
        onClick={() => open({ name: 'token', id: token.id })}
        data-testid="token-details"
      >
        <span className="avatar" aria-hidden="true">
          {Array.from(title)[0]}
        </span>
        <span className="token-names">
          <b>{title}</b>
          <small>{below.join(' · ')}</small>
        </span>
        {record.origin === 'personal' && <span className="tag">{t('codes.personal')}</span>}
        <Icon name="forward" />
      </button>
      <TokenCode token={token} />
    </li>
  );
}
