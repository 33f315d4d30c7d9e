import type { Phrase, PhraseTable } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

export const homePhrases = {
  'home.title': p('首页', 'Home'),
  'home.figures': p('概况', 'Figures'),
  'home.users': p('用户', 'Users'),
  'home.tokens': p('令牌', 'Tokens'),
  'home.tokens-detail': p('启用 {enabled} · 已绑定 {bound}', '{enabled} enabled · {bound} bound'),
  'home.organizations': p('组织机构', 'Organisations'),
  'home.agents': p('认证代理', 'Agents'),
  'home.accepted': p('24 小时认证成功', 'Accepted in 24 hours'),
  'home.refused': p('24 小时认证失败', 'Refused in 24 hours'),
  'home.last-event': p('最近一次记录：{when}', 'Latest event: {when}'),
  'home.no-event': p('还没有任何记录', 'No events so far'),
  'home.refusals': p('最近的认证失败', 'Latest refusals'),
  'home.refusals-all': p('全部', 'All'),
  'home.steps': p('接下来做什么', 'Next steps'),
  'home.steps-progress': p('已完成 {done} / {total}', '{done} of {total} done'),
  'home.steps-done': p('全部完成，系统可以投入使用。', 'All done: the system is ready for use.'),
  'home.step-tokens': p('导入或创建令牌', 'Import or create tokens'),
  'home.step-tokens-help': p(
    '硬件令牌导入供应商提供的令牌文件；手机令牌可以直接创建。',
    'Hardware tokens come as a file from the supplier; mobile tokens are created here.',
  ),
  'home.step-users': p('添加用户', 'Add users'),
  'home.step-users-help': p(
    '添加要使用动态口令登录的人。',
    'Add the people who will sign in with one-time passwords.',
  ),
  'home.step-bind': p('把令牌绑定给用户', 'Bind tokens to users'),
  'home.step-bind-help': p(
    '在用户详情中绑定令牌，绑定后才能按用户名认证。',
    'Bind a token on the page of a user; then the user can be authenticated by name.',
  ),
  'home.step-distribute': p('分发手机令牌', 'Distribute mobile tokens'),
  'home.step-distribute-help': p(
    '生成二维码，用户用手机扫一扫即可激活。只用硬件令牌时可跳过。',
    'Show a QR code that the phone scans. Skip this if you use hardware tokens alone.',
  ),
  'home.step-agent': p('接入应用', 'Connect an application'),
  'home.step-agent-help': p(
    '添加认证代理，下载配置文件 agent.acf，应用即可调用认证接口。',
    'Add an agent, download agent.acf, and the application can ask for authentication.',
  ),
  'home.step-try': p('完成第一次认证', 'See the first successful authentication'),
  'home.step-try-help': p(
    '在令牌详情中用“测试动态口令”试一次，或从已接入的应用登录。',
    'Use "Test an OTP" on the page of a token, or sign in at the connected application.',
  ),
  'home.step-finished': p('已完成', 'done'),
  'home.step-pending': p('未完成', 'not done'),
  'home.step-go': p('去完成', 'Go'),
} as const satisfies PhraseTable;
