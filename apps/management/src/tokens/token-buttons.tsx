import { type TokenAction, type TokenDetail, tokenRoutes } from '@lingpai/contract';
import { distributionPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useNavigate } from 'react-router';
import { call } from '../app/api.ts';
import { useAct } from '../parts/use-act.ts';
import { possibleActions } from './token-actions.ts';
import { keepToken } from './token-keys.ts';
import { tokenPath } from './token-path.ts';
import { useRevokeQuestion } from './use-revoke-question.tsx';

const MAIN_ACTIONS: readonly TokenAction[] = ['unlock', 'enable', 'report-found'];

/** What can be done with this token in its state. */
export function TokenButtons({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  const d = usePhrases(distributionPhrases);
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const askRevoke = useRevokeQuestion();
  const { serial } = token;
  const act = useAct({
    act: (action: TokenAction) => call(tokenRoutes.actOnToken, { params: { serial }, body: { action } }),
    onDone: (changed, action) => {
      keepToken(queryClient, changed);
      void message.success(t('action.done', { action: t(`action.${action}`), serial }));
    },
  });
  const start = (action: TokenAction) => {
    if (action === 'revoke') askRevoke({ serial, onYes: () => act.mutateAsync(action) });
    else act.mutate(action);
  };
  const canDistribute = token.kind === 'mobile' && token.status !== 'revoked' && token.status !== 'lost';
  return (
    <>
      {canDistribute ? (
        <Button
          type={token.activation === 'activated' ? 'default' : 'primary'}
          onClick={() => void navigate(tokenPath(serial, 'distribute'))}
          data-testid="distribute-open"
        >
          {token.activation === 'undistributed' ? d('distribution.do') : d('distribution.again')}
        </Button>
      ) : null}
      {possibleActions(token).map((action) => (
        <Button
          key={action}
          danger={action === 'revoke'}
          type={MAIN_ACTIONS.includes(action) && !canDistribute ? 'primary' : 'default'}
          loading={act.isPending && act.variables === action}
          onClick={() => start(action)}
          data-testid={`token-${action}`}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
    </>
  );
}
