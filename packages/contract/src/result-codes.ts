import type { Phrase } from './phrases/phrase.ts';

/** One number of the agent interface: callers compile against `code` and `name`, so both stay for ever (some names are misspelt). */
export interface ResultCodeRow {
  readonly code: number;
  readonly name: string;
  /** may the same call be made again, as it is, with hope of another answer */
  readonly isRetryable: boolean;
  readonly phrase: Phrase;
}

/** Every number `auth()` and its sisters return. 0 and 13 are fixed by the product guide, the others by existing callers. */
export const RESULT_CODES = {
  OTPR_OK: row(0, 'OTPR_OK', '成功', 'success'),
  OTPR_ERR: row(1, 'OTPR_ERR', '未指明的失败', 'unspecified failure'),
  OTPR_PARAM_INVALID: row(
    2,
    'OTPR_PARAM_INVALID',
    '参数缺失或格式不对',
    'a parameter is missing or malformed',
  ),
  OTPR_REQ_INVALID: row(5, 'OTPR_REQ_INVALID', '请求格式不对', 'the request is malformed'),
  OTPR_RECV_ACK: row(
    9,
    'OTPR_RECV_ACK',
    '没有收到服务器的应答（网络故障或超时）',
    'no answer was received from the server (network failure or time-out)',
    true,
  ),
  OTPR_SECRET_INVALID: row(
    12,
    'OTPR_SECRET_INVALID',
    '代理密钥错误，或代理已停用',
    "the agent's shared key is wrong, or the agent is disabled",
  ),
  OTPR_NEED_SYNC: row(
    13,
    'OTPR_NEED_SYNC',
    '动态口令超出认证窗口，请先同步令牌',
    'the OTP lies outside the authentication window but inside the synchronisation window: synchronise first',
  ),
  OTPR_PIN_INVALID: row(14, 'OTPR_PIN_INVALID', '静态密码错误', 'the static password is wrong'),
  OTPR_KEY_INVALID: row(
    16,
    'OTPR_KEY_INVALID',
    '无法打开令牌种子',
    "the token's seed cannot be opened (wrong master key, damaged record)",
  ),
  OTPR_PIN_SET: row(17, 'OTPR_PIN_SET', '新静态密码设置失败', 'the new static password could not be set'),
  OTPR_ACK_INVALID: row(
    18,
    'OTPR_ACK_INVALID',
    '服务器应答格式不对或校验失败',
    "the server's answer is malformed or fails its integrity check",
  ),
  OTPR_CSINFO_INVALID: row(
    19,
    'OTPR_CSINFO_INVALID',
    '代理配置文件（.acf）缺失、格式不对或已过期',
    'the agent configuration file (.acf) is missing, malformed or expired',
  ),
  OTPR_TOKEN_LOCKED: row(20, 'OTPR_TOKEN_LOCKED', '令牌已挂失', 'the token is reported lost'),
  OTPR_OTP_INVALID: row(
    22,
    'OTPR_OTP_INVALID',
    '动态口令错误或已使用过',
    'the OTP is wrong or was used before',
  ),
  OTPR_LOGIN_LOCKED: row(23, 'OTPR_LOGIN_LOCKED', '登录已锁定', 'the login is locked'),
  OTPR_TOKEN_INVALID: row(
    24,
    'OTPR_TOKEN_INVALID',
    '令牌不存在或记录不可用',
    'no such token, or its record is unusable',
  ),
  OTPR_TOKEN_BINDED: row(25, 'OTPR_TOKEN_BINDED', '令牌已绑定', 'the token is already bound'),
  OTPR_USERTOKEN_SET: row(26, 'OTPR_USERTOKEN_SET', '用户与令牌绑定失败', 'binding user and token failed'),
  OTPR_UID_NOTEXIST: row(27, 'OTPR_UID_NOTEXIST', '用户不存在', 'no such user'),
  OTPR_GET_USERTOKEN: row(
    28,
    'OTPR_GET_USERTOKEN',
    '无法读取用户的令牌',
    "the user's tokens could not be read",
  ),
  OTPR_PIN_NEEDVERIFY: row(
    31,
    'OTPR_PIN_NEEDVERIFY',
    '策略要求静态密码，但没有提供',
    'the policy asks for the static password and none was given',
  ),
  OTPR_PIN_NOTINIT: row(
    33,
    'OTPR_PIN_NOTINIT',
    '策略要求静态密码，但用户尚未设置',
    'the policy asks for a static password and the user has none yet',
  ),
  OTPR_USER_INACTIVE: row(36, 'OTPR_USER_INACTIVE', '用户已停用', 'the user is disabled'),
  OTPR_TOKEN_DISABLE: row(37, 'OTPR_TOKEN_DISABLE', '令牌未启用', 'the token is not enabled'),
  OTPR_TOKEN_LOGOUT: row(38, 'OTPR_TOKEN_LOGOUT', '令牌已作废', 'the token is revoked'),
  OTPR_HANDLE_INVALID: row(
    39,
    'OTPR_HANDLE_INVALID',
    '代理对象未初始化',
    'the agent object is not initialised',
  ),
  OTPR_SESSID_INVALID: row(40, 'OTPR_SESSID_INVALID', '会话标识格式不对', 'the session id is malformed'),
  OTPR_SESS_NOTESTED: row(42, 'OTPR_SESS_NOTESTED', '会话未建立', 'the session is not established'),
  OTPR_SESS_PENDING: row(
    43,
    'OTPR_SESS_PENDING',
    '仍在等待应答',
    'the answer is still awaited (scan-to-login, push)',
    true,
  ),
  OTPR_SESS_NOTEXIST: row(
    44,
    'OTPR_SESS_NOTEXIST',
    '会话不存在或已过期',
    'no such session, or it has expired',
  ),
  OTPR_UIDTKSN_UNSET: row(
    45,
    'OTPR_UIDTKSN_UNSET',
    '会话既没有设置用户名也没有设置令牌号',
    'neither user name nor token serial is set on the session',
  ),
  OTPR_CHLGE_INVLID: row(
    46,
    'OTPR_CHLGE_INVLID',
    '挑战码不存在、已使用或已过期',
    'the challenge is unknown, used or expired',
  ),
  OTPR_AUMTHD_INVALID: row(
    50,
    'OTPR_AUMTHD_INVALID',
    '认证方式与令牌不符',
    'the authentication method does not fit the token',
  ),
  OTPR_SUITE_INVALID: row(
    51,
    'OTPR_SUITE_INVALID',
    'OCRA 套件格式不对或不允许',
    'the OCRA suite is malformed or not allowed',
  ),
  OTPR_TOKEN_EXPIRED: row(52, 'OTPR_TOKEN_EXPIRED', '令牌已过期', 'the token has expired'),
  OTPR_USER_TEMP_LOCKED: row(54, 'OTPR_USER_TEMP_LOCKED', '用户已临时锁定', 'the user is locked for a time'),
  OTPR_USER_LONG_LOCKED: row(
    55,
    'OTPR_USER_LONG_LOCKED',
    '用户已锁定，需管理员解锁',
    'the user is locked until an administrator unlocks',
  ),
  OTPR_TOKEN_STATE_EXCEPTION: row(
    56,
    'OTPR_TOKEN_STATE_EXCEPTION',
    '令牌当前状态不允许此操作',
    "the token's state does not allow this",
  ),
  OTPR_PIN_DEATH: row(57, 'OTPR_PIN_DEATH', '静态密码已过期', 'the static password has expired'),
  OTPR_OTP_LENNOTEQUAL_EMPIN: row(
    58,
    'OTPR_OTP_LENNOTEQUAL_EMPIN',
    '长度既不符合动态口令也不符合应急口令',
    'the length fits neither OTP nor emergency password',
  ),
  OTPR_ADD_USER: row(59, 'OTPR_ADD_USER', '创建用户失败', 'creating the user failed'),
  OTPR_TOKEN_REPEAT_BIND: row(
    61,
    'OTPR_TOKEN_REPEAT_BIND',
    '该用户与该令牌已经绑定',
    'this user and this token are already bound together',
  ),
  OTPR_USER_TOKEN_NOTDOMAIN: row(
    62,
    'OTPR_USER_TOKEN_NOTDOMAIN',
    '用户与令牌不在同一个域',
    'user and token lie in different domains',
  ),
  OTPR_USER_OLD_PIN: row(63, 'OTPR_USER_OLD_PIN', '旧静态密码错误', 'the old static password is wrong'),
  OTPR_USER_OLDPIN_EQ_NEWPIN: row(
    64,
    'OTPR_USER_OLDPIN_EQ_NEWPIN',
    '新旧静态密码相同',
    'the new static password equals the old one',
  ),
  OTPR_USER_TOKEN_NOTORG: row(
    65,
    'OTPR_USER_TOKEN_NOTORG',
    '用户与令牌不在同一组织机构',
    'user and token lie in different organisations',
  ),
  OTPR_REPLACE_TOKEN_FAILED: row(
    66,
    'OTPR_REPLACE_TOKEN_FAILED',
    '更换令牌失败',
    'replacing the token failed',
  ),
  OTPR_GEN_CHALLENGE_FAILED: row(
    67,
    'OTPR_GEN_CHALLENGE_FAILED',
    '无法生成挑战码',
    'a challenge could not be generated',
  ),
  OTPR_NOT_AGENTCONF: row(
    68,
    'OTPR_NOT_AGENTCONF',
    '调用方代理未登记',
    'the calling agent is not registered',
  ),
  OTPR_EMPIN_DEATH: row(69, 'OTPR_EMPIN_DEATH', '应急口令已过期', 'the emergency password has expired'),
  OTPR_EMPIN_INVALID: row(70, 'OTPR_EMPIN_INVALID', '应急口令错误', 'the emergency password is wrong'),
  OTPR_SYNC_FAILED: row(71, 'OTPR_SYNC_FAILED', '同步失败', 'synchronisation failed'),
  OTPR_TOKEN_TEMP_LOCKED: row(
    72,
    'OTPR_TOKEN_TEMP_LOCKED',
    '令牌已临时锁定',
    'the token is locked for a time',
  ),
  OTPR_TOKEN_LONG_LOCKED: row(
    73,
    'OTPR_TOKEN_LONG_LOCKED',
    '令牌已锁定，需管理员解锁',
    'the token is locked until an administrator unlocks',
  ),
  OTPR_PWD_LEN_ERR: row(74, 'OTPR_PWD_LEN_ERR', '密码长度超出范围', "the password's length is out of range"),
  OTPR_ERR_UNKOWN: row(79, 'OTPR_ERR_UNKOWN', '未知错误', 'unknown error', true),
  OTPR_USER_TOKEN_NOBIND: row(
    80,
    'OTPR_USER_TOKEN_NOBIND',
    '用户没有绑定令牌',
    'the user has no bound token',
  ),
  OTPR_NOFIND_THIRD_AUTH_CONF: row(
    81,
    'OTPR_NOFIND_THIRD_AUTH_CONF',
    '没有配置后端认证服务器',
    'no back-end authentication server is configured',
  ),
  OTPR_LDPA_THIRD_AUTH: row(82, 'OTPR_LDPA_THIRD_AUTH', '后端认证失败', 'back-end authentication failed'),
  OTPR_GEN_AC_INVALID: row(83, 'OTPR_GEN_AC_INVALID', '激活码无效', 'the activation code is invalid'),
  OTPR_GEN_AC_ENABLED: row(
    84,
    'OTPR_GEN_AC_ENABLED',
    '令牌已激活，本次分发已使用',
    'the token is activated already: this distribution is used up',
  ),
  OTPR_GEN_AC_EXPIRE: row(
    85,
    'OTPR_GEN_AC_EXPIRE',
    '激活码或激活密码已过期',
    'the activation code or password has expired',
  ),
  OTPR_GEN_AC_UDID_ERR: row(
    86,
    'OTPR_GEN_AC_UDID_ERR',
    '手机令牌标识码与本次分发不符',
    "the phone's identifier is not the one this distribution is meant for",
  ),
  OTPR_GEN_AC_LOCKED: row(
    87,
    'OTPR_GEN_AC_LOCKED',
    '激活密码错误次数过多，请重新分发',
    'too many wrong activation passwords: distribute again',
  ),
  OTPR_PUK1MODE_NONSUPPORT: row(
    88,
    'OTPR_PUK1MODE_NONSUPPORT',
    '不支持一级解锁码',
    'unlock code level 1 is not supported',
  ),
  OTPR_PUK2MODE_NONSUPPORT: row(
    89,
    'OTPR_PUK2MODE_NONSUPPORT',
    '不支持二级解锁码',
    'unlock code level 2 is not supported',
  ),
  OTPR_TOKENEXT_NULL: row(90, 'OTPR_TOKENEXT_NULL', '令牌没有扩展数据', 'the token has no extended data'),
  OTPR_USER_BIND_MORE_TOKEN: row(
    91,
    'OTPR_USER_BIND_MORE_TOKEN',
    '用户有多个令牌，请指明令牌号',
    'the user has more than one token: name the serial',
  ),
  OTPR_ACPWD_INVLID: row(92, 'OTPR_ACPWD_INVLID', '激活密码错误', 'the activation password is wrong'),
  OTPR_MBID_INVLID: row(
    93,
    'OTPR_MBID_INVLID',
    '手机令牌标识码缺失或格式不对',
    "the phone's identifier is malformed or missing",
  ),
  OTPR_HA_INIT: row(94, 'OTPR_HA_INIT', '高可用初始化失败', 'high-availability initialisation failed'),
  OTPR_GEN_OTP_FAILED: row(95, 'OTPR_GEN_OTP_FAILED', '无法生成动态口令', 'an OTP could not be generated'),
  OTPR_NOFIND_SMS_TOKEN: row(96, 'OTPR_NOFIND_SMS_TOKEN', '没有找到短信令牌', 'no SMS token was found'),
  OTPR_NULL_PHONE: row(97, 'OTPR_NULL_PHONE', '用户没有手机号', 'the user has no phone number'),
  OTPR_SMS_SEND_FAILED: row(98, 'OTPR_SMS_SEND_FAILED', '短信发送失败', 'the SMS could not be sent'),
  OTPR_SERVER_CODE_ERR: row(99, 'OTPR_SERVER_CODE_ERR', '服务器编号错误', "the server's code is wrong"),
  OTPR_ACTIVE_CODE_ERR: row(100, 'OTPR_ACTIVE_CODE_ERR', '激活失败', 'activation failed'),
  OTPR_CHALLENGE_LEN_ERR: row(
    101,
    'OTPR_CHALLENGE_LEN_ERR',
    '挑战码长度错误',
    "the challenge's length is wrong",
  ),
  OTPR_OPER_FAILED: row(102, 'OTPR_OPER_FAILED', '操作失败', 'the operation failed'),
  OTPR_THIRD_AUTH_FILTER_ERR: row(
    103,
    'OTPR_THIRD_AUTH_FILTER_ERR',
    '后端认证的查询过滤器错误',
    "the back-end's search filter is wrong",
  ),
  OTPR_GEN_CHLG_FAIL: row(104, 'OTPR_GEN_CHLG_FAIL', '生成挑战码失败', 'generating the challenge failed'),
  OTPR_TKBIND_EXCEED: row(
    105,
    'OTPR_TKBIND_EXCEED',
    '令牌绑定的用户数已达上限',
    'the token is bound to the most users allowed',
  ),
  OTPR_USERBIND_EXCEDD: row(
    106,
    'OTPR_USERBIND_EXCEDD',
    '用户绑定的令牌数已达上限',
    'the user has the most tokens allowed',
  ),
  OTPR_SMS_BIND_NOTTOKEN: row(
    107,
    'OTPR_SMS_BIND_NOTTOKEN',
    '短信令牌不能这样绑定',
    'an SMS token cannot be bound so',
  ),
} as const satisfies Record<string, ResultCodeRow>;

