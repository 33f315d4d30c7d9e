import { type ResponseOf, type TokenAction, tokenRoutes } from '@lingpai/contract';
import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { call } from '../app/api.ts';
import { useAct } from '../parts/use-act.ts';
import { BatchResult } from './batch-result.tsx';
import { BATCH_ACTIONS } from './token-actions.ts';
import { TOKENS_KEY } from './token-keys.ts';
import { useRevokeQuestion } from './use-revoke-question.tsx';

/** the contract's limit */
const MAX_AT_ONCE = 200;

interface BatchBarProps {
  readonly serials: readonly string[];
  readonly onDone: () => void;
  readonly onClear: () => void;
}
export interface BatchOutcome {
  readonly action: TokenAction;
  readonly results: ResponseOf<typeof tokenRoutes.actOnTokens>['results'];
}

/** What to do with the selected tokens, and what became of each. */
export function BatchBar({ serials, onDone, onClear }: BatchBarProps) {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const askRevoke = useRevokeQuestion();
  const [outcome, setOutcome] = useState<BatchOutcome>();
  const act = useAct({
    act: async (action: TokenAction): Promise<BatchOutcome> => {
      const { results } = await call(tokenRoutes.actOnTokens, { body: { serials: [...serials], action } });
      return { action, results };
    },
    onDone: (done) => {
      void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
      onDone();
      if (done.results.some(({ errorCode }) => errorCode !== null)) setOutcome(done);
      else void message.success(t('batch.summary', { done: done.results.length, refused: 0 }));
    },
  });
  const isTooMany = serials.length > MAX_AT_ONCE;
  const start = (action: TokenAction) => {
    if (action !== 'revoke') act.mutate(action);
    else askRevoke({ count: serials.length, onYes: () => act.mutateAsync(action) });
  };
  return (
    <>
      {serials.length === 0 ? null : (
        <div
          className="lp-selection-bar"
          role="group"
          aria-label={shell('select.count', { count: serials.length })}
        >
          <strong className="lp-number">{shell('select.count', { count: serials.length })}</strong>
          {BATCH_ACTIONS.map((action) => (
            <Button
              key={action}
              size="small"
              danger={action === 'revoke'}
              disabled={isTooMany || act.isPending}
              onClick={() => start(action)}
              data-testid={`batch-${action}`}
            >
              {t(`action.${action}`)}
            </Button>
          ))}
          <Button size="small" type="text" onClick={onClear}>
            {shell('select.clear')}
          </Button>
          {isTooMany ? <Alert type="warning" title={t('batch.limit')} /> : null}
        </div>
      )}
      <BatchResult outcome={outcome} onClose={() => setOutcome(undefined)} />
    </>
  );
}
