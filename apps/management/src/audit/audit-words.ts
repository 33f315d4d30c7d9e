import { auditActionPhrases, auditReasonPhrases, chainProblemPhrases } from '@lingpai/contract/phrases/audit';
import { auditPagePhrases } from '@lingpai/contract/phrases/management';
import { useLanguage } from '@lingpai/ui';
import { useMemo } from 'react';

/** Says the codes of an audit event; an unknown one is shown as it is. */
export function useAuditWords() {
  const { language } = useLanguage();
  return useMemo(
    () => ({
      action: (code: string) => auditActionPhrases[code]?.[language] ?? code,
      reason: (code: string) => auditReasonPhrases[code]?.[language] ?? code,
      chainProblem: (code: string) =>
        code in chainProblemPhrases ? chainProblemPhrases[code as 'altered'][language] : code,
      actorKind: (kind: string) => {
        const key = `actor.${kind}`;
        return key in auditPagePhrases ? auditPagePhrases[key as 'actor.admin'][language] : kind;
      },
    }),
    [language],
  );
}

export const AUDIT_ACTIONS = Object.keys(auditActionPhrases);
