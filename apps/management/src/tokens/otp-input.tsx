import { Input, type InputRef } from 'antd';
import type { Ref } from 'react';

interface OtpInputProps {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly digits: number;
  readonly label: string;
  readonly testId?: string;
  readonly ref?: Ref<InputRef>;
}

/** One OTP: digits alone, never remembered by the browser. */
export function OtpInput({ id, value, onChange, digits, label, testId, ref }: OtpInputProps) {
  return (
    <Input
      {...(id !== undefined && { id })}
      {...(ref !== undefined && { ref })}
      value={value ?? ''}
      onChange={(event) => onChange?.(event.target.value.replace(/\D/g, '').slice(0, digits))}
      inputMode="numeric"
      autoComplete="off"
      aria-label={label}
      placeholder={'0'.repeat(digits)}
      data-testid={testId}
      style={{ width: `${digits + 6}ch`, fontVariantNumeric: 'tabular-nums', letterSpacing: '0.08em' }}
    />
  );
}
