import type { DistributionResult, TokenDetail } from '@lingpai/contract';
import { distributionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { createPortal } from 'react-dom';
import { useTimes } from '../parts/use-times.ts';
import { groupCode } from './group-code.ts';
import { QrCode } from './qr-code.tsx';

interface PrintSheetProps {
  readonly token: TokenDetail;
  readonly result: DistributionResult;
  /** print the activation password on a part to tear off */
  readonly hasPassword: boolean;
}

/** One A4 page for the user: QR code, serial, activation code, steps, expiry. Only seen in print. */
export function PrintSheet({ token, result, hasPassword }: PrintSheetProps) {
  const d = usePhrases(distributionPhrases);
  const times = useTimes();
  const { distribution, activationCode, activationPassword } = result;
  const users = token.bindings
    .map(({ login, name }) => (name === '' ? login : `${name}（${login}）`))
    .join('、');
  return createPortal(
    <div className="lp-print-sheet" aria-hidden>
      <h1>{d('sheet.title')}</h1>
      <div className="lp-sheet-columns">
        <QrCode text={result.qr} label={d('result.qr-label')} />
        <div>
          <dl>
            {users === '' ? null : <Line label={d('sheet.for')} value={users} />}
            <Line label={d('sheet.serial')} value={token.serial} isCode />
            {activationCode === null ? null : (
              <Line label={d('result.code')} value={groupCode(activationCode)} isCode />
            )}
            <Line label={d('result.expires')} value={times.moment(distribution.expiresAt)} />
          </dl>
          <h2>{d('sheet.how')}</h2>
          <ol>
            {stepsOf(distribution).map((key) => (
              <li key={key}>{d(key)}</li>
            ))}
          </ol>
        </div>
      </div>
      <p className="lp-sheet-warning">{d('sheet.keep')}</p>
      {hasPassword && activationPassword !== null ? (
        <div className="lp-sheet-tear">
          <small>✂ {d('sheet.tear')}</small>
          <dl>
            <Line label={d('sheet.serial')} value={token.serial} isCode />
            <Line label={d('result.password')} value={activationPassword} isCode />
            <Line label={d('result.expires')} value={times.moment(distribution.expiresAt)} />
          </dl>
        </div>
      ) : null}
    </div>,
    document.body,
  );
}

function stepsOf({ mode, hasPassword }: DistributionResult['distribution']) {
  if (mode === 'online') {
    const password = hasPassword ? 'sheet.online-3' : 'sheet.online-3-none';
    return ['sheet.online-1', 'sheet.online-2', password, 'sheet.online-4'] as const;
  }
  const password = hasPassword ? 'sheet.offline-3' : 'sheet.offline-3-none';
  return ['sheet.offline-1', 'sheet.offline-2', password, 'sheet.offline-4'] as const;
}

function Line({ label, value, isCode = false }: { label: string; value: string; isCode?: boolean }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className={isCode ? 'lp-code' : ''}>{value}</dd>
    </>
  );
}
