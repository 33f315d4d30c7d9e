import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  /** shown beside the input */
  readonly aside?: ReactNode;
  /** shown below the input, before the help */
  readonly below?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A labelled input with its help and its error, tied together for screen readers. */
export function Field({ label, help, error, aside, below, inputRef, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          {...input}
          id={id}
          ref={inputRef}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-about`}
        />
        {aside}
      </div>
      {below}
      <div id={`${id}-about`} className={error === undefined ? 'field-help' : 'field-error'}>
        {error ?? help}
      </div>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
  readonly testId?: string;
}

/** A choice among few. */
export function Choice<T extends string>({ label, value, options, onChange, testId }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="choice" data-testid={testId}>
      <legend>{label}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className={option.value === value ? 'chosen' : ''}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly testId: string;
}

export function Switch({ label, checked, onChange, testId }: SwitchProps) {
  return (
    <label className="row row-switch">
      <span>{label}</span>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        data-testid={testId}
      />
    </label>
  );
}
