import type { Phrase } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Administrators, organisations, users. */
export const userHelp = {
  admin: p('管理中心的管理员', 'Administrators of the management centre'),
  'admin reset': p(
    '打印一个新的一次性密码；系统还没有管理员时，创建第一个管理员',
    'Print a new one-time password; on an empty system this creates the first administrator',
  ),

  org: p('组织机构', 'Organisations'),
  'org add': p(
    '添加组织机构（连同它的上级），例如 总公司/研发',
    'Add an organisation, and those above it, e.g. 总公司/研发',
  ),
  'org list': p('列出组织机构及其用户数、令牌数', 'List organisations, with their users and tokens counted'),

  user: p('用户', 'Users'),
  'user add': p('添加用户', 'Add a user'),
  'user add --password-file': p('文件，第一行是静态密码', 'file whose first line is the static password'),
  'user --name': p('姓名', 'name of the person'),
  'user --email': p('电子邮件地址', 'e-mail address'),
  'user --phone': p('电话号码', 'phone number'),
  'user --otp': p(
    'auth() 是否要求动态口令：required 要求，none 不要求，policy 按策略',
    'does auth() ask for the OTP: required, none, or policy (as the policy says)',
  ),
  'user --static': p(
    'auth() 是否要求静态密码：required 要求，none 不要求，policy 按策略',
    'does auth() ask for the static password: required, none, or policy (as the policy says)',
  ),
  'user --third-party': p(
    'auth() 是否要求第三方认证密码：required 要求，none 不要求，policy 按策略',
    'does auth() ask for the third-party password: required, none, or policy (as the policy says)',
  ),
  'user --backend': p(
    '由哪个认证后端校验第三方认证密码；default 为默认后端',
    'which back-end checks the third-party password; default: the default one',
  ),
  'user --must-change': p(
    '静态密码须由用户修改后才生效',
    'the static password counts once the user has changed it',
  ),
  'user --no-must-change': p('静态密码无须修改即生效', 'the static password counts as it is'),
  'user --valid-from': p(
    '生效日期，或 ISO 时刻；none 为不限',
    'first day, or an ISO instant; none: since ever',
  ),
  'user --valid-until': p(
    '有效期最后一天，或 ISO 时刻（不含）；none 为不限',
    'last day, or an ISO instant (exclusive); none: for ever',
  ),
  'user list': p(
    '列出用户名、姓名、邮件或电话以此开头的用户，按用户名排序',
    'List users whose login, name, e-mail or phone begins so, in the order of logins',
  ),
  'user list --status': p('只列该状态的用户', 'users in this state'),
  'user show': p('显示一个用户及其令牌', 'Show a user with tokens'),
  'user set': p('修改用户；没有给出的保持不变', 'Change a user; what is left out stays as it is'),
  'user static-password': p('设置用户的静态密码', 'Set the static password of a user'),
  'user static-password --password-file': p(
    '文件，第一行是静态密码',
    'file whose first line is the static password',
  ),
  'user emergency': p(
    '签发应急口令，可代替动态口令；只显示这一次',
    'Issue an emergency password, accepted in place of the OTP; it is shown once',
  ),
  'user emergency --hours': p(
    '有效多少小时（默认 24，或设置允许的最长时间）',
    'how long it is valid (default: 24, or the longest the settings allow)',
  ),
  'user emergency --uses': p(
    '可以使用几次；不写则不限次数',
    'how often it is accepted; left out: as often as one likes',
  ),
  'user emergency --withdraw': p('撤销现有的应急口令', 'withdraw the one there is'),
  'user access': p(
    '设置用户可以在何时何地登录，代替设置 access.rules',
    'When and from where a user may log in, in place of the setting access.rules',
  ),
  'user access --rules-file': p(
    '文件，内容为访问规则的 JSON 数组；[] 表示不限时间和地点',
    'file with a JSON list of rules; [] lets the user in always and from everywhere',
  ),
  'user access --clear': p('恢复为按设置', 'as the settings say'),
  'user unlock': p('解锁用户', 'Unlock a user'),
} as const satisfies Record<string, Phrase>;