/**
 * Codes that no call of this release returns to an application through the SDK: callers may still have a case for them. They belong to
 * what has an interface of its own here (binding and activation), to SMS tokens, to unlock codes of a token's own PIN, to scan-to-login
 * (43), to requests that the SDK never makes (5, 40), or to a defect of the SDK (79).
 */
export const CODES_THAT_NEVER_HAPPEN: ReadonlySet<number> = new Set<number>([
  5, 25, 26, 28, 40, 43, 59, 61, 62, 65, 66, 79, 83, 84, 85, 86, 87, 88, 89, 90, 92, 93, 94, 95, 96, 97, 98,
  99, 100, 105, 106, 107,
]);

export type ResultName = keyof typeof RESULT_CODES;

/** The number of a result, by its name: `codeOf('OTPR_NEED_SYNC')` is 13. */
export function codeOf(name: ResultName): number {
  return RESULT_CODES[name].code;
}

const BY_CODE = new Map<number, ResultCodeRow>(Object.values(RESULT_CODES).map((r) => [r.code, r]));

/** The row of a number, or undefined for a number that is not ours. */
export function findResultCode(code: number): ResultCodeRow | undefined {
  return BY_CODE.get(code);
}

// oxlint-disable-next-line max-params -- one line a row keeps the table readable as a table
function row<C extends number, N extends string>(
  code: C,
  name: N,
  zh: string,
  en: string,
  isRetryable = false,
) {
  return { code, name, isRetryable, phrase: { 'zh-CN': zh, en } } as const;
}
