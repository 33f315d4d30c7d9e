import { flagPhrases } from './cli-flags.ts';
import { eventCliPhrases } from './events.ts';
import { operationPhrases } from './operations.ts';
import type { Phrase } from './phrase.ts';
import { tokenClockPhrases } from './token-clock.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What the command line says. */
export const cliPhrases = {
  ...operationPhrases,
  ...flagPhrases,
  ...eventCliPhrases,
  ...tokenClockPhrases,
  'serve.running': p('令牌认证服务已启动', 'Lingpai is running'),
  'serve.management': p('管理中心', 'Management centre'),
  'serve.phone': p('手机令牌', 'Phone token'),
  'serve.data': p('数据目录', 'Data'),
  'serve.setup': p(
    '首次使用，请打开此链接创建第一个管理员（24 小时内有效，只能用一次）：',
    'First start: open this link to create the first administrator (once, within 24 hours):',
  ),
  'serve.no-tls': p(
    '警告：{address} 未启用 TLS，口令和令牌信息会明文经过网络。请设置 LINGPAI_TLS_CERT 与 LINGPAI_TLS_KEY，或放在 HTTPS 反向代理之后',
    'Warning: {address} has no TLS: OTPs, passwords and session cookies cross the network in clear. Set LINGPAI_TLS_CERT and LINGPAI_TLS_KEY, or put an HTTPS proxy in front',
  ),
  'serve.port-taken': p(
    '端口 {port} 已被占用：请停掉占用它的程序，或用 --port / --phone-port 换一个',
    'Port {port} is in use: stop the program that uses it, or choose another with --port or --phone-port',
  ),
  'serve.stopping': p('正在停止……', 'Stopping …'),
  'admin.password': p(
    '管理员“{login}”的一次性密码：{password}（登录后须立即修改）',
    'One-time password of administrator "{login}": {password} (has to be changed at the next sign-in)',
  ),
  'org.added': p('已添加组织机构“{path}”', 'Organisation "{path}" was added'),
  'org.exists': p('组织机构“{path}”已存在', 'Organisation "{path}" exists'),
  'user.added': p('已添加用户“{login}”', 'User "{login}" was added'),
  'backend.added': p('已添加认证后端“{name}”', 'Back-end "{name}" was added'),
  'backend.changed': p('已修改认证后端“{name}”', 'Back-end "{name}" was changed'),
  'backend.default': p('默认', 'default'),
  'backend.deleted': p('已删除认证后端“{name}”', 'Back-end "{name}" was deleted'),
  'backend.tested': p('{message}（{ms} 毫秒）', '{message} ({ms} ms)'),
  'token.created': p('已创建 {count} 个手机令牌', '{count} mobile tokens were created'),
  'token.done': p('令牌“{serial}”：{state}', 'Token "{serial}": {state}'),
  'token.bound': p('令牌“{serial}”已绑定用户“{login}”', 'Token "{serial}" is bound to "{login}"'),
  'token.unbound': p(
    '令牌“{serial}”已与用户“{login}”解绑',
    'Token "{serial}" is no longer bound to "{login}"',
  ),
  'token.signature-suite': p('令牌“{serial}”的签名套件：{suite}', 'Token "{serial}" signs in: {suite}'),
  'token.pin-set': p('令牌“{serial}”的 PIN 码已设置', 'The PIN of token "{serial}" is set'),
  'token.pin-cleared': p('令牌“{serial}”的 PIN 码已清除', 'The PIN of token "{serial}" is cleared'),
  'token.pin-needed': p(
    '套件“{suite}”要用 PIN 码，而该令牌没有设置：在设置之前应答都会被拒绝（51）。请运行 lingpai token pin {serial} --pin-file 文件',
    'The suite "{suite}" has a PIN go in, and this token has none: its answers are refused (51) until it is set: lingpai token pin {serial} --pin-file FILE',
  ),
  'token.synced': p('令牌“{serial}”已同步', 'Token "{serial}" is synchronised'),
  'token.unbind-which': p(
    '令牌“{serial}”绑定了 {count} 个用户，请指明用户名',
    'Token "{serial}" is bound to {count} users: name one',
  ),
  'token.distributed': p(
    '令牌“{serial}”已分发，有效期至 {expiresAt}',
    'Token "{serial}" is distributed, valid until {expiresAt}',
  ),
  'token.activation-code': p('激活码：{value}', 'Activation code: {value}'),
  'token.activation-password': p('激活密码：{value}', 'Activation password: {value}'),
  'token.default-password-warning': p(
    '警告：默认激活密码人人皆知，建议使用随机密码',
    'Warning: everybody knows the default activation password; a random one is better',
  ),
  'import.binding': p('已绑定 {bound} 行', '{bound} rows bound'),
  'import.progress': p('已读 {mib} MiB，{rows} 行', '{mib} MiB read, {rows} rows'),
  'import.result': p(
    '导入 {new} 个，重复 {duplicate} 个，拒绝 {refused} 行，绑定 {bound} 个',
    '{new} imported, {duplicate} duplicates, {refused} rows refused, {bound} bound',
  ),
  'import.dry-run': p(
    '试运行（未写入）：可导入 {new} 个，重复 {duplicate} 个，拒绝 {refused} 行',
    'Dry run (nothing written): {new} can be imported, {duplicate} duplicates, {refused} rows refused',
  ),
  'import.some-refused': p(
    '有 {refused} 行被拒绝（首个：第 {line} 行：{problem}）',
    '{refused} rows refused (the first: line {line}: {problem})',
  ),
  'import.nothing-written': p(
    '没有导入任何令牌：{refused} 行被拒绝，{duplicate} 个重复，而要求全部成功才导入',
    'Nothing was imported: {refused} rows refused, {duplicate} duplicates, and all or nothing was asked for',
  ),
  'import.row-duplicate': p(
    '第 {line} 行 {serial}：已存在，未改动',
    'line {line} {serial}: exists already, left untouched',
  ),
  'import.row-refused': p('第 {line} 行 {serial}：{problem}', 'line {line} {serial}: {problem}'),
  'agent.changed': p('已修改认证代理“{name}”', 'Agent "{name}" was changed'),
  'agent.removed': p('已删除认证代理“{name}”', 'Agent "{name}" was deleted'),
  'agent.added': p(
    '已添加认证代理“{name}”，配置文件写入 {file}',
    'Agent "{name}" was added; its configuration file is {file}',
  ),
  'file.exists': p(
    '文件 {file} 已存在：请换一个名字，或先移走它',
    'The file {file} exists: choose another name, or move it away',
  ),
  'file.unreadable': p('无法读取文件 {file}：{reason}', 'Cannot read the file {file}: {reason}'),
  'file.unwritable': p('无法写入文件 {file}：{reason}', 'Cannot write the file {file}: {reason}'),
  'audit.intact': p('审计链完整：检查了 {checked} 条', 'The audit chain is intact: {checked} events checked'),
  'audit.broken': p(
    '审计链在第 {id} 条（节点 {node}）断开：{problem}',
    'The audit chain breaks at event {id} (node {node}): {problem}',
  ),
  'audit.broken-node': p(
    '审计链不完整（节点 {node}）：{problem}',
    'The audit log is not whole (node {node}): {problem}',
  ),
  'failed.vault': p('无法打开加密的数据：{message}', '{message}'),
  'failed.inside': p('内部错误：{message}', 'Internal error: {message}'),
} as const satisfies Record<string, Phrase>;
