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
  'word.asked': p('要求', 'asked for'),
  'word.not-asked': p('不要求', 'not asked for'),
  'word.yes': p('是', 'yes'),
  'word.no': p('否', 'no'),
  'verification.otpRequired': p('动态口令', 'OTP'),
  'verification.otpRequired-help': p(
    '对“按策略”的用户生效；如果三项都不要求，仍会要求动态口令',
    'For users set to follow the policy; where none of the three is asked for, the OTP still is',
  ),
  'verification.thirdPartyRequired': p('第三方认证密码', 'Third-party password'),
  'verification.thirdPartyRequired-help': p(
    '对“按策略”的用户生效，由认证后端（LDAP、RADIUS 等）核对，输入在最前面',
    'For users set to follow the policy; a back-end (LDAP, RADIUS …) checks it; it is typed first',
  ),
  'verification.staticPasswordRequired': p('静态密码', 'Static password'),
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
  'settings.static-password': p('静态密码策略', 'Static passwords'),
  'staticPassword.minLength': p('最小长度', 'Least length'),
  'staticPassword.minLength-help': p('字符数，一个汉字算一个', 'In characters'),
  'staticPassword.maxLength': p('最大长度', 'Greatest length'),
  'staticPassword.maxLength-help': p('字符数', 'In characters'),
  'staticPassword.minCharacterClasses': p('至少包含几种字符', 'Kinds of characters'),
  'staticPassword.minCharacterClasses-help': p(
    '大写字母、小写字母、数字、其他字符',
    'Of lower case, upper case, digits, others: so many at least',
  ),
  'staticPassword.historyCount': p('不能重复最近几次的密码', 'Former passwords refused'),
  'staticPassword.historyCount-help': p('0 表示可以重复', '0 allows any to come back'),
  'staticPassword.maxAgeDays': p('有效期（天）', 'Valid for (days)'),
  'staticPassword.maxAgeDays-help': p(
    '到期后必须修改才能认证；0 表示长期有效',
    'Afterwards it has to be changed before it counts; 0 for ever',
  ),
  'staticPassword.isGuessableRefused': p('拒绝容易猜到的密码', 'Refuse guessable passwords'),
  'staticPassword.isGuessableRefused-help': p(
    '连续或重复的字符、包含用户名、人人先试的密码',
    'Runs (1234, aaaa), the user name in it, what everybody tries first',
  ),
  'staticPassword.isInitialChangeRequired': p('初始密码必须修改', 'Initial password has to be changed'),
  'staticPassword.isInitialChangeRequired-help': p(
    '管理员设置的静态密码，用户修改后才能用于认证。请先确认应用提供修改静态密码的功能',
    'A password set by an administrator counts once the user has changed it: make sure that an application lets them',
  ),
  'settings.emergency': p('应急口令策略', 'Emergency passwords'),
  'emergencyPassword.maxValidHours': p('最长有效期（小时）', 'Valid for at most (hours)'),
  'emergencyPassword.maxValidHours-help': p(
    '用户令牌不在身边时，管理员签发、代替动态口令',
    'Issued by an administrator in place of the OTP, when a token is not at hand',
  ),
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
  'lockout.allSourcesAfterFailures': p('所有来源合计的失败次数', 'Failures from all sources together'),
  'lockout.allSourcesAfterFailures-help': p(
    '达到后，从未成功过的来源须等待，或连续输入两个正确的动态口令；该用户常用的来源不受影响',
    'Then sources that never succeeded for this user have to wait, or show two OTPs in a row; known ones go on',
  ),
  'lockout.clientAfterFailures': p('单个客户端地址的失败次数', 'Failures of one client address'),
  'lockout.clientAfterFailures-help': p(
    '该地址对所有用户的失败合计，达到后须等待；0 表示从不',
    'Over all users; then the address has to wait; 0 for never',
  ),
  'lockout.knownSourceDays': p('来源保持可信（天）', 'A source stays known for (days)'),
  'lockout.knownSourceDays-help': p('从最近一次成功算起', 'After its last success'),
  'lockout.forgetAfterHours': p('失败次数清零（小时）', 'Failures are forgotten after (hours)'),
  'lockout.forgetAfterHours-help': p(
    '该来源在这段时间内没有新的失败；所有来源合计的动态口令失败次数每经过这段时间减三',
    'Of a source, without a new one; of wrong OTPs from all sources together, three in this time',
  ),
  'lockout.isUnlockedByTwoOtps': p('两个连续的动态口令可解锁', 'Two consecutive OTPs unlock'),
  'lockout.isUnlockedByTwoOtps-help': p(
    '持有令牌的人连续两次正确登录，或通过同步（sync），即可解除锁定',
    'Whoever holds the token ends a lock by two right logins in a row, or by synchronising it',
  ),
  'settings.binding': p('绑定策略', 'Binding'),
  'binding.maxTokensPerUser': p('每个用户最多绑定令牌数', 'Most tokens per user'),
  'binding.maxTokensPerUser-help': p('超过时拒绝绑定', 'More are refused'),
  'binding.maxUsersPerToken': p('每个令牌最多绑定用户数', 'Most users per token'),
  'binding.maxUsersPerToken-help': p('一般为 1；共用令牌时调大', 'Usually 1; more for shared tokens'),
} as const satisfies PhraseTable;
