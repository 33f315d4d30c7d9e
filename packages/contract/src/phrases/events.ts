import { type Language, type Phrase, fillPhrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Why events could not be delivered, by the word in `lastError`; `http` and `smtp` come with a number behind them. */
const deliveryErrorPhrases = {
  timeout: p('接收端没有及时应答', 'the receiver did not answer in time'),
  'connection-refused': p('接收端拒绝连接', 'the receiver refuses connections'),
  'connection-lost': p('连接中断', 'the connection was lost'),
  'host-unknown': p('找不到该主机', 'there is no such host'),
  'host-unreachable': p('无法到达该主机', 'the host cannot be reached'),
  'tls-untrusted': p(
    '接收端的证书不受信任：请指定签发它的 CA 证书',
    "the receiver's certificate is not trusted: name the CA that issued it",
  ),
  'tls-expired': p('接收端的证书已过期', "the receiver's certificate has expired"),
  'tls-wrong-name': p('接收端的证书属于另一主机', "the receiver's certificate is for another host"),
  'tls-failed': p('TLS 握手失败', 'the TLS handshake failed'),
  'ca-unreadable': p('CA 证书无法读取', 'the CA certificates cannot be read'),
  'secret-unreadable': p('密钥无法解密：请重新设置', 'the secret cannot be decrypted: set it again'),
  'mail-login-refused': p(
    '邮件服务器拒绝该用户名或密码',
    'the mail server refuses the user name or password',
  ),
  'mail-recipients-refused': p(
    '邮件服务器拒绝了部分收件人',
    'the mail server refuses some of the recipients',
  ),
  failed: p('发送失败', 'sending failed'),
  http: p('接收端应答 HTTP {number}', 'the receiver answers HTTP {number}'),
  smtp: p('邮件服务器应答 {number}', 'the mail server answers {number}'),
} as const satisfies Record<string, Phrase>;

/** A word for why events could not be delivered. */
export type DeliveryError =
  Exclude<keyof typeof deliveryErrorPhrases, 'http' | 'smtp'> | `http-${number}` | `smtp-${number}`;

/** What a person reads of `lastError`. A word that is not known is shown as it is; none: nothing. */
export function deliveryErrorMessage(word: string, language: Language): string {
  const [, kind, number] = /^(http|smtp)-(\d+)$/.exec(word) ?? [];
  const key = kind ?? word;
  if (!Object.hasOwn(deliveryErrorPhrases, key)) return word;
  const phrase = deliveryErrorPhrases[key as keyof typeof deliveryErrorPhrases];
  return fillPhrase(phrase, language, number === undefined ? {} : { number });
}

/** The mail an event sink sends. */
export const eventMailPhrases = {
  subject: p('[令牌] {count} 个事件：{what}', '[Lingpai] {count} events: {what}'),
  'subject-one': p('[令牌] {what}', '[Lingpai] {what}'),
  'outcome.succeeded': p('成功', 'succeeded'),
  'outcome.refused': p('被拒绝', 'refused'),
  total: p('{action}（{outcome}）：{count} 次', '{action} ({outcome}): {count}'),
  'subject.total': p('{action}{outcome} {count} 次', '{action} {outcome} ({count})'),
  'subject.more': p('等', 'and more'),
  greeting: p('事件接收端“{sink}”：自上一封邮件以来', 'Event sink "{sink}", since the mail before'),
  'column.at': p('时间（UTC）', 'Time (UTC)'),
  'column.what': p('事件', 'Event'),
  'column.outcome': p('结果', 'Outcome'),
  'column.user': p('用户', 'User'),
  'column.serial': p('令牌', 'Token'),
  'column.source': p('来源', 'From'),
  'column.actor': p('操作者', 'By'),
  more: p(
    '另有 {count} 个事件，请在管理中心的审计日志中查看',
    '{count} more events: see the audit log in the management centre',
  ),
  test: p('这是一封测试邮件', 'This is a test'),
} as const satisfies Record<string, Phrase>;

/** What the command line says of event sinks. */
export const eventCliPhrases = {
  'events.added': p('已添加事件接收端“{name}”', 'Event sink "{name}" was added'),
  'events.secret': p('签名密钥（只显示这一次）：{secret}', 'Signing secret (shown this once): {secret}'),
  'events.enabled': p('事件接收端“{name}”已启用', 'Event sink "{name}" is enabled'),
  'events.disabled': p('事件接收端“{name}”已停用', 'Event sink "{name}" is disabled'),
  'events.deleted': p('事件接收端“{name}”已删除', 'Event sink "{name}" was deleted'),
  'events.tested': p('测试事件已送达“{name}”', 'The test event was delivered to "{name}"'),
  'events.test-failed': p(
    '测试事件没有送达“{name}”：{reason}',
    'The test event did not get to "{name}": {reason}',
  ),
  'events.ok': p('正常', 'ok'),
  'events.off': p('停用', 'disabled'),
  'events.failing': p('自 {since} 起失败：{reason}', 'failing since {since}: {reason}'),
} as const satisfies Record<string, Phrase>;
