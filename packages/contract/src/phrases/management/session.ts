import type { Phrase, PhraseTable } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Set-up, sign-in, password. */
export const sessionPhrases = {
  'sign-in.title': p('登录管理中心', 'Sign in'),
  'sign-in.login': p('用户名', 'User name'),
  'sign-in.password': p('密码', 'Password'),
  'sign-in.submit': p('登录', 'Sign in'),
  'sign-in.forgotten': p('忘记密码？', 'Forgotten the password?'),
  'sign-in.forgotten-help': p(
    '请在服务器上执行以下命令，它会给出一个新的一次性密码：',
    'Run this on the server; it prints a new one-time password:',
  ),
  'sign-in.expired-title': p('登录已过期', 'Your session has ended'),
  'sign-in.expired-help': p(
    '为安全起见，长时间未操作会自动退出。重新登录后回到刚才的页面，已填写的内容不会丢失。',
    'Sessions end after a while for safety. Sign in again to go on where you were; what you typed is kept.',
  ),
  'sign-in.other': p('换一个账号登录', 'Sign in as somebody else'),
  'sign-in.safe': p('登录与操作均记入审计日志', 'Sign-ins and all actions are recorded in the audit log'),
  'setup.title': p('初始化系统', 'Set up Lingpai'),
  'setup.intro': p(
    '创建第一个管理员，并填写单位名称。只需一分钟。',
    'Create the first administrator and name your organisation. It takes a minute.',
  ),
  'setup.organization': p('单位名称', 'Name of your organisation'),
  'setup.organization-help': p(
    '作为最上级组织机构，也会显示在手机令牌上，以后可以修改',
    'Becomes the top organisation and is shown on the phone tokens; you can change it later',
  ),
  'setup.organization-example': p('例如：总公司', 'e.g. Head office'),
  'setup.login': p('管理员用户名', 'User name of the administrator'),
  'setup.name': p('姓名', 'Name'),
  'setup.submit': p('完成初始化', 'Finish set-up'),
  'setup.no-ticket-title': p('请打开初始化链接', 'Open the set-up link'),
  'setup.no-ticket': p(
    '系统还没有管理员。服务器启动时在控制台打印了一个一次性的初始化链接，请复制到浏览器打开。只有看得到控制台的人才能完成初始化。',
    'There is no administrator yet. When the server started it printed a one-time set-up link on its console: open that link in a browser. Only somebody who can see the console can set the system up.',
  ),
  'setup.no-ticket-shape': p('链接的样子：', 'It looks like this:'),
  'setup.no-ticket-again': p(
    '找不到链接？重新启动服务器会打印新的链接，旧链接随即作废。',
    'Cannot find it? Restart the server: it prints a new link, and the old one stops working.',
  ),
  'setup.check-again': p('再次检查', 'Check again'),
  'setup.bad-ticket': p('该链接无效', 'This link does not work'),
  'password.current': p('当前密码', 'Current password'),
  'password.new': p('新密码', 'New password'),
  'password.repeat': p('再次输入密码', 'Repeat the password'),
  'password.repeat-wrong': p('两次输入的密码不一致', 'The two passwords differ'),
  'password.change-title': p('修改密码', 'Change password'),
  'password.change-submit': p('修改密码', 'Change password'),
  'password.forced-title': p('请设置新密码', 'Choose a new password'),
  'password.forced-help': p(
    '您使用的是一次性密码。设置新密码后才能继续。',
    'You signed in with a one-time password. Choose your own to go on.',
  ),
  'password.changed': p('密码已修改', 'Password changed'),
  'password.hint': p(
    '建议 12 个字符以上；一句容易记住的话胜过复杂的短密码',
    '12 characters or more; an easy phrase beats a short, complicated word',
  ),
  'password.strength': p('强度：{level}', 'Strength: {level}'),
  'password.strength-none': p('未填写', 'nothing yet'),
  'password.strength-weak': p('弱', 'weak'),
  'password.strength-fair': p('一般', 'fair'),
  'password.strength-good': p('好', 'good'),
  'password.strength-strong': p('很好', 'very good'),
  'password.has-login': p('密码不应包含用户名', 'The password should not contain the user name'),
} as const satisfies PhraseTable;
