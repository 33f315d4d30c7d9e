import { checkPartialActivationCode } from '@lingpai/algorithms';
import { useLayoutEffect, useRef } from 'react';
import { useText } from '../state/app-state.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';

interface ActivationCodeFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  readonly readOnly: boolean;
}

/** Characters of each half of an activation code. */
const HALF_CHARACTERS = 13;
const countCharacters = (text: string) => text.replaceAll('-', '').length;

/** The activation code, in blocks while it is typed, with a verdict on each half as soon as it is complete. */
export function ActivationCodeField({ value, onChange, error, readOnly }: ActivationCodeFieldProps) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  /** how many characters stand before the caret, dashes not counted */
  const caret = useRef<number>(undefined);
  const { groups } = checkPartialActivationCode(value);

  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    const at = indexAfter(value, caret.current);
    input.current?.setSelectionRange(at, at);
    caret.current = undefined;
  }, [value]);

  const change = (typed: string, caretAt: number) => {
    const written = writeInBlocks(typed);
    caret.current = countCharacters(writeInBlocks(typed.slice(0, caretAt)));
    onChange(written);
  };
  return (
    <Field
      label={t('manual.code')}
      help={readOnly ? undefined : t('manual.code-help')}
      error={error}
      value={value}
      onChange={(event) =>
        change(event.target.value, event.target.selectionStart ?? event.target.value.length)
      }
      readOnly={readOnly}
      inputRef={input}
      className="code-input"
      autoCapitalize="characters"
      data-testid="manual-code"
      below={
        <ol className="code-groups" aria-live="polite">
          {groups.map((group, index) => (
            <li
              key={index}
              className={`code-group code-group-${group.state}`}
              data-testid={`code-group-${index}`}
            >
              <span>{t('manual.group', { number: index + 1 })}</span>
              {group.state === 'ok' && <Icon name="check" />}
              {group.state === 'wrong' && <Icon name="warning" />}
              <span>
                {group.state === 'incomplete'
                  ? t('manual.group-incomplete', { count: HALF_CHARACTERS - countCharacters(group.text) })
                  : t(`manual.group-${group.state}`)}
              </span>
            </li>
          ))}
        </ol>
      }
    />
  );
}

/** Folds and groups what was typed, as the codec does. */
function writeInBlocks(typed: string): string {
  return checkPartialActivationCode(typed)
    .groups.map(({ text }) => text)
    .filter((text) => text !== '')
    .join('-');
}

/** Where in the written code the caret belongs, after so many of its characters. */
function indexAfter(written: string, characters: number): number {
  let index = 0;
  for (let seen = 0; index < written.length && seen < characters; index++) if (written[index] !== '-') seen++;
  // beyond a dash that was added: the next character is typed after it
  return written[index] === '-' ? index + 1 : index;
}
