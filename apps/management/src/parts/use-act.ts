import { useMutation } from '@tanstack/react-query';
import { App } from 'antd';

interface ActOptions<I, R> {
  readonly act: (input: I) => Promise<R>;
  readonly onDone?: (result: R, input: I) => void;
  /** title of the refusal; its text is the server's */
  readonly failed?: (input: I) => string;
}

/** A button's deed: a refusal is shown in a dialogue that stays until it was read. */
export function useAct<I, R>({ act, onDone, failed }: ActOptions<I, R>) {
  const { modal } = App.useApp();
  return useMutation({
    mutationFn: act,
    onSuccess: (result, input) => onDone?.(result, input),
    onError: (error, input) => {
      const title = failed?.(input);
      modal.error(title === undefined ? { title: error.message } : { title, content: error.message });
    },
  });
}
