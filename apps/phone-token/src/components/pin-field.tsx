import { Field } from './field.tsx';

interface PinFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  readonly testId: string;
  readonly autoFocus?: boolean;
}

export function PinField({ label, value, onChange, error, testId, autoFocus = false }: PinFieldProps) {
  return (
    <Field
      type="password"
      inputMode="numeric"
      className="pin-input"
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
      maxLength={32}
      autoFocus={autoFocus}
      data-testid={testId}
    />
  );
}
