import { checkPartialActivationCode, parseActivationCode } from '@lingpai/algorithms';
import { type FormEvent, useState } from 'react';
import { activateOffline } from '../activation/add-tokens.ts';
import { ActivationCodeField } from '../components/activation-code-field.tsx';
import { Field } from '../components/field.tsx';
import { Notice, PageFrame, Working } from '../components/page.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { protectStorage } from '../state/storage-protection.ts';

interface Given {
  readonly code: string;
  readonly serial: string;
  readonly passwordNeeded: boolean;
}
type Faults = Partial<Record<'serial' | 'code' | 'password', string>>;

const SERIAL = /^[A-Za-z0-9._:/-]{1,64}$/;

/** 手动激活: serial, activation code and activation password, typed or read from an offline QR code. */
export function ManualScreen({ given }: { given?: Given | undefined }) {
  const t = useText();
  const { vault, reloadTokens } = useApp();
  const [serial, setSerial] = useState(given?.serial ?? '');
  const [code, setCode] = useState(
    given === undefined ? '' : joinGroups(checkPartialActivationCode(given.code).groups),
  );
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const [phase, setPhase] = useState<'typing' | 'working' | 'done'>('typing');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = findFaults(t, { serial: serial.trim(), code, password, given });
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setPhase('working');
    try {
      await activateOffline(vault, { serial: serial.trim(), code, password });
      await reloadTokens();
      await protectStorage();
      setPhase('done');
    } catch {
      setFaults({ code: t('failure.storage') });
      setPhase('typing');
    }
  };
  if (phase === 'done') return <ManualDone />;
  const readFromQr = given !== undefined;
  return (
    <PageFrame title={t('manual.title')} nested>
      <p className="lead">{t('manual.lead')}</p>
      <form className="card form" onSubmit={(event) => void submit(event)} noValidate>
        {readFromQr && <Notice tone="good">{t('manual.from-qr')}</Notice>}
        <Field
          label={t('manual.serial')}
          help={readFromQr ? undefined : t('manual.serial-help')}
          error={faults.serial}
          value={serial}
          onChange={(event) => setSerial(event.target.value)}
          readOnly={readFromQr}
          maxLength={64}
          autoFocus={!readFromQr}
          data-testid="manual-serial"
        />
        <ActivationCodeField value={code} onChange={setCode} error={faults.code} readOnly={readFromQr} />
        {given?.passwordNeeded !== false && (
          <Field
            label={t('manual.password')}
            help={t(readFromQr ? 'manual.password-help-needed' : 'manual.password-help')}
            error={faults.password}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            maxLength={64}
            autoFocus={readFromQr}
            data-testid="manual-password"
          />
        )}
        {phase === 'working' ? (
          <Working text={t('manual.working')} />
        ) : (
          <button type="submit" className="button button-primary" data-testid="manual-submit">
            {t('manual.submit')}
          </button>
        )}
      </form>
    </PageFrame>
  );
}

const joinGroups = (groups: readonly { text: string }[]) =>
  groups
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('-');

interface Typed {
  readonly serial: string;
  readonly code: string;
  readonly password: string;
  readonly given: Given | undefined;
}

function findFaults(t: ReturnType<typeof useText>, { serial, code, password, given }: Typed): Faults {
  const faults: Faults = {};
  if (serial === '') faults.serial = t('manual.serial-missing');
  else if (!SERIAL.test(serial)) faults.serial = t('manual.serial-invalid');
  const parsed = parseActivationCode(code);
  if (!parsed.ok) {
    const number = parsed.groupIndex + 1;
    if (parsed.code === 'length') faults.code = t('manual.code-length');
    else if (parsed.code === 'version' || parsed.code === 'profile') faults.code = t('manual.code-version');
    else faults.code = t('manual.code-wrong', { number });
  }
  if (given?.passwordNeeded === true && password === '') faults.password = t('manual.password-missing');
  return faults;
}

function ManualDone() {
  const t = useText();
  const { showTab } = useNavigation();
  return (
    <PageFrame title={t('activate.done')} nested>
      <Notice tone="good" testId="activation-done">
        <p>{t('manual.done')}</p>
        <p>{t('manual.done-check')}</p>
      </Notice>
      <button
        type="button"
        className="button button-primary button-wide"
        onClick={() => showTab('codes')}
        data-testid="activation-to-codes"
      >
        {t('activate.to-codes')}
      </button>
    </PageFrame>
  );
}
