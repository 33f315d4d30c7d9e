import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  CODES_THAT_NEVER_HAPPEN,
  ERRORS,
  RESULT_CODES,
  errorPhrases,
  seedFilePhrases,
} from '@lingpai/contract';

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
const files = Object.entries(seedFilePhrases).map(
  ([code, phrase]) => `| \`${code}\` | ${cell(phrase['zh-CN'])} | ${cell(phrase.en)} |`,
);

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
};

for (const [path, text] of Object.entries(DOCUMENTS)) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is out of date: run npm run docs`);
    process.exitCode = 1;
  }
}
