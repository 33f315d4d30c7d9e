import type { AdminSummary } from '@lingpai/contract';
import { sessionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { ChangePasswordForm } from './change-password-form.tsx';
import { Door } from './door.tsx';

interface ForcedPasswordChangeProps {
  readonly admin: AdminSummary;
  readonly onDone: (admin: AdminSummary) => void;
}

/** After a one-time password nothing else is possible. */
export function ForcedPasswordChange({ admin, onDone }: ForcedPasswordChangeProps) {
  const t = usePhrases(sessionPhrases);
  return (
    <Door title={t('password.forced-title')}>
      <p className="lp-muted">{t('password.forced-help')}</p>
      <ChangePasswordForm login={admin.login} onDone={onDone} />
    </Door>
  );
}
