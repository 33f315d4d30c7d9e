import type { ButtonProps } from 'antd';

/** Button properties for a dialogue's own buttons, with the name browser stories find them by. */
export function withTestId(testId: string, props: ButtonProps = {}): ButtonProps {
  const marked: ButtonProps & { 'data-testid': string } = { ...props, 'data-testid': testId };
  return marked;
}
