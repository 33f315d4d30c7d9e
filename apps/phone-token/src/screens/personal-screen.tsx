import type { ParsedKeyUri } from '@lingpai/algorithms';
import { useState } from 'react';
import { addPersonalToken } from '../activation/add-tokens.ts';
import { Notice, PageFrame } from '../components/page.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { protectStorage } from '../state/storage-protection.ts';

/** A token of another service: asks before it is added. */
export function PersonalScreen({ keyUri }: { keyUri: ParsedKeyUri }) {
  const t = useText();
  const { vault, reloadTokens } = useApp();
  const { showTab, back } = useNavigation();
  const [fault, setFault] = useState<string>();
  const add = async () => {
    try {
      await addPersonalToken(vault, keyUri);
      await reloadTokens();
      await protectStorage();
      showTab('codes');
    } catch {
      setFault(t('failure.storage'));
    }
  };
  return (
    <PageFrame title={t('personal.title')} nested>
      <section className="card form">
        <p>{t('personal.lead')}</p>
        <dl className="facts">
          {keyUri.issuer && (
            <div>
              <dt>{t('detail.issuer')}</dt>
              <dd>{keyUri.issuer}</dd>
            </div>
          )}
          <div>
            <dt>{t('detail.account')}</dt>
            <dd>{keyUri.account}</dd>
          </div>
          <div>
            <dt>{t('detail.algorithm')}</dt>
            <dd>{t('detail.digits', { hash: keyUri.hash.toUpperCase(), digits: keyUri.digits })}</dd>
          </div>
        </dl>
        {fault !== undefined && <Notice tone="bad">{fault}</Notice>}
        <div className="actions">
          <button
            type="button"
            className="button button-primary"
            onClick={() => void add()}
            data-testid="personal-add"
          >
            {t('personal.add')}
          </button>
          <button type="button" className="button" onClick={back}>
            {t('action.cancel')}
          </button>
        </div>
      </section>
    </PageFrame>
  );
}
