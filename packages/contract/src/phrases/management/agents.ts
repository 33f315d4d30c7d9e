import type { Phrase, PhraseTable } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

export const agentPhrases = {
  'agents.title': p('认证代理', 'Agents'),
  'agents.help': p(
    '每个接入的应用对应一个认证代理。应用用配置文件 agent.acf 里的密钥证明自己的身份。',
    'One agent for each application that asks for authentication. The application proves itself with the key in agent.acf.',
  ),
  'agents.add': p('添加认证代理', 'Add an agent'),
  'agents.empty': p('还没有认证代理', 'No agents yet'),
  'agents.empty-help': p(
    '添加认证代理，下载 agent.acf，应用即可调用认证接口。',
    'Add one, download agent.acf, and your application can ask for authentication.',
  ),
  'agents.name': p('名称', 'Name'),
  'agents.name-example': p('例如：网上银行', 'e.g. Internet banking'),
  'agents.allow': p('允许的地址', 'Allowed addresses'),
  'agents.allow-any': p('不限', 'any'),
  'agents.allow-help': p(
    '只接受来自这些地址或网段的请求，如 10.1.2.3 或 10.1.0.0/16；不填则不限。输入后按回车',
    'Requests are taken from these addresses or networks only, e.g. 10.1.2.3 or 10.1.0.0/16; empty means any. Press Enter after each',
  ),
  'agents.allow-none-warning': p(
    '不限制地址时，泄露的 agent.acf 可在任何机器上使用，建议填写应用服务器的地址。',
    'Without a list, a leaked agent.acf works from any machine. Better name the addresses of the application servers.',
  ),
  'agents.servers': p('认证服务器地址', 'Server addresses'),
  'agents.servers-help': p(
    '应用访问认证服务器所用的地址，写入 agent.acf；填多个时依次尝试。输入后按回车',
    'How the application reaches this server; written into agent.acf. Several are tried in turn. Press Enter after each',
  ),
  'agents.servers-wrong': p('地址以 http:// 或 https:// 开头', 'An address begins with http:// or https://'),
  'agents.status-on': p('启用', 'enabled'),
  'agents.status-off': p('停用', 'disabled'),
  'agents.last-used': p('最近使用', 'Last used'),
  'agents.edit': p('编辑', 'Edit'),
  'agents.edit-title': p('编辑认证代理“{name}”', 'Edit agent "{name}"'),
  'agents.disable-title': p('停用认证代理“{name}”？', 'Disable agent "{name}"?'),
  'agents.disable-help': p(
    '该应用的认证请求将在一秒内被拒绝，用户将无法登录，可随时重新启用。',
    'The application is refused within a second and its users cannot sign in. You can enable it again.',
  ),
  'agents.disable': p('停用', 'Disable'),
  'agents.enable': p('启用', 'Enable'),
  'agents.renew': p('更换密钥', 'New key'),
  'agents.renew-title': p('更换“{name}”的密钥？', 'New key for "{name}"?'),
  'agents.renew-help': p(
    '旧的 agent.acf 在一秒内失效，应用在换上新文件之前无法认证。',
    'The old agent.acf stops working within a second; the application cannot authenticate until it has the new file.',
  ),
  'agents.renew-submit': p('更换密钥', 'Make a new key'),
  'agents.delete-title': p('删除认证代理“{name}”？', 'Delete agent "{name}"?'),
  'agents.delete-help': p(
    '使用它的应用将立即无法认证。此操作不能撤销。',
    'The application that uses it can no longer authenticate. This cannot be undone.',
  ),
  'agents.deleted': p('已删除“{name}”', 'Deleted "{name}"'),
  'acf.title': p('“{name}”的配置文件', 'Configuration file of "{name}"'),
  'acf.once': p('密钥只显示这一次，请立即下载。', 'The key is shown this once: download the file now.'),
  'acf.keep': p(
    '放到应用服务器上，只让应用的运行账号可读（chmod 600），不要放进代码仓库。',
    'Put it on the application server, readable by the application alone (chmod 600), never into a repository.',
  ),
  'acf.download': p('下载 agent.acf', 'Download agent.acf'),
  'acf.downloaded': p('我已保存，关闭', 'I have saved it, close'),
  'acf.show': p('查看文件内容', 'Show the file'),
  'acf.sample': p('在应用里调用', 'Call it from the application'),
  'acf.sample-install': p('安装 SDK', 'Install the SDK'),
  'acf.sample-note': p(
    '返回 0 表示认证成功，13 表示令牌需要同步，其他值见返回码表。',
    '0 means success, 13 means the token needs synchronising; see the table of result codes for the others.',
  ),
} as const satisfies PhraseTable;
