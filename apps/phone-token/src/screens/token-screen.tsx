import { useLanguage } from '@lingpai/ui';
import { type FormEvent, useState } from 'react';
import { DeleteDialog } from '../components/delete-dialog.tsx';
import { Field } from '../components/field.tsx';
import { PageFrame } from '../components/page.tsx';
import { type Token, TokenCode } from '../components/token-card.tsx';
import { useApp, useText } from '../state/app-state.tsx';
import { useNavigation } from '../state/navigation.tsx';
import { type TokenRecord, codeKindOf, titleOf } from '../vault/token-record.ts';
import { updateToken } from '../vault/token-store.ts';

/** 口令界面: one token, large. */
export function TokenScreen({ id }: { id: string }) {
  const t = useText();
  const { tokens } = useApp();
  const token = tokens.find((one) => one.id === id);
  if (token === undefined || token.damaged)
    return (
      <PageFrame title={t('detail.title')} nested>
        {null}
      </PageFrame>
    );
  return <TokenDetail token={token} />;
}

function TokenDetail({ token }: { token: Token }) {
  const t = useText();
  const { back } = useNavigation();
  const [deleting, setDeleting] = useState(false);
  const { record } = token;
  const title = titleOf(record);
  return (
    <PageFrame title={title} nested>
      <section className="card token token-large" data-testid="token-detail" data-serial={record.serial}>
        <TokenCode token={token} />
      </section>
      <LabelForm key={record.label} token={token} />
      <Facts record={record} />
      <button
        type="button"
        className="button button-danger button-wide"
        onClick={() => setDeleting(true)}
        data-testid="token-delete"
      >
        {t('detail.delete')}
      </button>
      {deleting && (
        <DeleteDialog
          id={token.id}
          title={title}
          personal={record.origin === 'personal'}
          onClose={() => setDeleting(false)}
          onDeleted={back}
        />
      )}
    </PageFrame>
  );
}

function LabelForm({ token }: { token: Token }) {
  const t = useText();
  const { vault, reloadTokens, say } = useApp();
  const [label, setLabel] = useState(token.record.label);
  const changed = label.trim() !== token.record.label;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    await updateToken(vault, token.id, (record) => ({ ...record, label: label.trim() }));
    say(t('toast.saved'));
    await reloadTokens();
  };
  return (
    <form className="card form" onSubmit={(event) => void save(event)}>
      <Field
        label={t('detail.label')}
        help={t('detail.label-help')}
        value={label}
        placeholder={token.record.issuer || token.record.serial}
        onChange={(event) => setLabel(event.target.value)}
        maxLength={40}
        data-testid="token-label"
        aside={
          <button type="submit" className="button" disabled={!changed} data-testid="token-label-save">
            {t('action.save')}
          </button>
        }
      />
    </form>
  );
}

function Facts({ record }: { record: TokenRecord }) {
  const t = useText();
  const { language } = useLanguage();
  const added = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const kind = codeKindOf(record);
  const facts: readonly (readonly [string, string])[] = [
    [t('detail.serial'), record.serial],
    [t('detail.issuer'), record.issuer],
    [t('detail.account'), record.account],
    [t('detail.kind'), t(`detail.kind-${kind}`, { seconds: record.periodSeconds ?? 0 })],
    [t('detail.algorithm'), t('detail.digits', { hash: record.hash.toUpperCase(), digits: record.digits })],
    [t('detail.counter'), kind === 'event' ? String(record.counter) : ''],
    [t('detail.origin'), t(`detail.origin-${record.origin}`)],
    [t('detail.added'), added.format(record.addedAtMs)],
  ];
  return (
    <dl className="card facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
