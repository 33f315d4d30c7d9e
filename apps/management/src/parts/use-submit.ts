import { ApiError } from '@lingpai/ui';
import { useMutation } from '@tanstack/react-query';
import type { FormInstance } from 'antd';

interface SubmitOptions<V, R> {
  readonly form: FormInstance<V>;
  readonly send: (values: V) => Promise<R>;
  readonly onDone: (result: R) => void;
}

/**
 * Sends a form. A refusal that names a field of the form is shown at that field, any other as `problem`; what was typed stays.
 *
 * @returns `problem` undefined while nothing is wrong with the form as a whole
 */
export function useSubmit<V, R>({ form, send, onDone }: SubmitOptions<V, R>) {
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: onDone,
    onError: (error) => {
      const field = fieldOf(form, error);
      if (field === undefined) return;
      form.setFields([{ name: field as never, errors: [error.message] }]);
      form.getFieldInstance(field as never)?.focus?.();
    },
  });
  const isAtField = mutation.error !== null && fieldOf(form, mutation.error) !== undefined;
  return {
    submit: (values: V) => mutation.mutate(values),
    isBusy: mutation.isPending,
    problem: mutation.error === null || isAtField ? undefined : mutation.error.message,
    reset: mutation.reset,
  };
}

function fieldOf(form: FormInstance, error: Error): string | undefined {
  if (!(error instanceof ApiError) || error.field === undefined) return undefined;
  return form.getFieldInstance(error.field) === undefined ? undefined : error.field;
}
