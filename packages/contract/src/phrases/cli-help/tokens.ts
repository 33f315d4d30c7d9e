import type { Phrase } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Tokens. */
export const tokenHelp = {
  token: p('令牌', 'Tokens'),
  'token import': p('导入令牌文件', 'Import a token file'),
  'token import --format': p('文件格式', 'format of the file'),
  'token import --encoding': p('CSV 文件中种子的编码', 'encoding of the seeds in a CSV file'),
  'token import --key': p(
    '加密文件的预共享密钥，十六进制',
    'pre-shared key of an encrypted file, hexadecimal',
  ),
  'token import --password-file': p(
    '文件，第一行是加密文件的密码',
    'file whose first line is the password of an encrypted file',
  ),
  'token import --enable': p('导入后即启用', 'enable the tokens'),
  'token import --dry-run': p('试运行：只检查，不写入', 'check only, write nothing'),
  'token import --all-or-nothing': p(
    '只要有一行被拒绝或重复，就一个也不导入',
    'import nothing when one row is refused or a duplicate',
  ),

  'token create': p('创建手机令牌，之后分发到用户手机', 'Create mobile tokens, to be distributed to phones'),
  'token create --count': p('数量，1 到 100,000', 'how many, 1 to 100,000'),
  'token create --type': p(
    '类型：totp 时间型，hotp 事件型，ocra 挑战应答型',
    'type: totp (time), hotp (event), ocra (challenge and response)',
  ),
  'token create --hash': p(
    '算法（默认 sha1；ocra 以套件为准）',
    'hash (default: sha1; ocra: the one of its suite)',
  ),
  'token create --digits': p(
    '口令位数，4 到 10（默认 6；ocra 以套件为准）',
    'digits of an OTP, 4 to 10 (default: 6; ocra: those of its suite)',
  ),
  'token create --step': p(
    '时间步长，秒（默认 30；ocra 仅在还要显示时间型口令时给出）',
    'time step in seconds (default: 30; ocra: only to show a time OTP besides)',
  ),
  'token create --suite': p(
    'ocra 令牌应答挑战的套件，例如 OCRA-1:HOTP-SHA256-8:QN08-T1M',
    'suite an ocra token answers challenges in, e.g. OCRA-1:HOTP-SHA256-8:QN08-T1M',
  ),

  'token list': p(
    '列出令牌号或所绑定用户名以此开头的令牌，按令牌号排序',
    'List tokens whose serial, or whose user, begins so, in the order of serials',
  ),
  'token list --status': p('只列该状态的令牌', 'tokens in this state'),
  'token list --type': p('只列该类型的令牌', 'tokens of this type'),
  'token list --kind': p('只列该种类的令牌', 'tokens of this kind'),
  'token list --bound': p('只列已绑定用户的', 'bound to a user'),
  'token list --no-bound': p('只列未绑定用户的', 'bound to nobody'),
  'token show': p('显示一个令牌', 'Show a token'),

  'token bind': p('把令牌绑定给用户', 'Bind a token to a user'),
  'token unbind': p(
    '解绑令牌；只绑定了一个用户时，用户名可以不写',
    'Unbind a token; the login may be left out when it is bound to one user',
  ),
  'token enable': p('启用令牌', 'Enable a token'),
  'token disable': p('停用令牌', 'Disable a token'),
  'token lost': p('挂失令牌', 'Report a token lost'),
  'token found': p('解除挂失', 'Report a lost token found'),
  'token unlock': p('解锁令牌', 'Unlock a token'),
  'token revoke': p('作废令牌，不能撤销', 'Revoke a token, which cannot be undone'),

  'token sync': p('用连续的两个口令同步令牌', 'Synchronise a token with two consecutive OTPs'),
  'token sync-file': p(
    '按文件批量同步令牌，每行为 令牌号,口令,下一个口令。口令随之用掉，因此没有试运行',
    'Synchronise the tokens of a file with lines serial,otp,nextOtp. The OTPs are used up, so there is no dry run',
  ),
  'token sync-file --wide': p(
    '从未用过的令牌在同步窗口内找不到时，推断其参数',
    'infer the clock of tokens that were never used where the usual window does not do',
  ),
  'token infer': p(
    '用连续的两个或三个口令推断令牌的类型、算法、时间步长和时间偏移',
    'Find the type, hash, step and drift that explain two or three consecutive OTPs',
  ),
  'token infer --adopt': p(
    '采用（第几个）候选参数；这些口令随之作废',
    'take the (n-th) candidate over; the OTPs are used up by it',
  ),
  'token drift': p(
    '显示已启用的时间型令牌的时钟偏移',
    'Show how far the clocks of the enabled time tokens are off',
  ),

  'token distribute': p(
    '分发手机令牌：二维码，或可手工输入的激活码。其中的秘密只显示这一次',
    'Distribute a mobile token: QR code, or code to type. Its secrets are shown this once',
  ),
  'token distribute --mode': p('分发方式：online 在线，offline 离线', 'way of distribution'),
  'token distribute --password': p('激活密码：default 默认，random 随机，none 不用', 'activation password'),
  'token distribute --device': p(
    '手机令牌标识码：只有这部手机可以激活',
    'phone identifier: only that phone may activate',
  ),
  'token pin': p(
    '设置 OCRA 令牌的 PIN 码：持有人在令牌上与挑战码一起输入，须与令牌上的一致',
    'Set the PIN of an OCRA token: what its holder types into it beside a challenge; the same as the token has it',
  ),
  'token pin --pin-file': p('文件，第一行是 PIN 码', 'file whose first line is the PIN'),
  'token pin --clear': p('清除 PIN 码', 'clear the PIN'),
  'token signature-suite': p(
    '设置令牌签名用的 OCRA 套件，例如 OCRA-1:HOTP-SHA256-8:QN08；default 为与挑战应答相同',
    'OCRA suite a token signs in, e.g. OCRA-1:HOTP-SHA256-8:QN08; default: the one of its challenges',
  ),
} as const satisfies Record<string, Phrase>;
