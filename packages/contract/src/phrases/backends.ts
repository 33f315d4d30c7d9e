import type { Phrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What happened when a back-end was asked, and what to do about it. */
export const backendReasonPhrases = {
  accepted: p('密码正确', 'The password is right'),
  refused: p('后端认证服务器拒绝了用户名或密码', 'The back-end refused the user name or password'),
  'user-unknown': p('目录中查不到该用户', 'The search finds no such user'),
  'user-ambiguous': p(
    '查询到多个用户：请收紧查询范围或过滤器',
    'The search finds several users: narrow its base or filter',
  ),
  'password-empty': p('没有密码，因此没有询问后端', 'No password, so the back-end was not asked'),
  challenged: p(
    'RADIUS 服务器要求再次应答（Access-Challenge），视为未通过',
    'The RADIUS server asks a further question (Access-Challenge); this counts as refused',
  ),
  'filter-wrong': p(
    '查询过滤器无效：请检查括号，并且要包含 {login}',
    'The search filter is not valid: check its parentheses, and that it has {login}',
  ),
  'timed-out': p('后端在限定时间内没有回答', 'The back-end did not answer in time'),
  'host-unknown': p(
    '找不到后端的主机名：请检查地址和 DNS',
    'The host name is not known: check the address and DNS',
  ),
  'connection-refused': p('无法连接后端：请检查地址和端口', 'Cannot connect: check the address and port'),
  'connection-lost': p('后端中途断开了连接', 'The back-end closed the connection half-way'),
  'tls-failed': p(
    'TLS 连接失败：后端证书不受信任、已过期或与主机名不符，请检查 CA 证书',
    'TLS failed: the certificate is not trusted, has expired or is for another host. Check the CA certificate',
  ),
  'start-tls-refused': p(
    '后端不支持 StartTLS：请改用 ldaps://',
    'The back-end does not do StartTLS: use ldaps:// instead',
  ),
  'plain-refused': p(
    '没有加密的地址会明文传送密码，未被允许：请改用 https://',
    'This address would send passwords in clear, which is not allowed: use https://',
  ),
  garbled: p('后端的回答不符合协议', 'The answer of the back-end is not what the protocol says'),
  unproved: p(
    '回答未通过校验：请核对共享密钥；较旧的 RADIUS 服务器可能不支持 Message-Authenticator',
    'The reply is not proved: compare the shared secret; an old RADIUS server may not know Message-Authenticator',
  ),
  'search-account-refused': p(
    '查询账户无法登录：请核对其名称和密码',
    'The searching account cannot sign in: check its name and password',
  ),
  'search-refused': p(
    '目录拒绝查询：请检查查询起点和查询账户的权限',
    'The directory refuses the search: check its base, and what the searching account may do',
  ),
  'bind-name-wrong': p(
    '目录认为登录名不合格式：请检查登录名模板',
    'The directory says the bind name is malformed: check its template',
  ),
  'server-failed': p('后端报告自身出错或繁忙', 'The back-end says that it failed or is busy'),
  'circuit-open': p(
    '后端多次没有回答，暂停询问，稍后自动重试',
    'The back-end did not answer several times and is not asked for a while',
  ),
  overloaded: p('同时询问后端的请求过多', 'Too many questions to the back-end at the same time'),
  'secret-missing': p('还没有设置密钥或密码', 'The secret is not set yet'),
  'secret-unreadable': p(
    '保存的密钥无法解密：请重新设置（lingpai doctor 可检查）',
    'The stored secret cannot be opened: set it again (lingpai doctor checks)',
  ),
  'not-configured': p('没有可用的后端：请添加并启用', 'There is no such back-end: add and enable one'),
} as const satisfies Record<string, Phrase>;

export type BackendReason = keyof typeof backendReasonPhrases;
