import type { Backend, Language } from '@lingpai/contract';
import { fillPhrase } from '@lingpai/contract';
import { type BackendReason, backendReasonPhrases } from '@lingpai/contract/phrases/backends';
import { findSettingsProblem } from '@lingpai/directory';
import type { BackendRecord } from '@lingpai/domain';
import type { BackendPool } from './backend-pool.ts';

/** A back-end as people see it: without its secret. */
export function viewBackend(record: BackendRecord, pool: Pick<BackendPool, 'stateOf'>): Backend {
  const { sealedSecret, settings, ...rest } = record;
  const hasSecret = sealedSecret !== null;
  return {
    ...rest,
    ...settings,
    hasSecret,
    problem: findSettingsProblem(settings, hasSecret),
    circuit: pool.stateOf(record.id)?.circuit ?? null,
  };
}

/** What happened, in words. */
export function describeReason(reason: BackendReason, language: Language): string {
  return fillPhrase(backendReasonPhrases[reason], language);
}
