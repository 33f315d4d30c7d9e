import type { Phrase, PhraseTable } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

export const distributionPhrases = {
  'distribution.title': p('手机令牌分发', 'Distribute to phones'),
  'distribution.list-help': p(
    '选择一个手机令牌，生成二维码或离线激活信息，交给用户在手机上激活。',
    'Choose a mobile token and make a QR code or offline activation data for the phone of its user.',
  ),
  'distribution.empty': p('还没有手机令牌', 'No mobile tokens yet'),
  'distribution.empty-help': p(
    '先创建手机令牌，再分发到手机。',
    'Create mobile tokens first, then distribute them.',
  ),
  'distribution.do': p('分发', 'Distribute'),
  'distribution.again': p('重新分发', 'Distribute again'),
  'distribution.of': p('分发手机令牌 {serial}', 'Distribute token {serial}'),
  'distribution.again-warning': p(
    '该令牌已在手机上激活。重新分发会产生新的种子，新手机激活后，原手机上的令牌立即失效。',
    'A phone already holds this token. Distributing makes a new seed: once the new phone activates it, the old one stops working.',
  ),
  'distribution.pending-warning': p(
    '该令牌有一次尚未完成的分发，重新分发后原来的二维码立即失效。',
    'A distribution of this token is under way; its QR code stops working when you distribute again.',
  ),
  'distribution.mode': p('分发方式', 'How'),
  'mode.online': p('二维码（在线）', 'QR code (online)'),
  'mode.online-help': p(
    '手机能访问分发站点时使用。二维码只能激活一次，二维码里没有种子，安全性更高。',
    'For phones that reach the distribution site. Works once only and holds no seed: the safer way.',
  ),
  'mode.offline': p('离线分发', 'Offline'),
  'mode.offline-help': p(
    '手机无法联网时使用，扫码或手动输入激活码。离线激活码本身无法做到只用一次，系统在首次认证时检查有效期，请妥善保管。',
    'For phones without network: scan or type the code. An offline code cannot be single-use by nature; the server enforces its expiry at the first authentication. Keep it safe.',
  ),
  'distribution.recommended': p('推荐', 'recommended'),
  'distribution.password': p('激活密码', 'Activation password'),
  'password.random': p('随机', 'Random'),
  'password.random-help': p(
    '8 位随机数字，请用另一种途径告诉用户',
    '8 random digits; tell the user by another way',
  ),
  'password.default': p('默认', 'Default'),
  'password.default-help': p(
    '使用基础配置中的默认激活密码',
    'The default activation password of the settings',
  ),
  'password.default-warning': p(
    '默认激活密码人人知道（出厂为 123456），拿到二维码的任何人都能激活。',
    'Everybody knows the default password (123456 as delivered): whoever gets the QR code can activate the token.',
  ),
  'password.none': p('无', 'None'),
  'password.none-help': p('不需要激活密码', 'No activation password'),
  'password.none-warning': p(
    '拿到二维码的任何人都能激活，仅在当面扫码时使用。',
    'Whoever gets the QR code can activate the token: only for scanning face to face.',
  ),
  'distribution.device': p('手机令牌标识码', 'Phone identifier'),
  'distribution.device-help': p(
    '用户在手机令牌“设置”中查看并告诉您。填写后只有这部手机能激活。',
    'The phone shows it under Settings. When given, only that phone can activate the token.',
  ),
  'distribution.submit': p('生成', 'Generate'),
  'distribution.site-off': p(
    '分发站点已关闭，只能离线分发。',
    'The distribution site is off: only offline distribution is possible.',
  ),
  'distribution.site-settings': p('去基础配置', 'Open the settings'),
  'site.local-title': p('其他手机打不开这个二维码', 'Phones cannot reach this address'),
  'site.local': p(
    '尚未设置分发站点访问 URL，二维码指向本机地址，只有本机能打开。',
    'No address of the distribution site is set, so the QR code points to this very machine.',
  ),
  'result.once': p(
    '激活信息只显示这一次，离开本页后不能再次查看。',
    'This is shown once: after you leave the page it cannot be shown again.',
  ),
  'result.qr-label': p('激活二维码', 'Activation QR code'),
  'result.qr-help': p('用手机令牌“添加 → 扫一扫”扫描', 'Scan it in the phone token: Add, then Scan'),
  'result.qr-hidden': p(
    '该分发已结束，二维码已失效',
    'This distribution has ended; the QR code no longer works',
  ),
  'result.password': p('激活密码', 'Activation password'),
  'result.password-help': p(
    '请用另一种途径（电话、短信、当面）告诉用户，不要与二维码一起发送',
    'Tell the user by another way (phone, message, in person), never together with the QR code',
  ),
  'result.no-password': p('不需要激活密码', 'No activation password'),
  'result.code': p('激活码', 'Activation code'),
  'result.expires': p('有效期至', 'Valid until'),
  'result.print': p('打印', 'Print'),
  'result.print-password': p(
    '同时打印激活密码（页尾可撕下的部分）',
    'Print the activation password too (tear-off part)',
  ),
  'result.withdraw': p('撤销这次分发', 'Withdraw'),
  'result.withdraw-title': p('撤销这次分发？', 'Withdraw this distribution?'),
  'result.withdraw-help': p(
    '二维码立即失效，需要时可以重新分发。',
    'The QR code stops working at once. You can distribute again.',
  ),
  'result.withdraw-help-offline': p(
    '撤销后，用这组激活信息产生的口令不会被接受。需要时可以重新分发。',
    'OTPs made from this activation data will not be accepted. You can distribute again.',
  ),
  'result.finish': p('完成', 'Finish'),
  'result.leave-title': p('离开本页？', 'Leave this page?'),
  'result.leave': p(
    '激活信息只显示这一次。手机尚未激活，离开后需重新分发才能再看到二维码。',
    'The activation data is shown once and no phone has activated it yet. To see a QR code again you would have to distribute again.',
  ),
  'result.leave-yes': p('离开', 'Leave'),
  'result.leave-no': p('留在本页', 'Stay'),
  'result.tries-left': p('激活密码还可以试 {tries} 次', '{tries} tries of the activation password left'),
  'progress.issued': p('等待手机激活', 'Waiting for the phone'),
  'progress.claimed': p('手机已领取', 'The phone has it'),
  'progress.activated': p('已激活', 'Activated'),
  'progress.activated-help': p('手机令牌已可使用。', 'The phone token is ready.'),
  'progress.offline-first': p(
    '首次认证成功后变为“已激活”',
    'Turns to activated at the first successful authentication',
  ),
  'state.issued': p('未领取', 'not claimed'),
  'state.claimed': p('已领取，待确认', 'claimed, to be confirmed'),
  'state.activated': p('已激活', 'activated'),
  'state.expired': p('已过期', 'expired'),
  'state.burned': p('激活密码错误次数过多，已失效', 'too many wrong activation passwords'),
  'state.superseded': p('已被新的分发取代', 'replaced by a newer one'),
  'state.cancelled': p('已撤销', 'withdrawn'),
  'last.title': p('最近一次分发', 'Latest distribution'),
  'last.none': p('从未分发', 'never distributed'),
  'last.by': p('操作人', 'By'),
  'last.at': p('分发时间', 'Made'),
  'last.has-password': p('有激活密码', 'with activation password'),
  'last.no-password': p('无激活密码', 'without activation password'),
  'sheet.title': p('手机令牌激活说明', 'Activate your phone token'),
  'sheet.for': p('用户', 'User'),
  'sheet.serial': p('令牌号', 'Serial'),
  'sheet.how': p('操作步骤', 'What to do'),
  'sheet.online-1': p(
    '在手机上打开“手机令牌”；没有安装时，直接用相机或浏览器扫描二维码即可打开。',
    'Open the phone token on your phone. Not installed yet? Scan the code with the camera; it opens by itself.',
  ),
  'sheet.online-2': p(
    '点“添加”→“扫一扫”，扫描左侧二维码。',
    'Tap Add, then Scan, and point the phone at the QR code.',
  ),
  'sheet.online-3': p(
    '按提示输入激活密码（另行告知）。',
    'Enter the activation password (you get it separately).',
  ),
  'sheet.online-3-none': p(
    '按提示完成激活，不需要激活密码。',
    'Follow the screen; no activation password is needed.',
  ),
  'sheet.online-4': p(
    '二维码只能使用一次，过期请联系管理员。',
    'The code works once. If it has expired, ask your administrator.',
  ),
  'sheet.offline-1': p(
    '在手机上打开“手机令牌”，点“添加”→“扫一扫”，扫描左侧二维码；',
    'Open the phone token, tap Add, then Scan, and point it at the QR code;',
  ),
  'sheet.offline-2': p(
    '或者点“添加”→“手动激活”，输入令牌号和激活码。',
    'or tap Add, then Manual, and type the serial and the activation code.',
  ),
  'sheet.offline-3': p(
    '输入激活密码（另行告知）。',
    'Enter the activation password (you get it separately).',
  ),
  'sheet.offline-3-none': p('不需要激活密码。', 'No activation password is needed.'),
  'sheet.offline-4': p(
    '激活后立即登录一次，令牌才正式生效。激活完成后请销毁本页。',
    'Sign in once right after activation to put the token into force. Destroy this sheet afterwards.',
  ),
  'sheet.keep': p(
    '本页等同于钥匙，请勿拍照、转发或遗留在打印机上。',
    'This sheet is as good as a key: do not photograph it, forward it or leave it in the printer.',
  ),
  'sheet.tear': p('沿虚线撕下，与上半部分分开交给用户', 'Tear off here and hand over separately'),
} as const satisfies PhraseTable;
