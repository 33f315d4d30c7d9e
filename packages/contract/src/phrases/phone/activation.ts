import type { Phrase } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** The ways a token comes to the phone. */
export const addPhrases = {
  'add.title': p('添加令牌', 'Add a token'),
  'add.lead': p(
    '向管理员索取分发二维码，或激活码和激活密码',
    'You need the QR code, or the activation code, from your administrator',
  ),
  'add.scan': p('扫一扫', 'Scan'),
  'add.scan-about': p('对准分发二维码即可激活', 'Point the camera at the QR code'),
  'add.manual': p('手动激活', 'Enter by hand'),
  'add.manual-about': p(
    '输入令牌号、激活码和激活密码，无需网络',
    'Serial, activation code and password; no network needed',
  ),
  'add.picture': p('从图片识别', 'From a picture'),
  'add.picture-about': p('选择、粘贴或拖入二维码图片', 'Choose, paste or drop a picture of the QR code'),
  'add.paste': p('粘贴激活链接', 'Paste a link'),
  'add.paste-about': p('从短信或邮件复制的激活链接', 'An activation link copied from a message'),
  'add.paste-label': p('激活链接', 'Activation link'),
  'add.paste-submit': p('继续', 'Continue'),
  'add.open-activation': p('有一个激活尚未完成', 'One activation is not finished'),
  'add.open-continue': p('继续激活', 'Continue'),
  'add.open-drop': p('放弃', 'Discard'),
} as const satisfies Record<string, Phrase>;

/** Camera, pictures and the texts of QR codes. */
export const scanPhrases = {
  'scan.title': p('扫一扫', 'Scan'),
  'scan.hint': p('将二维码放入框内，会自动识别', 'Hold the QR code inside the frame'),
  'scan.starting': p('正在打开相机…', 'Starting the camera…'),
  'scan.picture': p('从图片识别', 'From a picture'),
  'scan.manual': p('改为手动激活', 'Enter by hand instead'),
  'scan.video': p('相机画面', 'Camera picture'),
  'scan.reading': p('正在识别…', 'Reading…'),
  'scan.again': p('继续扫描', 'Scan again'),
  'camera.none': p(
    '没有找到相机。可以从图片识别，或手动激活',
    'No camera was found. Use a picture of the QR code, or enter the code by hand',
  ),
  'camera.refused': p(
    '没有相机权限。请在浏览器地址栏左侧的网站设置（iPhone：设置 → Safari 浏览器 → 相机）中允许使用相机，然后重试',
    'Camera access was refused. Allow it in the site settings beside the address bar (iPhone: Settings → Safari → Camera) and try again',
  ),
  'camera.insecure': p(
    '当前地址不是 https，浏览器不允许使用相机。请使用管理员给出的 https 地址打开',
    'This address is not https, so the browser does not allow the camera. Open the https address your administrator gave you',
  ),
  'camera.busy': p(
    '相机正被其他应用占用。请关闭其他使用相机的应用后重试',
    'Another app is using the camera. Close it and try again',
  ),
  'picture.no-code': p(
    '图片中没有找到二维码。请换一张清晰、完整的图片',
    'There is no QR code in this picture. Try a sharp one that shows the whole code',
  ),
  'picture.not-a-picture': p(
    '这个文件不是图片，请选择二维码图片',
    'This file is not a picture: choose a picture of the QR code',
  ),
  'qr.other-site': p(
    '这是另一个分发站点的二维码。请在手机浏览器中打开 {detail}，用那里的手机令牌扫描',
    'This code belongs to another distribution site. Open {detail} in your browser and scan it with the phone token there',
  ),
  'qr.later-version': p(
    '二维码来自更新版本的服务器。请联网重新打开本应用以更新，然后再扫一次',
    'This code comes from a newer server. Open the app again while online to update it, then scan once more',
  ),
  'qr.incomplete': p(
    '二维码内容不完整。请重新显示二维码再扫，或向管理员索取新的',
    'This code is incomplete. Display it again and rescan, or ask for a new one',
  ),
  'qr.key-uri': p(
    '这个 otpauth 二维码的内容有误，无法添加。请在原网站重新生成',
    'This otpauth code is faulty and cannot be added. Create it again where it came from',
  ),
  'qr.key-uri-export': p(
    '这是其他验证器的批量导出码，不支持导入。请在各网站逐个重新绑定',
    'This is the export code of another authenticator and cannot be imported. Set each account up again at its own site',
  ),
  'qr.web-address': p(
    '这是普通网址（{detail}），不是令牌二维码。请向管理员索取分发二维码',
    'This is an ordinary web address ({detail}), not a token. Ask your administrator for the distribution QR code',
  ),
  'qr.unknown': p(
    '这不是令牌二维码。请向管理员索取分发二维码',
    'This is not a token QR code. Ask your administrator for the distribution QR code',
  ),
} as const satisfies Record<string, Phrase>;

