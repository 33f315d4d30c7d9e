import type { Phrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Why a token file as a whole cannot be read, and what to do. */
const filePhrases = {
  'seed-file.empty-file': p('文件是空的，请重新选择文件', 'The file is empty: choose another one'),
  'seed-file.no-tokens': p('文件里没有任何令牌', 'There are no tokens in this file'),
  'seed-file.unknown-format': p(
    '无法识别文件格式。支持 PSKC（RFC 6030）、飞天 XML、SafeNet XML 以及各种 CSV；CSV 每行至少要有令牌号和种子两列',
    'Unknown file format. PSKC (RFC 6030), Feitian XML, SafeNet XML and several CSV forms are read; a CSV row needs at least a serial number and a seed',
  ),
  'seed-file.format-mismatch': p(
    '所选格式是 {format}，但文件内容不是这种格式。请改选“自动识别”或正确的格式',
    'The chosen format is {format}, but the file is something else: choose automatic detection or the right format',
  ),
  'seed-file.binary-file': p(
    '这是二进制文件，不是文本格式的令牌文件。请向供应商索取 PSKC（XML）或 CSV 文件',
    'This is a binary file, not a token file in text form: ask the supplier for PSKC (XML) or CSV',
  ),
  'seed-file.zip-file': p(
    '这是 ZIP 压缩包或 Excel（.xlsx）文件。压缩包请先解压；Excel 请把令牌号列设为“文本”后另存为 CSV（UTF-8）',
    'This is a ZIP archive or an Excel workbook (.xlsx): unpack the archive first; in Excel set the serial column to Text and save as CSV (UTF-8)',
  ),
  'seed-file.excel-file': p(
    '这是旧版 Excel（.xls）文件。请把令牌号列设为“文本”后另存为 CSV（UTF-8）',
    'This is an old Excel workbook (.xls): set the serial column to Text and save as CSV (UTF-8)',
  ),
  'seed-file.archive-file': p(
    '这是压缩文件，请先解压再导入',
    'This is a compressed archive: unpack it first',
  ),
  'seed-file.pdf-file': p(
    '这是 PDF 文件。请向供应商索取 PSKC（XML）或 CSV 文件',
    'This is a PDF document: ask the supplier for PSKC (XML) or CSV',
  ),
  'seed-file.html-file': p(
    '这是网页（HTML），不是令牌文件，可能下载到了登录页面。请重新下载',
    'This is a web page (HTML), not a token file: perhaps a sign-in page was saved. Download the file again',
  ),
  'seed-file.pgp-encrypted': p(
    '文件经过 PGP 加密。请先用您的私钥解密，例如 gpg --decrypt，再导入解密后的文件',
    'The file is PGP-encrypted: decrypt it with your private key first, e.g. gpg --decrypt, and import the result',
  ),
  'seed-file.cms-encrypted': p(
    '文件经过 CMS（S/MIME）加密。请先用您的证书私钥解密，例如 openssl cms -decrypt，再导入解密后的文件',
    'The file is CMS-encrypted (S/MIME): decrypt it with your certificate’s key first, e.g. openssl cms -decrypt, and import the result',
  ),
  'seed-file.pem-file': p(
    '这是密钥或证书文件（PEM），不是令牌文件',
    'This is a key or certificate file (PEM), not a token file',
  ),
  'seed-file.charset-unsupported': p(
    '不支持文件声明的字符编码 {charset}，请转换成 UTF-8',
    'The character set {charset} that the file declares is not supported: convert the file to UTF-8',
  ),
  'seed-file.text-malformed': p(
    '第 {line} 行含有无效字符：文件既不是 UTF-8 也不是 GB18030，或已损坏。请另存为 UTF-8',
    'Line {line} holds invalid characters: the file is neither UTF-8 nor GB18030, or damaged. Save it as UTF-8',
  ),
  'seed-file.line-too-long': p(
    '第 {line} 行太长（超过 {maxCharacters} 个字符），这不像令牌文件',
    'Line {line} is too long (over {maxCharacters} characters): this does not look like a token file',
  ),
  'seed-file.encoding-ambiguous': p(
    '种子可以按 {encodings} 中的任何一种解读，结果各不相同。请在导入选项中指明种子编码',
    'The seeds can be read as any of {encodings}, with different results: name the seed encoding in the import options',
  ),
  'seed-file.encoding-unknown': p(
    '种子列既不是十六进制，也不是 Base32 或 Base64。请检查列的顺序，或在第一行写上列名',
    'The seeds are neither hexadecimal nor Base32 nor Base64: check the order of the columns, or name them in the first line',
  ),
  'seed-file.header-no-serial': p(
    '第 {line} 行是列名，但没有令牌号列。请加上一列 serial 或“令牌号”',
    'Line {line} names the columns, but none is the serial number: add a column “serial”',
  ),
  'seed-file.header-no-seed': p(
    '第 {line} 行是列名，但没有种子列。请加上一列 secret 或“种子”',
    'Line {line} names the columns, but none is the seed: add a column “secret”',
  ),
  'seed-file.header-ambiguous': p(
    '第 {line} 行的列名“{first}”和“{second}”含义相同，请只保留一列',
    'Line {line}: the columns “{first}” and “{second}” mean the same, keep one of them',
  ),
  'seed-file.xml-doctype': p(
    '第 {line} 行有 DOCTYPE 声明。出于安全原因不接受；请删除它，或向供应商索取不含 DTD 的文件',
    'Line {line} holds a DOCTYPE, which is refused for safety: remove it, or ask the supplier for a file without a DTD',
  ),
  'seed-file.xml-entity': p(
    '第 {line} 行第 {column} 列使用了 XML 未定义的实体，文件可能被改动过',
    'Line {line}, column {column} uses an entity that XML does not define: the file may have been edited',
  ),
  'seed-file.xml-unclosed': p(
    '文件在第 {line} 行第 {column} 列突然结束，标签 <{tag}> 没有关闭。文件不完整，请重新获取',
    'The file ends at line {line}, column {column} with <{tag}> still open: it is incomplete, get it again',
  ),
  'seed-file.xml-tag-mismatch': p(
    '第 {line} 行第 {column} 列的结束标签与开始标签不一致，文件不是有效的 XML',
    'Line {line}, column {column}: the closing tag does not match the opening one, this is not well-formed XML',
  ),
  'seed-file.xml-declaration-late': p(
    '第 {line} 行第 {column} 列：XML 声明（<?xml …?>）之前有空格或其他内容。请删除文件开头多余的内容',
    'Line {line}, column {column}: something, perhaps blanks, stands before the XML declaration (<?xml …?>): remove it',
  ),
  'seed-file.xml-malformed': p(
    '第 {line} 行第 {column} 列：不是有效的 XML',
    'Line {line}, column {column}: this is not well-formed XML',
  ),
  'seed-file.xml-too-deep': p(
    '第 {line} 行：XML 嵌套超过 {maxDepth} 层，已拒绝',
    'Line {line}: XML nested deeper than {maxDepth} levels is refused',
  ),
  'seed-file.xml-too-large': p(
    '第 {line} 行：单个 XML 元素过大，已拒绝',
    'Line {line}: a single XML element is too large and was refused',
  ),
  'seed-file.xml-root-unknown': p(
    'XML 的根元素是 <{tag}>，不是令牌文件的 KeyContainer 或 Tokens',
    'The XML root element is <{tag}>, not KeyContainer or Tokens as in a token file',
  ),
  'seed-file.pskc-version': p(
    '不支持 PSKC 版本 {version}，请向供应商索取 1.0 版（RFC 6030）文件',
    'PSKC version {version} is not supported: ask the supplier for version 1.0 (RFC 6030)',
  ),
  'seed-file.key-needed': p(
    '种子经过预共享密钥加密（密钥名：{keyName}）。请输入供应商另行提供的密钥（十六进制）',
    'The seeds are encrypted with a pre-shared key (key name: {keyName}): enter the key from the supplier, in hexadecimal',
  ),
  'seed-file.key-length': p(
    '密钥长度不对：需要 {expectedBits} 位（{expectedHexDigits} 个十六进制字符），实际是 {actualBits} 位',
    'The key has the wrong length: {expectedBits} bits ({expectedHexDigits} hexadecimal digits) are needed, {actualBits} were given',
  ),
  'seed-file.password-needed': p(
    '种子经过密码加密。请输入供应商另行提供的密码',
    'The seeds are encrypted with a password: enter the one from the supplier',
  ),
  'seed-file.wrong-key': p(
    '无法解密：密钥或密码错误，或者文件被改动过',
    'Cannot decrypt: the key or password is wrong, or the file was altered',
  ),
  'seed-file.mac-mismatch': p(
    '第 {line} 行：完整性校验失败。密钥或密码错误，或者文件被改动过',
    'Line {line}: the integrity check failed: the key or password is wrong, or the file was altered',
  ),
  'seed-file.mac-unsupported': p(
    '不支持校验算法 {algorithm}。请让供应商改用 HMAC-SHA1 或 HMAC-SHA256',
    'The MAC algorithm {algorithm} is not supported: ask the supplier for HMAC-SHA1 or HMAC-SHA256',
  ),
  'seed-file.mac-key-malformed': p(
    '文件中的 MACKey 不完整，请向供应商重新索取',
    'The MACKey in the file is incomplete: ask the supplier for a new file',
  ),
  'seed-file.asymmetric-key': p(
    '种子是用证书公钥加密的（X.509/RSA），暂不支持。请让供应商改用 AES 预共享密钥或密码加密',
    'The seeds are encrypted to a certificate (X.509/RSA), which is not supported: ask the supplier to encrypt with a pre-shared AES key or a password',
  ),
  'seed-file.derivation-unsupported': p(
    '不支持密钥派生算法 {algorithm}。请让供应商改用 PBKDF2 或预共享密钥',
    'The key derivation {algorithm} is not supported: ask the supplier for PBKDF2 or a pre-shared key',
  ),
  'seed-file.derivation-malformed': p(
    '第 {line} 行：密码派生参数（盐、迭代次数、密钥长度）不完整或有误',
    'Line {line}: the parameters of the password derivation (salt, iterations, key length) are incomplete or wrong',
  ),
  'seed-file.derivation-iterations': p(
    '密码派生的迭代次数不在 {min} 到 {max} 之间，已拒绝',
    'The iteration count of the password derivation is not between {min} and {max}: refused',
  ),
  'seed-file.draft-encryption': p(
    '文件采用早期 PSKC 草案的加密方式（{algorithm}），不支持。请让供应商按 RFC 6030 导出',
    'The file uses the encryption of an early PSKC draft ({algorithm}), which is not supported: ask the supplier for an RFC 6030 file',
  ),
} as const satisfies Record<string, Phrase>;

/** Why one row or key package is refused while the others are read. */
const rowPhrases = {
  'seed-file.columns-missing': p(
    '列数不够：至少要有令牌号和种子',
    'Too few columns: at least serial number and seed are needed',
  ),
  'seed-file.column-unexpected': p(
    '第 {column} 列的内容不认识',
    'Column {column} holds something unexpected',
  ),
  'seed-file.quote-open': p('引号没有闭合', 'A quotation mark is not closed'),
  'seed-file.field-too-long': p(
    '厂商、型号或用户名太长，最多 {maxCharacters} 个字符',
    'The manufacturer, model or user name is too long: at most {maxCharacters} characters',
  ),
  'seed-file.serial-missing': p('没有令牌号', 'The serial number is missing'),
  'seed-file.serial-malformed': p(
    '令牌号无效：只能用字母、数字和 . _ : / -，最多 64 个字符',
    'Invalid serial number: letters, digits and . _ : / - only, at most 64 characters',
  ),
  'seed-file.serial-number-format': p(
    '令牌号被 Excel 改成了科学计数法，原值已丢失。请从原始文件重新导出，并把该列设为“文本”',
    'Excel turned the serial number into scientific notation and its digits are lost: export again from the original with this column set to Text',
  ),
  'seed-file.serial-duplicate': p(
    '令牌号与第 {firstLine} 行重复',
    'The serial number already stands at line {firstLine}',
  ),
  'seed-file.seed-missing': p('没有种子', 'The seed is missing'),
  'seed-file.seed-by-reference': p(
    '文件里没有种子，只有指向外部密钥的引用。请让供应商提供含种子的文件',
    'The file holds no seed, only a reference to a key elsewhere: ask the supplier for a file with the seeds',
  ),
  'seed-file.seed-malformed': p('种子不是有效的 {encoding}', 'The seed is not valid {encoding}'),
  'seed-file.seed-number-format': p(
    '种子被 Excel 改成了科学计数法，原值已丢失。请从原始文件重新导出，并把该列设为“文本”',
    'Excel turned the seed into scientific notation and its digits are lost: export again from the original with this column set to Text',
  ),
  'seed-file.seed-too-short': p(
    '种子太短：{bytes} 字节，至少 {minBytes} 字节',
    'Seed too short: {bytes} bytes, at least {minBytes}',
  ),
  'seed-file.seed-too-long': p(
    '种子太长：{bytes} 字节，最多 {maxBytes} 字节',
    'Seed too long: {bytes} bytes, at most {maxBytes}',
  ),
  'seed-file.type-missing': p('没有令牌类型', 'The token type is missing'),
  'seed-file.type-unknown': p(
    '不支持令牌类型“{type}”，可用 hotp、totp、ocra',
    'The token type “{type}” is not supported: hotp, totp and ocra are',
  ),
  'seed-file.yubico-mode': p(
    '{mode} 不是 OATH 令牌，无法导入；请把 YubiKey 的该槽位配置为 OATH-HOTP',
    '{mode} is not an OATH token and cannot be imported: configure this YubiKey slot as OATH-HOTP',
  ),
  'seed-file.pin-key': p(
    '这是 PIN 码，不是令牌，而且没有 OCRA 令牌用到它（或无法读取），已跳过',
    'This is a PIN, not a token, and no OCRA token takes it (or it cannot be read): skipped',
  ),
  'seed-file.hash-unknown': p(
    '不支持哈希算法“{hash}”，可用 sha1、sha256、sha512、sm3、sm4',
    'The hash “{hash}” is not supported: sha1, sha256, sha512, sm3 and sm4 are',
  ),
  'seed-file.hash-mismatch': p(
    '文件中两处写的哈希算法不一致：{first} 和 {second}',
    'The file names two different hashes: {first} and {second}',
  ),
  'seed-file.digits-malformed': p(
    '口令位数“{digits}”无效，应为 {min} 到 {max}',
    'Invalid OTP length “{digits}”: {min} to {max} digits',
  ),
  'seed-file.digits-mismatch': p(
    '口令位数 {digits} 与 OCRA 套件中的 {suiteDigits} 不一致',
    'The OTP length {digits} contradicts the OCRA suite, which says {suiteDigits}',
  ),
  'seed-file.period-malformed': p(
    '时间步长“{period}”无效，应为 {min} 到 {max} 秒',
    'Invalid time step “{period}”: {min} to {max} seconds',
  ),
  'seed-file.counter-malformed': p(
    '计数器的值无效，应为 0 或正整数',
    'The counter is invalid: 0 or a positive whole number is needed',
  ),
  'seed-file.counter-too-large': p('计数器的值太大，最大 {max}', 'The counter is too large: at most {max}'),
  'seed-file.drift-malformed': p(
    '时间偏差的值无效，应为整数（时间步数）',
    'The time drift is invalid: a whole number of time steps is needed',
  ),
  'seed-file.suite-missing': p('没有 OCRA 套件', 'The OCRA suite is missing'),
  'seed-file.suite-malformed': p(
    'OCRA 套件“{suite}”无效或不支持',
    'The OCRA suite “{suite}” is invalid or not supported',
  ),
  'seed-file.response-encoding': p(
    '不支持口令编码 {encoding}，只支持十进制数字（DECIMAL）',
    'The OTP encoding {encoding} is not supported, only DECIMAL is',
  ),
  'seed-file.check-digit': p('不支持带校验位的口令', 'OTPs with a check digit are not supported'),
  'seed-file.date-malformed': p(
    '日期“{date}”无效或有歧义，请写成 2030-12-31',
    'The date “{date}” is invalid or ambiguous: write it as 2030-12-31',
  ),
  'seed-file.value-altered': p(
    '完整性校验失败：这个令牌的数据被改动过',
    'The integrity check failed: the data of this token was altered',
  ),
  'seed-file.value-malformed': p('加密的内容不完整或有误', 'The encrypted value is incomplete or wrong'),
  'seed-file.mac-missing': p(
    '加密的内容没有校验值（MAC），无法确认未被改动。请让供应商按 RFC 6030 加上 MAC',
    'The encrypted value carries no MAC, so nothing shows that it is unaltered: ask the supplier for a file with a MAC (RFC 6030)',
  ),
  'seed-file.cipher-unsupported': p(
    '不支持加密算法 {algorithm}。请让供应商改用 AES-CBC',
    'The cipher {algorithm} is not supported: ask the supplier for AES-CBC',
  ),
} as const satisfies Record<string, Phrase>;

/** What a person reads when a token file, or one token in it, is refused. */
export const seedFilePhrases = { ...filePhrases, ...rowPhrases } as const;

type Tail<Key> = Key extends `seed-file.${infer Code}` ? Code : never;
/** Phrase key without `seed-file.`: a file as a whole is refused. */
export type SeedFileErrorCode = Tail<keyof typeof filePhrases>;
/** Phrase key without `seed-file.`: one row or key package is refused. */
export type SeedFileProblemCode = Tail<keyof typeof rowPhrases>;
