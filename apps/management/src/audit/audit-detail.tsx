import { type AuditEvent, findResultCode } from '@lingpai/contract';
import { auditPagePhrases } from '@lingpai/contract/phrases/management';
import { useLanguage, usePhrases } from '@lingpai/ui';
import { Drawer, Tag } from 'antd';
import { Link } from 'react-router';
import { type Fact, Facts } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';
import { tokenPath } from '../tokens/token-path.ts';
import { useAuditWords } from './audit-words.ts';

/** One record, whole. */
export function AuditDetail({ event, onClose }: { event: AuditEvent | undefined; onClose: () => void }) {
  const t = usePhrases(auditPagePhrases);
  return (
    <Drawer
      open={event !== undefined}
      onClose={onClose}
      size={480}
      title={t('audit.detail')}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      destroyOnHidden
    >
      {event === undefined ? null : <Record event={event} />}
    </Drawer>
  );
}

function Record({ event }: { event: AuditEvent }) {
  const t = usePhrases(auditPagePhrases);
  const { language } = useLanguage();
  const times = useTimes();
  const words = useAuditWords();
  const { resultCode, reason, userLogin, serial } = event;
  const details = Object.entries(event.detail).map(([name, value]): Fact => [name, String(value)]);
  return (
    <div className="lp-stack" data-testid="audit-record">
      <Facts
        facts={[
          [t('audit.id'), event.id],
          [t('audit.at'), times.moment(event.at)],
          [
            t('audit.action'),
            <span key="action">
              {words.action(event.action)} <code className="lp-muted">{event.action}</code>
            </span>,
          ],
          [
            t('audit.outcome'),
            <Tag key="outcome" color={event.succeeded ? 'success' : 'error'}>
              {event.succeeded ? t('audit.succeeded') : t('audit.refused')}
            </Tag>,
          ],
          reason !== '' && [
            t('audit.reason'),
            <span key="reason">
              {words.reason(reason)} <code className="lp-muted">{reason}</code>
            </span>,
          ],
          resultCode !== null && [
            t('audit.code'),
            `${resultCode} · ${findResultCode(resultCode)?.phrase[language] ?? '—'}`,
          ],
          userLogin !== '' && [
            t('audit.user'),
            <Link key="user" to={`/users?q=${encodeURIComponent(userLogin)}`}>
              {userLogin}
            </Link>,
          ],
          serial !== '' && [
            t('audit.serial'),
            <Link key="serial" to={tokenPath(serial)}>
              {serial}
            </Link>,
          ],
          [t('audit.actor'), [words.actorKind(event.actorKind), event.actor].filter(Boolean).join(' · ')],
          [t('audit.source'), event.source || '—'],
          [t('audit.node'), event.node],
        ]}
      />
      {details.length === 0 ? null : (
        <section>
          <h2 style={{ fontSize: 14, marginBottom: 8 }}>{t('audit.more')}</h2>
          <Facts facts={details} />
        </section>
      )}
    </div>
  );
}
