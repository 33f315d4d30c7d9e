import type { ErrorCode } from '../errors.ts';
import type { Phrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What a person reads when something is refused: what is wrong, and what to do. */
export const errorPhrases = {
  'request.malformed': p('请求内容有误：{detail}', 'The request is malformed: {detail}'),
  'request.too-large': p('内容太大，最多 {limit}', 'Too large: at most {limit}'),
  'request.not-found': p('没有这个地址', 'There is nothing at this address'),
  'request.wrong-origin': p(
    '请求来自其他网站，已拒绝。请直接打开管理中心操作',
    'The request came from another site and was refused. Open the management centre itself',
  ),
  'request.too-many': p('操作太频繁，请 {seconds} 秒后再试', 'Too many requests: try again in {seconds} s'),
  'server.failed': p(
    '服务器内部错误，编号 {reference}。请把编号告诉管理员',
    'Internal error, reference {reference}. Tell your administrator this reference',
  ),
  'server.store-unavailable': p(
    '数据库暂时不可用，请稍后再试',
    'The database is not available: try again shortly',
  ),
  'server.busy': p(
    '同时校验密码的请求过多，请稍后再试',
    'Too many passwords are being checked at the same time: try again shortly',
  ),
  'session.none': p('请先登录', 'Sign in first'),
  'session.refused': p('用户名或密码错误', 'Wrong user name or password'),
  'session.locked': p(
    '登录失败次数过多，请 {seconds} 秒后再试',
    'Too many failed sign-ins: try again in {seconds} s',
  ),
  'session.password-change-needed': p('请先修改一次性密码', 'Change the one-time password first'),
  'session.old-password-wrong': p('旧密码错误', 'The old password is wrong'),
  'password.too-weak': p(
    '密码太弱：至少 {min} 个字符，且不能是常见密码或包含用户名',
    'Password too weak: at least {min} characters, not a common one, and without the user name',
  ),
  'password.same-as-old': p('新密码不能与旧密码相同', 'The new password equals the old one'),
  'setup.ticket-invalid': p(
    '初始化链接无效或已过期，请使用服务器控制台最新显示的链接',
    'This set-up link is not valid (any more). Use the latest one on the server console',
  ),
  'setup.done-already': p('系统已初始化，请直接登录', 'Set-up is done already: sign in'),
  'admin.not-found': p('没有管理员“{login}”', 'There is no administrator "{login}"'),
  'organization.not-found': p('没有组织机构“{name}”', 'There is no organisation "{name}"'),
  'organization.name-taken': p(
    '同级下已有组织机构“{name}”',
    'There is already an organisation "{name}" at this level',
  ),
  'organization.name-invalid': p(
    '组织机构名称不能为空，也不能包含“/”',
    'The name of an organisation is not empty and has no "/"',
  ),
  'organization.not-empty': p(
    '组织机构“{name}”下还有下级、用户或令牌，请先移走',
    'Organisation "{name}" still has children, users or tokens: move them first',
  ),
  'user.not-found': p('没有用户“{login}”', 'There is no user "{login}"'),
  'user.login-taken': p('用户名“{login}”已被使用', 'The user name "{login}" is taken'),
  'user.login-invalid': p(
    '用户名“{login}”无效：1 到 128 个字符，不能有空白首尾或控制字符',
    'User name "{login}" is not valid: 1 to 128 characters, no control characters, no blanks at either end',
  ),
  'user.static-password-needed': p(
    '要求静态密码的用户必须先设置静态密码',
    'A user of whom a static password is asked needs one: give it',
  ),
  'user.static-password-refused': p(
    '静态密码不符合策略：{rule}',
    'The policy refuses this static password: {rule}',
  ),
  'user.validity-invalid': p(
    '生效时间必须早于失效时间',
    'The user has to become valid before the validity ends',
  ),
  'user.access-rule-invalid': p(
    '访问规则中的“{value}”无效：时区用 IANA 名称（如 Asia/Shanghai），地址用 IP 或 CIDR 网段',
    '"{value}" in an access rule is not valid: time zones are IANA names (Asia/Shanghai), places are addresses or CIDR blocks',
  ),
  'user.access-rule-open': p(
    '有一条访问规则没有任何限制，会让所有人随时随地登录：请写明星期、时段（起止时间不能相同）、地址或认证代理，或删去这条规则',
    'An access rule restricts nothing and would let everybody in at all times: name days, hours (that do not begin and end at the same minute), addresses or agents, or take the rule away',
  ),
  'user.access-rule-agent-unknown': p(
    '访问规则中的认证代理“{name}”不存在：请核对名称（区分大小写），或先添加该代理',
    'There is no agent "{name}", which an access rule names: correct the name (case counts), or add the agent first',
  ),
  'user.emergency-too-long': p(
    '应急口令最长有效 {max} 小时，请缩短，或修改设置 emergencyPassword.maxValidHours',
    'An emergency password is valid for {max} hours at the longest: ask for less, or change the setting emergencyPassword.maxValidHours',
  ),
  'user.emergency-none': p('用户“{login}”没有应急口令', 'User "{login}" has no emergency password'),
  'token.not-found': p('没有令牌“{serial}”', 'There is no token "{serial}"'),
  'token.serial-taken': p('令牌号“{serial}”已存在', 'Token "{serial}" exists already'),
  'token.serial-invalid': p(
    '令牌号“{serial}”无效：1 到 64 个字母、数字或 . _ : / -',
    'Serial "{serial}" is not valid: 1 to 64 letters, digits or . _ : / -',
  ),
  'token.seed-invalid': p('令牌“{serial}”的种子无效', 'The seed of token "{serial}" is not valid'),
  'token.transition-refused': p(
    '令牌“{serial}”当前为“{from}”，不能执行“{action}”',
    'Cannot {action} token "{serial}": it is {from}',
  ),
  'token.sync-failed': p(
    '同步失败：请依次输入令牌上连续显示的两个、且未使用过的动态口令',
    'Synchronisation failed: enter two OTPs the token showed one after the other, neither used before',
  ),
  'token.not-mobile': p(
    '令牌“{serial}”不是手机令牌，不能分发',
    'Token "{serial}" is not a mobile token and cannot be distributed',
  ),
  'token.spec-unsupported': p('不支持这样的令牌：{detail}', 'No such token is possible: {detail}'),
  'token.not-ocra': p(
    '令牌“{serial}”不是 OCRA 令牌，没有签名套件和 PIN 码',
    'Token "{serial}" is no OCRA token: it has neither signature suite nor PIN',
  ),
  'token.suite-unsupported': p(
    '“{suite}”不是 OCRA 套件（RFC 6287）：应形如 OCRA-1:HOTP-SHA256-8:QN08-T1M，第三部分依次为 C-、Q、-P、-S、-T，只有 Q 必须有',
    '"{suite}" is no OCRA suite (RFC 6287): write it as OCRA-1:HOTP-SHA256-8:QN08-T1M; the third part has C-, Q, -P, -S, -T in this order, of which only Q has to be there',
  ),
  'token.suite-missing': p(
    'OCRA 令牌需要套件，例如 OCRA-1:HOTP-SHA256-8:QN08-T1M',
    'An OCRA token needs a suite, for example OCRA-1:HOTP-SHA256-8:QN08-T1M',
  ),
  'token.suite-unwanted': p(
    '只有 ocra 类型的令牌才有套件：请改用 ocra 类型，或去掉套件',
    'Only tokens of type ocra have a suite: choose that type, or leave the suite out',
  ),
  'token.suite-without-digits': p(
    '套件“{suite}”的应答是完整的 HMAC，没有人能手工输入：请选 4 到 10 位的套件',
    'A response in "{suite}" is a whole HMAC, which nobody types: take a suite of 4 to 10 digits',
  ),
  'token.suite-contradicted': p(
    '“{value}”与套件“{suite}”矛盾：去掉它，以套件为准',
    '"{value}" contradicts the suite "{suite}": leave it out, the suite says it',
  ),
  'token.suite-counter-beside-clock': p(
    '套件“{suite}”含计数器（C），这种令牌不能再显示时间型口令：去掉时间步长，或改用不含 C 的套件',
    'The suite "{suite}" has a counter (C), beside which a token cannot show time OTPs: leave the time step out, or take a suite without C',
  ),
  'token.pin-invalid': p(
    'PIN 码无效：应为 {min} 到 {max} 个字符，首尾没有空白，没有控制字符',
    'The PIN is not valid: {min} to {max} characters, no blanks at either end, no control characters',
  ),
  'token.revoked': p('令牌“{serial}”已作废', 'Token "{serial}" is revoked'),
  'token.not-activated': p(
    '还没有手机激活令牌“{serial}”，没有可同步的口令',
    'No phone has activated token "{serial}" yet: there is nothing to synchronise with',
  ),
  'token.shows-no-otp': p(
    '令牌“{serial}”只应答挑战码，不显示动态口令，无需同步',
    'Token "{serial}" answers challenges alone and shows no OTP: there is nothing to synchronise',
  ),
  'token.otps-invalid': p(
    '请依次给出令牌上连续显示的两个或三个动态口令：位数相同，{min} 到 {max} 位数字',
    'Give two or three OTPs the token showed one after the other: of one length, {min} to {max} digits',
  ),
  'token.clock-not-found': p(
    '没有参数能解释这些口令，或它们已使用过：请连续读取三个新口令，再推断一次',
    'Nothing explains these OTPs, or they were used before: read three new ones in a row and infer again',
  ),
  'token.clock-ambiguous': p(
    '令牌“{serial}”有多个可能的参数：请指明采用哪一个',
    'There are several possible clocks for token "{serial}": name one',
  ),
  'token.changed-meanwhile': p(
    '令牌“{serial}”刚刚被使用或修改过，没有改动：请再试一次',
    'Token "{serial}" was used or changed just now; nothing was changed: try again',
  ),
  'token.inference-busy': p(
    '正在同时推断 {max} 个令牌的参数，已达上限。请 {seconds} 秒后再试',
    'The clocks of {max} tokens are being inferred, which is as many as at once: try again in {seconds} s',
  ),
  'binding.exists': p('令牌“{serial}”已绑定用户“{login}”', 'Token "{serial}" is already bound to "{login}"'),
  'binding.not-found': p('令牌“{serial}”没有绑定该用户', 'Token "{serial}" is not bound to this user'),
  'binding.other-organization': p(
    '用户“{login}”与令牌“{serial}”不在同一组织机构（或其上级）',
    'User "{login}" and token "{serial}" are in different organisations',
  ),
  'binding.user-full': p(
    '用户“{login}”绑定的令牌已达上限 {max} 个',
    'User "{login}" has the most tokens allowed, {max}',
  ),
  'binding.token-full': p(
    '令牌“{serial}”绑定的用户已达上限 {max} 个',
    'Token "{serial}" has the most users allowed, {max}',
  ),
  'distribution.not-found': p('没有这次分发', 'There is no such distribution'),
  'distribution.site-disabled': p(
    '分发站点已关闭，不能在线分发。请启用分发站点，或改用离线分发',
    'The distribution site is off, so there is no online QR code. Switch it on, or distribute offline',
  ),
  'distribution.device-code-needed': p(
    '策略要求填写手机令牌标识码（在手机令牌“设置”中查看）',
    'The policy asks for the phone identifier (shown in the phone token under Settings)',
  ),
  'distribution.device-code-invalid': p(
    '手机令牌标识码有误，请与手机上显示的核对',
    'The phone identifier is not right: compare it with what the phone shows',
  ),
  'distribution.profile-unsupported': p(
    '这种规格的令牌不能离线分发，请使用在线二维码',
    'A token of this kind cannot be distributed offline: use the online QR code',
  ),
  'distribution.ended': p('这次分发已结束（{state}）', 'This distribution has ended ({state})'),
  'activation.ticket-invalid': p(
    '二维码无效或已被新的分发取代，请向管理员索取新的二维码',
    'This QR code is not valid, or a newer one replaced it: ask for a new one',
  ),
  'activation.used': p(
    '这个二维码已被激活过，请向管理员索取新的二维码',
    'This QR code was used already: ask for a new one',
  ),
  'activation.expired': p(
    '二维码已过期，请向管理员索取新的二维码',
    'This QR code has expired: ask for a new one',
  ),
  'activation.password-needed': p('请输入激活密码', 'Enter the activation password'),
  'activation.password-wrong': p(
    '激活密码错误，还可以试 {tries} 次',
    'Wrong activation password: {tries} tries left',
  ),
  'activation.locked': p(
    '激活密码错误次数过多，请向管理员索取新的二维码',
    'Too many wrong activation passwords: ask for a new QR code',
  ),
  'activation.other-device': p(
    '这个二维码是给另一部手机的，请核对手机令牌标识码',
    'This QR code is meant for another phone: compare the phone identifier',
  ),
  'activation.otp-wrong': p(
    '动态口令校验未通过，请检查手机时间后重试',
    "The OTP was not accepted: check the phone's clock and try again",
  ),
  'activation.key-invalid': p(
    '手机提交的公钥无效，请更新手机令牌后重试',
    'The key the phone sent is not valid: update the phone token and try again',
  ),
  'agent.not-found': p('没有这个认证代理', 'There is no such agent'),
  'agent.name-taken': p('认证代理“{name}”已存在', 'Agent "{name}" exists already'),
  'agent.allow-invalid': p('“{value}”不是有效的地址或网段', '"{value}" is not an address or CIDR block'),
  'agent.in-use': p(
    '访问规则仍引用认证代理“{name}”（{where}）。请先从这些规则中去掉它',
    'Access rules name agent "{name}" ({where}): take it out of them first',
  ),
  'agent.servers-needed': p(
    '请填写应用访问认证服务器的地址',
    'Give the address at which the application reaches the server',
  ),
  'event-sink.not-found': p('没有这个事件接收端', 'There is no such event sink'),
  'event-sink.name-taken': p(
    '已有名为“{name}”的事件接收端，请换一个名字',
    'There is already an event sink "{name}": choose another name',
  ),
  'event-sink.target-needed': p(
    '请给出且只给出一个目标：webhook、syslog 或 email',
    'Name one target, and one only: webhook, syslog or email',
  ),
  'event-sink.kind-fixed': p(
    '事件接收端的类型不能更改：请另外添加一个',
    'The kind of an event sink cannot be changed: add another one',
  ),
  'event-sink.filter-unknown': p(
    '没有名为“{value}”的操作或原因：全部代码见 docs/audit-codes.md',
    'There is no action or reason "{value}": docs/audit-codes.md lists them all',
  ),
  'event-sink.http-refused': p(
    'http 不加密：请使用 https，或明确允许 http',
    'http is not encrypted: use https, or allow http explicitly',
  ),
  'event-sink.secret-needed': p('设置了用户名就需要密码', 'With a user name, a password is needed'),
  'event-sink.secret-unwanted': p(
    '此事件接收端不使用密钥或密码',
    'This event sink uses no secret or password',
  ),
  'event-sink.secret-invalid': p(
    '签名密钥无效：应为 whsec_ 加上 24 到 64 字节的 base64；留空则自动生成',
    'Not a signing secret: it is whsec_ and base64 of 24 to 64 bytes; leave it out and one is made',
  ),
  'event-sink.password-in-clear': p(
    '不加密的连接会泄露邮件密码：请选择 starttls 或 tls',
    'Without TLS the mail password would cross the network in clear: choose starttls or tls',
  ),
  'backend.not-found': p('没有这个认证后端', 'There is no such back-end'),
  'backend.name-taken': p('认证后端“{name}”已存在', 'Back-end "{name}" exists already'),
  'backend.in-use': p(
    '还有用户指定使用认证后端“{name}”，请先为他们改用其他后端',
    'Users name the back-end "{name}": let them use another one first',
  ),
  'backend.kind-fixed': p(
    '认证后端的类型不能修改：请另外添加一个',
    'The kind of a back-end cannot be changed: add another one',
  ),
  'backend.settings-needed': p(
    '请给出 LDAP、RADIUS、HTTP 三种配置中的一种',
    'Give the settings of one kind: LDAP, RADIUS or HTTP',
  ),
  'backend.settings-invalid': p('配置项 {field} 无效', 'The setting {field} is not valid'),
  'backend.secret-needed': p(
    '服务器地址、查询账户或保护方式已改变，请重新输入密钥或密码',
    'The server, the searching account or the protection changes: enter the secret again',
  ),
  'import.not-found': p(
    '没有这次导入，或已超过 30 分钟。请重新上传文件',
    'There is no such import, or its 30 minutes are over: upload the file again',
  ),
  'import.not-checked': p('文件尚未检查完毕', 'The file is not checked yet'),
  'import.file-missing': p('请选择令牌文件', 'Choose a token file'),
  'import.key-invalid': p(
    '密钥必须是十六进制（16、24 或 32 字节）',
    'The key must be hexadecimal: 16, 24 or 32 bytes',
  ),
  'import.cancelled': p('导入已取消，没有导入任何令牌', 'The import was cancelled; no token was imported'),
  'settings.invalid': p('设置“{name}”无效：{detail}', 'Setting "{name}" is not valid: {detail}'),
  'data.master-key-wrong': p(
    '主密钥与数据不符：请放回原来的 master.key（或 LINGPAI_MASTER_KEY），数据未被改动',
    'The master key does not fit the data: put the right master.key (or LINGPAI_MASTER_KEY) back. Nothing was changed',
  ),
  'data.too-new': p(
    '数据由更新的版本创建（{found}，本程序为 {known}）：请升级程序，数据未被改动',
    'The data was written by a newer version ({found}; this program knows {known}): upgrade the program. Nothing was changed',
  ),
} as const satisfies Record<ErrorCode, Phrase>;
