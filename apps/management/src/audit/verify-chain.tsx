import { type ResponseOf, auditRoutes } from '@lingpai/contract';
import { auditPagePhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { App, Button } from 'antd';
import { call } from '../app/api.ts';
import { useAct } from '../parts/use-act.ts';
import { useAuditWords } from './audit-words.ts';

/** Has the server check every link of the hash chain. */
export function VerifyChain() {
  const t = usePhrases(auditPagePhrases);
  const { modal } = App.useApp();
  const { chainProblem } = useAuditWords();
  const verify = useAct({
    act: () => call(auditRoutes.verifyAuditChain, {}),
    onDone: ({ isIntact, checked, brokenAt }: ResponseOf<typeof auditRoutes.verifyAuditChain>) => {
      const count = checked.toLocaleString();
      if (isIntact || brokenAt === null) {
        modal.success({ title: t('verify.ok-title'), content: t('verify.ok', { count }) });
      } else {
        const { id, node } = brokenAt;
        const said = { count, id, node, problem: chainProblem(brokenAt.problem) };
        const content = t(id === 0 ? 'verify.broken-node' : 'verify.broken', said);
        modal.error({ title: t('verify.broken-title'), content });
      }
    },
  });
  return (
    <Button loading={verify.isPending} onClick={() => verify.mutate(undefined)} data-testid="audit-verify">
      {t('verify.do')}
    </Button>
  );
}
