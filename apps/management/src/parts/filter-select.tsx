import { Select } from 'antd';

interface FilterSelectProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { value: string; label: string }[];
  readonly onChange: (value: string | undefined) => void;
}

/** One choice that narrows a list; cleared, it does not. */
export function FilterSelect({ label, value, options, onChange }: FilterSelectProps) {
  return (
    <Select
      allowClear
      aria-label={label}
      placeholder={label}
      value={value}
      options={[...options]}
      onChange={(next: string | undefined) => onChange(next)}
    />
  );
}
