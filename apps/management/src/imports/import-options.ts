import type { Import, ImportOptions } from '@lingpai/contract';

/** Formats by the names the server knows, most usual first; they are proper names and not translated. */
export const FILE_FORMATS = [
  { value: 'pskc', label: 'PSKC（RFC 6030）' },
  { value: 'feitian-xml', label: 'Feitian XML' },
  { value: 'safenet-xml', label: 'SafeNet / Aladdin XML' },
  { value: 'oath-csv', label: 'OATH CSV' },
  { value: 'entra-csv', label: 'Microsoft Entra ID CSV' },
  { value: 'multiotp-csv', label: 'multiOTP CSV' },
  { value: 'phenixid-csv', label: 'PhenixID CSV' },
  { value: 'yubico-csv', label: 'Yubico CSV' },
] as const;
export const ENCODINGS = ['hex', 'base32', 'base64'] as const;

/** What the form holds. */
export interface ImportValues {
  organizationId: number;
  enable: boolean;
  format?: string;
  encoding?: ImportOptions['encoding'];
  isEncrypted: boolean;
  key?: string;
  password?: string;
}

/** What the upload carries; what was left empty is left out. */
export function toImportOptions(values: ImportValues): ImportOptions {
  const key = values.isEncrypted ? values.key?.replace(/[\s:]/g, '') : undefined;
  const password = values.isEncrypted ? values.password : undefined;
  return {
    organizationId: values.organizationId,
    enable: values.enable,
    ...(values.format && { format: values.format }),
    ...(values.encoding && { encoding: values.encoding }),
    ...(key && { key }),
    ...(password && { password }),
  };
}

/** Does this failure ask for a key or password? */
export function isSecretNeeded(problem: Import['problem']): boolean {
  return /(?:key-needed|password-needed|wrong-key|key-length|mac-mismatch|key-invalid)$/.test(
    problem?.code ?? '',
  );
}

/** First bytes say UTF-8, or spreadsheets take the Chinese for something else. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Columns by name; the examples are comments, so that nobody imports them. */
export const CSV_TEMPLATE = `${BYTE_ORDER_MARK}serial,seed,type,hash,digits,period,counter,manufacturer,model,user
# 2600000000017,<seed in hex or base32>,totp,sha1,6,60,,Feitian,C200,zhangsan
# 0000123456789,<seed in hex or base32>,hotp,sha1,6,,0,Feitian,C100,
# 2600000000025,<seed in hex or base32>,totp,sm3,6,60,,,,
`;
