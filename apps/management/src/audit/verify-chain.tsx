import { type ResponseOf, auditRoutes } from '@lingpai/contract';
import { auditPagePhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { App, Button } from 'antd';
import { call } from '../app/api.ts';
import { useAct } from '../parts/use-act.ts';

/** Has the server check every link of the hash chain. */
export function VerifyChain() {
  const t = usePhrases(auditPagePhrases);
  const { modal } = App.useApp();
  const verify = useAct({
    act: () => call(auditRoutes.verifyAuditChain, {}),
    onDone: ({ isIntact, checked, brokenAt }: ResponseOf<typeof auditRoutes.verifyAuditChain>) => {
      const count = checked.toLocaleString();
      if (isIntact || brokenAt === null) {
        modal.success({ title: t('verify.ok-title'), content: t('verify.ok', { count }) });
      } else {
        modal.error({ title: t('verify.broken-title'), content: t('verify.broken', { count, ...brokenAt }) });
      }
    },
  });
  return (
    <Button loading={verify.isPending} onClick={() => verify.mutate(undefined)} data-testid="audit-verify">
      {t('verify.do')}
    </Button>
  );
}
