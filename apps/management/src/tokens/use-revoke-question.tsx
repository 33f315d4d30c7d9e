import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { App, Input } from 'antd';
import { useCallback } from 'react';
import { withTestId } from '../parts/test-id.ts';

type RevokeQuestion = { readonly onYes: () => Promise<unknown> } & (
  { readonly serial: string } | { readonly count: number }
);

/**
 * Asks before the one act that cannot be undone: the serial, or the number of tokens, has to be typed.
 */
export function useRevokeQuestion(): (question: RevokeQuestion) => void {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const { modal } = App.useApp();
  return useCallback(
    (question) => {
      const isOne = 'serial' in question;
      const expected = isOne ? question.serial : String(question.count);
      const label = isOne ? t('action.revoke-type') : t('action.revoke-type-count', { count: expected });
      const dialogue = modal.confirm({
        title: isOne
          ? t('action.revoke-title', { serial: expected })
          : t('action.revoke-many-title', { count: expected }),
        okText: t('action.revoke'),
        cancelText: shell('do.cancel'),
        okButtonProps: withTestId('revoke-confirm', { danger: true, disabled: true }),
        onOk: () => question.onYes().catch(() => undefined),
        content: (
          <div className="lp-stack-small">
            <p>{t('action.revoke-help')}</p>
            <label className="lp-stack-small">
              <span>{label}</span>
              <Input
                autoFocus
                autoComplete="off"
                placeholder={expected}
                data-testid="revoke-type"
                onChange={({ target }) =>
                  dialogue.update({
                    okButtonProps: withTestId('revoke-confirm', {
                      danger: true,
                      disabled: target.value.trim() !== expected,
                    }),
                  })
                }
              />
            </label>
          </div>
        ),
      });
    },
    [t, shell, modal],
  );
}
