import type { AdminSummary } from '@lingpai/contract';
import { sessionPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useEffect } from 'react';
import { Door } from './door.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignIn({ onDone }: { onDone: (admin: AdminSummary) => void }) {
  const t = usePhrases(sessionPhrases);
  const shell = usePhrases(shellPhrases);
  useEffect(() => {
    document.title = shell('app.title');
  }, [shell]);
  return (
    <Door title={t('sign-in.title')} footer={t('sign-in.safe')}>
      <SignInForm onDone={onDone} />
    </Door>
  );
}
