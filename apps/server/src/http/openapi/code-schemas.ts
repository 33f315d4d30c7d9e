import {
  CODES_THAT_NEVER_HAPPEN,
  ERRORS,
  type ErrorCode,
  RESULT_CODES,
  codeOf,
  errorPhrases,
} from '@lingpai/contract';
import { errorsOf } from './answers.ts';
import type { Operation } from './operations.ts';

/** Never said by the SDK, but to other callers. */
const OVER_HTTP = new Set([codeOf('OTPR_REQ_INVALID'), codeOf('OTPR_ERR_UNKOWN')]);

/** Every error that one of these calls can end in, and the one for an address where nothing is. */
export function usedErrors(operations: readonly Operation[]): ErrorCode[] {
  const used = operations.flatMap((one) => (one.kind === 'management' ? errorsOf(one) : []));
  return [...new Set<ErrorCode>(['request.not-found', ...used])].sort();
}

/** The codes of the management interface, with what they mean. */
export function errorCodeSchema(codes: readonly ErrorCode[]): object {
  const rows = codes.map((code) => `| \`${code}\` | ${ERRORS[code]} | ${cell(errorPhrases[code].en)} |`);
  return {
    type: 'string',
    enum: codes,
    description: table(
      'Stable: programs decide by it, people read `message`. Later releases may add codes.',
      ['code', 'HTTP', 'meaning'],
      rows,
    ),
  };
}

/** @returns the schema of an error's body with the codes by reference */
export function withErrorCodes(errorBody: object | undefined): object {
  const body = structuredClone(errorBody) as {
    properties: { error: { properties: Record<string, object> } };
  };
  body.properties.error.properties['code'] = { $ref: '#/components/schemas/ErrorCode' };
  return body;
}

/** @returns the schema of a verdict with the numbers of the agent interface, and what they mean */
export function withResultCodes(verdict: object | undefined): object {
  const rows = Object.values(RESULT_CODES)
    .filter(({ code }) => !CODES_THAT_NEVER_HAPPEN.has(code) || OVER_HTTP.has(code))
    .map(({ code, name, phrase }) => `| ${code} | \`${name}\` | ${cell(phrase.en)} |`);
  const described = structuredClone(verdict) as { properties: { code: { description?: string } } };
  described.properties.code.description = table(
    '0 is success; 13: synchronise first. Numbers and names stay for ever. Some are said by the SDK alone, e.g. when no server answers.',
    ['code', 'name', 'meaning'],
    rows,
  );
  return described;
}

function table(text: string, columns: readonly string[], rows: readonly string[]): string {
  const head = `| ${columns.join(' | ')} |\n|${columns.map(() => '---|').join('')}`;
  return `${text}\n\n${head}\n${rows.join('\n')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
