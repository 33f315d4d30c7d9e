import { Grid, Steps, type StepsProps } from 'antd';

interface StepBarProps {
  readonly current: number;
  readonly items: NonNullable<StepsProps['items']>;
}

/** Where the reader is among a few steps, in one line; on phones the names stand below their numbers. */
export function StepBar({ current, items }: StepBarProps) {
  const { md } = Grid.useBreakpoint();
  return (
    <Steps
      size="small"
      responsive={false}
      titlePlacement={md ? 'horizontal' : 'vertical'}
      current={current}
      items={items}
    />
  );
}
