import { type Distribution, tokenRoutes } from '@lingpai/contract';
import { distributionPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { call } from '../app/api.ts';
import { useAct } from '../parts/use-act.ts';
import { keepToken } from '../tokens/token-keys.ts';

interface WithdrawButtonProps {
  readonly serial: string;
  readonly distribution: Distribution;
  readonly isSmall?: boolean;
}

export function WithdrawButton({ serial, distribution, isSmall = false }: WithdrawButtonProps) {
  const d = usePhrases(distributionPhrases);
  const { modal } = App.useApp();
  const queryClient = useQueryClient();
  const withdraw = useAct({
    act: () => call(tokenRoutes.cancelDistribution, { params: { serial, id: distribution.id } }),
    onDone: (token) => keepToken(queryClient, token),
  });
  return (
    <Button
      size={isSmall ? 'small' : 'middle'}
      danger
      data-testid="distribution-withdraw"
      onClick={() =>
        modal.confirm({
          title: d('result.withdraw-title'),
          content:
            distribution.mode === 'online' ? d('result.withdraw-help') : d('result.withdraw-help-offline'),
          okText: d('result.withdraw'),
          okButtonProps: { danger: true },
          onOk: () => withdraw.mutateAsync(undefined).catch(() => undefined),
        })
      }
    >
      {d('result.withdraw')}
    </Button>
  );
}
