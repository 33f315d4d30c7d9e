import type { Phrase, PhraseTable } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

export const settingsPhrases = {
  'settings.title': p('基础配置', 'Settings'),
  'settings.help': p(
    '对整个系统生效，保存后立即起作用。每次修改都记入审计日志。',
    'For the whole system, in force as soon as saved. The audit log records every change.',
  ),
  'settings.unsaved': p('有未保存的修改', 'There are unsaved changes'),
  'settings.discard': p('放弃修改', 'Discard'),
  'settings.limits': p('（{min} 到 {max}，默认 {value}）', '({min} to {max}, default {value})'),
  'settings.activation': p('激活密码策略', 'Activation password'),
  'activation.passwordValidDays': p('激活密码有效周期（天）', 'Activation password valid for (days)'),
  'activation.passwordValidDays-help': p(
    '超过这个时间，激活密码和对应的分发失效',
    'Afterwards the password and its distribution no longer work',
  ),
  'activation.onlinePasswordTries': p(
    '在线分发激活密码重试次数',
    'Tries of the activation password (online)',
  ),
  'activation.onlinePasswordTries-help': p(
    '输错超过这个次数，必须重新分发',
    'After that many wrong tries the token has to be distributed again',
  ),
  'activation.defaultPassword': p('默认激活密码', 'Default activation password'),
  'activation.defaultPassword-help': p(
    '分发时选择“默认”所用的激活密码，4 到 32 个字符',
    'Used where a distribution says Default; 4 to 32 characters',
  ),
  'activation.defaultPassword-warning': p(
    '仍在使用出厂的 123456，任何人都知道。请改掉，或分发时选择“随机”。',
    'Still 123456 as delivered, which everybody knows. Change it, or choose Random when distributing.',
  ),
  'activation.ticketValidHours': p(
    '无激活密码的二维码有效期（小时）',
    'QR code without password valid for (hours)',
  ),
  'activation.ticketValidHours-help': p(
    '激活密码选择“无”时的有效期',
    'Where a distribution has no activation password',
  ),
  'activation.confirmMinutes': p('激活确认时限（分钟）', 'Confirmation within (minutes)'),
  'activation.confirmMinutes-help': p(
    '手机领取后在此时间内未完成激活，领取作废',
    'A phone that claimed a token has to finish within this time',
  ),
  'settings.site': p('分发站点策略', 'Distribution site'),
  'distributionSite.isEnabled': p('是否启用分发站点', 'Distribution site'),
  'distributionSite.isEnabled-help': p(
    '关闭后不能用在线二维码分发，只能离线分发',
    'When off, only offline distribution is possible',
  ),
  'distributionSite.url': p('分发站点访问 URL', 'Address of the distribution site'),
  'distributionSite.url-help': p(
    '手机访问分发站点的地址，会写入二维码，例如 https://token.example.com',
    'As phones reach it; it is part of every QR code, e.g. https://token.example.com',
  ),
  'distributionSite.url-empty': p(
    '未填写：二维码指向本机地址，只有本机能打开，手机无法激活。',
    'Empty: QR codes point to this very machine, and phones cannot reach it.',
  ),
  'distributionSite.url-http': p(
    '手机浏览器只在 https（或本机）下提供摄像头和加密功能，用 http 地址手机将无法激活。请使用 https。',
    'Phone browsers give camera and cryptography to https (or localhost) alone: phones cannot activate over http. Use https.',
  ),
  'distributionSite.url-wrong': p(
    '以 http:// 或 https:// 开头，不含空格、# 和 ?',
    'Begins with http:// or https://, without blanks, # and ?',
  ),
  'distributionSite.deviceCodeRequired': p('手机令牌标识码', 'Phone identifier'),
  'distributionSite.deviceCodeRequired-help': p(
    '必填时，每次分发都要填写用户手机的标识码，只有那部手机能激活',
    'When required, every distribution is for one named phone alone',
  ),
  'word.required': p('必填', 'required'),
  'word.optional': p('可选', 'optional'),
  'word.on': p('启用', 'on'),
  'word.off': p('关闭', 'off'),
  'settings.verification': p('认证策略', 'Verification'),
  'verification.staticPasswordRequired': p('要求静态密码', 'Static password'),
  'verification.staticPasswordRequired-help': p(
    '对“按策略”的用户生效，认证时输入静态密码 + 动态口令',
    'For users set to follow the policy: they enter static password + OTP',
  ),
  'verification.verifyWindowSteps': p('时间令牌认证窗口（步）', 'Window of time tokens (steps)'),
  'verification.verifyWindowSteps-help': p(
    '前后各接受几个时间步长的口令；越小越安全',
    'OTPs accepted to each side of the clock of the token; smaller is safer',
  ),
  'verification.resyncWindowSteps': p(
    '时间令牌同步窗口（步）',
    'Synchronisation window of time tokens (steps)',
  ),
  'verification.resyncWindowSteps-help': p(
    '超出认证窗口但在此范围内时，提示同步令牌',
    'Beyond the window but within this, synchronisation is asked for',
  ),
  'verification.windowGrowthDays': p('窗口放宽周期（天）', 'Window grows every (days)'),
  'verification.windowGrowthDays-help': p(
    '令牌长期未用时，每过这些天窗口放宽一步；0 表示不放宽',
    'While a token is unused its window grows by one step in this time; 0 for never',
  ),
  'verification.windowGrowthMaxSteps': p('窗口最多放宽（步）', 'Window grows by at most (steps)'),
  'verification.windowGrowthMaxSteps-help': p('放宽的上限', 'Limit of that growth'),
  'verification.lookAheadCounters': p('事件令牌认证窗口（次）', 'Window of event tokens (presses)'),
  'verification.lookAheadCounters-help': p(
    '令牌被空按多少次以内仍可直接认证',
    'Presses not used for authentication that are still accepted',
  ),
  'verification.resyncCounters': p(
    '事件令牌同步窗口（次）',
    'Synchronisation window of event tokens (presses)',
  ),
  'verification.resyncCounters-help': p('同步时向前查找多少次', 'How far synchronisation searches ahead'),
  'settings.lockout': p('锁定策略', 'Lockout'),
  'lockout.temporaryAfterFailures': p('临时锁定前的失败次数', 'Failures before a temporary lock'),
  'lockout.temporaryAfterFailures-help': p('连续输错达到这个次数，锁定一段时间', 'Wrong tries in a row'),
  'lockout.temporarySeconds': p('首次锁定时长（秒）', 'First lock lasts (seconds)'),
  'lockout.temporarySeconds-help': p('之后每次继续输错，时长加倍', 'Doubles with each further failure'),
  'lockout.temporaryMaxSeconds': p('最长锁定时长（秒）', 'Longest lock (seconds)'),
  'lockout.temporaryMaxSeconds-help': p('临时锁定不超过这个时长', 'A temporary lock never lasts longer'),
  'lockout.permanentAfterFailures': p('长期锁定前的失败次数', 'Failures before a lasting lock'),
  'lockout.permanentAfterFailures-help': p(
    '达到后须管理员解锁；0 表示从不',
    'Then an administrator has to unlock; 0 for never',
  ),
  'settings.binding': p('绑定策略', 'Binding'),
  'binding.maxTokensPerUser': p('每个用户最多绑定令牌数', 'Most tokens per user'),
  'binding.maxTokensPerUser-help': p('超过时拒绝绑定', 'More are refused'),
  'binding.maxUsersPerToken': p('每个令牌最多绑定用户数', 'Most users per token'),
  'binding.maxUsersPerToken-help': p('一般为 1；共用令牌时调大', 'Usually 1; more for shared tokens'),
} as const satisfies PhraseTable;
