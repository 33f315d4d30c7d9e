import { UsageError } from '../usage-error.ts';

/** For a flag that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** @throws {UsageError} that names the choices */
export function oneOf<const T extends string>(flag: string, choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`${flag}: ${choices.join(', ')}`);
  return found;
}
