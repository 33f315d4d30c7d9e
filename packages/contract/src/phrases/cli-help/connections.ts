import type { Phrase } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What the server is connected to: agents, back-ends, event sinks. */
export const connectionHelp = {
  agent: p('认证代理：调用 auth() 的应用', 'Agents: the applications that call auth()'),
  'agent add': p('添加认证代理，并写出它的配置文件', 'Add an agent and write its configuration file'),
  'agent add --allow': p(
    '允许它从哪里调用：地址或 CIDR 网段，可重复；不写则不限',
    'address or CIDR block it may call from; may be repeated; any when left out',
  ),
  'agent add --server': p(
    '应用访问本服务器的地址，可重复',
    'address at which the application reaches this server; may be repeated',
  ),
  'agent add --out': p('要写出的配置文件，例如 agent.acf', 'configuration file to write, e.g. agent.acf'),
  'agent set': p(
    '修改认证代理的名称或会话限制',
    'Change the name of an agent, or what holds for its sessions',
  ),
  'agent set --name': p(
    '新名称；用到该代理的访问规则随之更新',
    'another name; access rules that name the agent follow',
  ),
  'agent remove': p(
    '删除没有访问规则用到的认证代理；其密钥立即失效',
    'Delete an agent that no access rule names; its key stops at once',
  ),
  'agent set --max-sessions': p(
    '同时存在的会话数，1 到 1,000,000；default 为按设置',
    'live sessions it may have, 1 to 1,000,000; default: as the settings say',
  ),
  'agent set --session-idle-seconds': p(
    '会话空闲多少秒后结束，10 到 86,400；default 为按设置',
    'a session ends so long after its last use, 10 to 86,400; default: as the settings say',
  ),

  backend: p(
    '认证后端：校验第三方认证密码（LDAP、RADIUS、HTTP）',
    'Back-ends that check third-party passwords: LDAP, RADIUS, HTTP',
  ),
  'backend add': p('添加认证后端；第一个为默认后端', 'Add a back-end; the first one is the default'),
  'backend add --ldap': p(
    'ldaps://主机，或 ldap://主机（StartTLS）；可重复，依次询问',
    'ldaps://host, or ldap://host with StartTLS; may be repeated, asked in turn',
  ),
  'backend add --bind-name': p(
    'LDAP：登录名模板，例如 uid={login},ou=people,dc=example,dc=com 或 {login}@corp.example.com',
    'LDAP: name to bind as, uid={login},ou=people,dc=example,dc=com or {login}@corp.example.com',
  ),
  'backend add --search-base': p('LDAP：先从哪里查找用户', 'LDAP: where to search for the user first'),
  'backend add --search-filter': p(
    'LDAP：查询过滤器，例如 (&(objectClass=person)(uid={login}))',
    'LDAP: e.g. (&(objectClass=person)(uid={login}))',
  ),
  'backend add --search-name': p(
    'LDAP：查询账户；其密码在 --secret-file 中',
    'LDAP: the account that searches; its password is in --secret-file',
  ),
  'backend add --radius': p(
    'RADIUS：主机 或 主机:端口；可重复，依次询问',
    'RADIUS: host or host:port; may be repeated, asked in turn',
  ),
  'backend add --old-server': p(
    'RADIUS：接受没有 Message-Authenticator 的应答，这种应答可以伪造',
    'RADIUS: accept replies without Message-Authenticator, which can be forged',
  ),
  'backend add --http': p(
    'HTTP：https://…，应答 {"accepted": true} 为通过',
    'HTTP: https://… that answers {"accepted": true}',
  ),
  'backend add --ca-file': p(
    '签发其证书的 CA 证书，PEM 文件',
    'PEM of the authority its certificate is from',
  ),
  'backend add --plain': p('LDAP、HTTP：不用 TLS，明文传送密码', 'LDAP, HTTP: send passwords without TLS'),
  'backend add --deadline-ms': p(
    '超过多少毫秒的应答视为没有应答（默认 3000）',
    'answers later than this count as none (default: 3000)',
  ),
  'backend add --secret-file': p(
    '文件，第一行是查询账户的密码或共享密钥',
    "file whose first line is the searching account's password, or the shared secret",
  ),
  'backend add --default': p('用户没有指定后端时使用它', 'ask it for users who name no back-end'),
  'backend add --disabled': p('暂不启用', 'do not ask it yet'),
  'backend list': p('列出认证后端', 'List all back-ends'),
  'backend show': p('显示一个认证后端；从不显示其密钥', 'Show a back-end; its secret is never shown'),
  'backend set-default': p('设为默认后端', 'Ask this back-end for users who name none'),
  'backend enable': p('启用认证后端', 'Ask a back-end again'),
  'backend disable': p('停用认证后端', 'Ask a back-end no more'),
  'backend delete': p('删除没有用户指定使用的认证后端', 'Delete a back-end no user names'),
  'backend test': p(
    '立即向认证后端询问一个密码是否正确；不正确时退出码为 1',
    'Ask a back-end now whether a password is right; exit code 1 when it is not',
  ),
  'backend test --password-file': p('文件，第一行是密码', 'file whose first line is the password'),

  events: p(
    '事件接收端：把审计日志记录的事件告诉谁',
    'Event sinks: who is told of what the audit log records',
  ),
  'events add-webhook': p(
    '以签名的 JSON 推送事件；没有给出签名密钥时生成一个，只显示这一次',
    'Post events as signed JSON; a signing secret is made and shown once when none is given',
  ),
  'events add-webhook --allow-http': p('允许不用 TLS 发往另一台机器', 'send to another machine without TLS'),
  'events add-webhook --secret-file': p(
    '文件，第一行是签名密钥（whsec_…）',
    'file whose first line is the signing secret (whsec_…)',
  ),
  'events add-syslog': p('把事件发往 syslog 服务器（RFC 5424）', 'Send events to a syslog server (RFC 5424)'),
  'events add-syslog --transport': p('传输方式', 'transport'),
  'events add-syslog --port': p(
    '服务器端口（默认 tls 6514、tcp 601、udp 514）',
    'port of the server (default: tls 6514, tcp 601, udp 514)',
  ),
  'events add-syslog --facility': p(
    'RFC 5424 的 facility，0 到 23；10 为 authpriv',
    'RFC 5424 facility, 0 to 23; 10 is authpriv',
  ),
  'events add-email': p('通过邮件服务器发送事件摘要', 'Mail what happened, summed up, over a mail server'),
  'events add-email --security': p('连接的安全方式', 'security of the connection'),
  'events add-email --port': p(
    '服务器端口（默认 starttls 587、tls 465、none 25）',
    'port of the server (default: starttls 587, tls 465, none 25)',
  ),
  'events add-email --user': p(
    '邮件服务器上的用户名；其密码在 --secret-file 中',
    'user name at the mail server; its password in --secret-file',
  ),
  'events add-email --secret-file': p('文件，第一行是密码', 'file whose first line is the password'),
  'events add-email --from': p('发件人', 'sender'),
  'events add-email --to': p('收件人，可重复', 'recipient; may be repeated'),
  'events add-email --language': p('邮件的语言', 'language of the mails'),
  'events add-email --digest-minutes': p('多少分钟内最多发一封', 'at most one mail in so many minutes'),
  'events --action': p(
    "哪些操作，例如 auth、'token.*'，全部用 '*'；可重复",
    "e.g. auth, 'token.*', '*' for all; may be repeated",
  ),
  'events --outcome': p('哪些结果', 'outcome'),
  'events --reason': p(
    '只要因此被拒绝的，例如 replayed；可重复',
    'refusals for this reason alone, e.g. replayed; may be repeated',
  ),
  'events --ca-file': p(
    '代替系统默认、要信任的 CA 证书，PEM 文件',
    'certificates to trust instead of the usual ones, PEM',
  ),
  'events list': p('列出事件接收端及其状态', 'List event sinks, and how they do'),
  'events show': p('显示一个事件接收端', 'Show an event sink'),
  'events enable': p('启用：从现在起告诉它', 'Tell it of what happens from now on'),
  'events disable': p('停用：不再告诉它', 'Tell it nothing any more'),
  'events delete': p('删除事件接收端', 'Delete an event sink'),
  'events test': p('立即发送一个测试事件，并说明结果', 'Send a test event now, and say what happened'),
} as const satisfies Record<string, Phrase>;