/** Online and offline activation. */
export const activationPhrases = {
  'activate.title': p('激活令牌', 'Activate'),
  'activate.working': p('正在激活…', 'Activating…'),
  'activate.confirming': p('正在向服务器确认…', 'Confirming with the server…'),
  'activate.password-lead': p(
    '激活密码由管理员另行告知，与二维码分开发送',
    'Your administrator tells you the activation password separately from the QR code',
  ),
  'activate.password': p('激活密码', 'Activation password'),
  'activate.submit': p('激活', 'Activate'),
  'activate.done': p('激活成功', 'Activated'),
  'activate.done-waiting': p(
    '令牌已保存，但还没有得到服务器确认。联网后会自动确认，请在 {time} 之前打开一次应用',
    'The token is saved but the server has not confirmed it. This happens by itself once online: open the app before {time}',
  ),
  'activate.failed': p('没有激活成功', 'Not activated'),
  'activate.unreadable': p(
    '服务器的答复无法解开，可能在途中被改动。请换一个网络重试；仍不成功请联系管理员',
    "The server's answer cannot be opened: it may have been altered on the way. Try another network, or ask your administrator",
  ),
  'activate.other-device-code': p('本机的手机令牌标识码：{code}', 'Identifier of this phone: {code}'),
  'activate.browser-title': p('请在已安装的应用中激活', 'Activate in the installed app'),
  'activate.browser-lead': p(
    '现在是在 Safari 中打开的，与主屏幕应用的数据互不相通。请先把本页添加到主屏幕，再从主屏幕打开，用“粘贴激活链接”或“扫一扫”激活',
    'This is Safari, which does not share storage with the installed app. Add this page to the Home Screen, open it from there, and activate with "Paste a link" or "Scan"',
  ),
  'activate.browser-copy': p('复制激活链接', 'Copy the activation link'),
  'activate.browser-anyway': p('仍在 Safari 中激活', 'Activate in Safari anyway'),
  'activate.to-codes': p('查看口令', 'Show the code'),
  'manual.title': p('手动激活', 'Enter by hand'),
  'manual.lead': p('全程不需要网络', 'No network is needed at any point'),
  'manual.serial': p('令牌号', 'Serial'),
  'manual.serial-help': p('原样输入，包括开头的 0', 'Exactly as given, leading zeros included'),
  'manual.serial-missing': p('请输入令牌号', 'Enter the serial'),
  'manual.serial-invalid': p(
    '令牌号只能包含字母、数字和 . _ : / -',
    'A serial has letters, digits and . _ : / - only',
  ),
  'manual.code': p('激活码', 'Activation code'),
  'manual.code-help': p(
    '26 个字符，不分大小写；横线自动添加，可整段粘贴',
    '26 characters in any case; dashes are added for you, pasting works',
  ),
  'manual.group': p('第 {number} 段', 'Part {number}'),
  'manual.group-incomplete': p('还差 {count} 个字符', '{count} to go'),
  'manual.group-ok': p('正确', 'correct'),
  'manual.group-wrong': p('有误，请核对这一段', 'a slip: check this part'),
  'manual.code-length': p('激活码应为 26 个字符', 'The activation code has 26 characters'),
  'manual.code-wrong': p(
    '激活码第 {number} 段有误，请逐字核对',
    'There is a slip in part {number} of the activation code',
  ),
  'manual.code-version': p(
    '激活码来自更新版本的服务器。请联网重新打开本应用以更新',
    'This activation code comes from a newer server. Open the app while online to update it',
  ),
  'manual.password': p('激活密码', 'Activation password'),
  'manual.password-help': p('没有激活密码就留空', 'Leave empty if there is none'),
  'manual.password-help-needed': p('由管理员另行告知', 'Your administrator tells you separately'),
  'manual.password-missing': p('这个令牌需要激活密码', 'This token needs the activation password'),
  'manual.submit': p('激活', 'Activate'),
  'manual.working': p('正在计算，约需 1 秒…', 'Computing, about a second…'),
  'manual.from-qr': p(
    '已从二维码读取令牌号和激活码',
    'Serial and activation code were read from the QR code',
  ),
  'manual.done': p(
    '令牌已可使用。请尽快用它登录一次：激活码到期前没有使用过的令牌会在服务器上失效',
    'The token is ready. Sign in with it once soon: a token that was not used before its activation code expires becomes invalid on the server',
  ),
  'manual.done-check': p(
    '如果第一个口令就被拒绝，多半是激活密码或令牌号输错了：请删除这个令牌重新激活',
    'If the very first code is refused, the password or serial was probably mistyped: delete the token and activate again',
  ),
  'personal.title': p('添加个人令牌', 'Add a personal token'),
  'personal.lead': p(
    '这个二维码来自其他服务，不受本公司服务器管理。请确认后添加',
    "This code comes from another service and is not managed by your company's server. Add it?",
  ),
  'personal.add': p('添加', 'Add'),
} as const satisfies Record<string, Phrase>;
