import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  CODES_THAT_NEVER_HAPPEN,
  ERRORS,
  type Phrase,
  RESULT_CODES,
  errorPhrases,
  seedFilePhrases,
} from '@lingpai/contract';
import { auditActionPhrases, auditReasonPhrases } from '@lingpai/contract/phrases/audit';

/** Writes the documents that are made of tables in the code; `--check` fails when they are out of date. */
const cell = (text: string) => text.replaceAll('|', '\\|');
const results = Object.values(RESULT_CODES).map(
  ({ code, name, isRetryable, phrase }) =>
    `| ${code} | \`${name}\` | ${cell(phrase['zh-CN'])} | ${cell(phrase.en)} | ${isRetryable ? 'yes' : ''} | ${CODES_THAT_NEVER_HAPPEN.has(code) ? 'no' : 'yes'} |`,
);
const errors = Object.entries(ERRORS).map(
  ([code, status]) =>
    `| \`${code}\` | ${status} | ${cell(errorPhrases[code as keyof typeof ERRORS]['zh-CN'])} | ${cell(errorPhrases[code as keyof typeof ERRORS].en)} |`,
);
const phraseRows = (phrases: Readonly<Record<string, Phrase>>) =>
  Object.entries(phrases).map(
    ([code, phrase]) => `| \`${code}\` | ${cell(phrase['zh-CN'])} | ${cell(phrase.en)} |`,
  );
const files = phraseRows(seedFilePhrases);

const DOCUMENTS: Readonly<Record<string, string>> = {
  'docs/result-codes.md': `# Result codes

What \`auth()\` and its sisters return, and \`code\` in every answer of \`/agent/v1\`. Made from \`packages/contract/src/result-codes.ts\` by \`npm run docs\`.

| code | name | 含义 | meaning | worth repeating | happens in this release, through the SDK |
|---|---|---|---|---|---|
${results.join('\n')}
`,
  'docs/error-codes.md': `# Error codes

\`error.code\` in every answer of \`/api/v1\` and \`/phone/v1\` that is not a success; the command line says the same. The codes are stable. Made from
\`packages/contract/src\` by \`npm run docs\`.

| code | HTTP | 中文 | English |
|---|---|---|---|
${errors.join('\n')}

## Token files

What is wrong with a token file, or with one of its rows.

| code | 中文 | English |
|---|---|---|
${files.join('\n')}
`,
  'docs/audit-codes.md': `# Codes of the audit log

What \`action\` and \`reason\` of an audit event say, and what event sinks choose by: \`lingpai events add-… --action CODE --reason CODE\`, where \`token.*\`
stands for all actions that begin so. Made from \`packages/contract/src/phrases/audit.ts\` by \`npm run docs\`.

## Actions

| code | 中文 | English |
|---|---|---|
${phraseRows(auditActionPhrases).join('\n')}

## Reasons

Why something was refused; what is not a verification may also give a code of [error-codes.md](error-codes.md).

| code | 中文 | English |
|---|---|---|
${phraseRows(auditReasonPhrases).join('\n')}
`,
};

for (const [path, text] of Object.entries(DOCUMENTS)) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is out of date: run npm run docs`);
    process.exitCode = 1;
  }
}
