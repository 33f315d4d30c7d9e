import type { Phrase, PhraseTable } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What the command line says when somebody runs the system: backup, restore, doctor, keys. */
export const operationPhrases = {
  'reason.ENOENT': p('没有这个文件或目录', 'there is no such file or directory'),
  'reason.EACCES': p('没有权限', 'permission denied'),
  'reason.EPERM': p('没有权限', 'permission denied'),
  'reason.EISDIR': p('这是一个目录', 'it is a directory'),
  'reason.ENOTDIR': p('路径中有一部分不是目录', 'a part of the path is no directory'),
  'reason.ENOSPC': p('磁盘已满', 'the disk is full'),
  'reason.EROFS': p('文件系统只读', 'the file system is read-only'),
  'reason.ENAMETOOLONG': p('名字太长', 'the name is too long'),
  'reason.EEXIST': p('已存在同名文件', 'there is a file of that name'),
  'reason.EMPTY': p('文件是空的', 'it is empty'),

  'reason.EFBIG': p('文件太大', 'it is too large'),
  'list.more': p(
    '还有更多：用 --limit 指定数量，或 --limit all',
    'There are more: use --limit, e.g. --limit all',
  ),
  'user.changed': p('已修改用户“{login}”', 'User "{login}" was changed'),
  'user.static-password-set': p(
    '已设置用户“{login}”的静态密码',
    'The static password of user "{login}" is set',
  ),
  'user.emergency-issued': p(
    '用户“{login}”的应急口令，只显示这一次，有效期至 {expiresAt}',
    'Emergency password of user "{login}", shown this once, valid until {expiresAt}',
  ),
  'user.emergency-withdrawn': p(
    '已撤销用户“{login}”的应急口令',
    'The emergency password of user "{login}" is withdrawn',
  ),
  'access-rules.malformed': p(
    '{file} 不是访问规则的 JSON 数组，{place} 处有误。例如 [{"days":[1,2,3,4,5],"addresses":["10.0.0.0/8"]}]',
    '{file} is no JSON list of access rules: see {place}. For example [{"days":[1,2,3,4,5],"addresses":["10.0.0.0/8"]}]',
  ),
  'access-rules.unknown-field': p(
    '{file} 中的 {place} 不是访问规则的字段：可用 {fields}',
    '{place} in {file} is no field of an access rule: they are {fields}',
  ),
  'user.unlocked': p('已解锁用户“{login}”', 'User "{login}" is unlocked'),

  cancelled: p('已取消，数据未被改动', 'Cancelled; nothing was changed'),
  'data.missing': p(
    '{place} 中没有数据：请用 --data 指明数据目录',
    'There is no data in {place}: name the data directory with --data',
  ),
  'master-key.missing': p(
    '找不到主密钥 {path}，而已有数据需要它：请把它放回原处',
    'The master key {path} is missing, but there is data that needs it: put it back',
  ),
  'master-key.malformed': p(
    '{place} 不是主密钥：应为 64 个十六进制数字',
    '{place} is no master key: it has to be 64 hexadecimal digits',
  ),
  'master-key.command-failed': p(
    'LINGPAI_MASTER_KEY_COMMAND 执行失败，没有得到主密钥',
    'LINGPAI_MASTER_KEY_COMMAND failed: there is no master key',
  ),
  'password-file.empty': p(
    '密码文件 {file} 的第一行是空的',
    'The first line of the password file {file} is empty',
  ),
  'password-file.short': p(
    '备份密码太短：至少 {min} 个字符。拿到备份的人可以无限次猜测它',
    'The password is too short for a backup: at least {min} characters. Whoever has the backup can guess as often as they like',
  ),

  'backup.progress': p('已备份 {done} / {total} 行', '{done} of {total} rows'),
  'backup.done': p('已备份到 {file}：{rows} 行，{mib} MiB', 'Backed up to {file}: {rows} rows, {mib} MiB'),
  'backup.key-apart': p(
    '种子在备份中仍是加密的。恢复时需要主密钥 {path}：请另行妥善保管，不要与备份放在一起',
    'Seeds stay encrypted in the backup. To restore it, the master key is needed: keep {path} as well, in another place than the backup',
  ),
  'backup.key-apart-elsewhere': p(
    '种子在备份中仍是加密的。恢复时需要主密钥（LINGPAI_MASTER_KEY 或 LINGPAI_MASTER_KEY_COMMAND 提供的那一个）：请另行妥善保管',
    'Seeds stay encrypted in the backup. To restore it, the master key is needed (the one of LINGPAI_MASTER_KEY or LINGPAI_MASTER_KEY_COMMAND): keep it as well, in another place',
  ),
  'backup.key-inside': p(
    '备份中含有用密码加密的主密钥：有备份又有密码的人可以读出所有种子，请把密码与备份分开保管',
    'The backup holds the master key, encrypted with the password: whoever has both can read every seed. Keep the password in another place',
  ),

  'restore.not-empty': p(
    '{place} 中已有数据：只能恢复到空的数据目录或空数据库，现有数据未被改动',
    'There is data in {place} already: a backup is restored into an empty data directory or database only. Nothing was changed',
  ),
  'restore.not-a-backup': p('{file} 不是令牌系统的备份文件', '{file} is not a backup of Lingpai'),
  'restore.damaged': p(
    '备份 {file} 已损坏，没有恢复任何数据。请换一个备份',
    'The backup {file} is damaged; nothing was restored. Take another one',
  ),
  'restore.key-needed': p(
    '恢复需要备份时的主密钥：请先把它放到 {path}（权限 0600）',
    'The master key of the backed-up system is needed: put it at {path} first (mode 0600)',
  ),
  'restore.key-needed-or-password': p(
    '恢复需要主密钥：请用 --with-key 给出备份密码文件，或先把主密钥放到 {path}（权限 0600）',
    'The master key is needed: give the password file of the backup with --with-key, or put the key at {path} first (mode 0600)',
  ),
  'restore.no-key-inside': p(
    '这个备份里没有主密钥（备份时没有用 --with-key）',
    'There is no master key in this backup (it was made without --with-key)',
  ),
  'restore.password-wrong': p('备份密码错误', 'The password of the backup is wrong'),
  'restore.checking': p('正在检查备份……', 'Checking the backup …'),
  'restore.progress': p('已恢复 {done} / {total} 行', '{done} of {total} rows'),
  'restore.done': p(
    '已恢复 {madeAt} 的备份：{users} 个用户，{tokens} 个令牌',
    'Restored the backup of {madeAt}: {users} users, {tokens} tokens',
  ),
  'restore.guard': p(
    '备份之后用过的口令，备份并不知道。为防止旧口令被重用：{time} 个时间型令牌到目前为止的口令全部作废（用户等下一个口令即可）；{event} 个事件型令牌已锁定；{distributions} 个未完成的分发已撤销',
    'The backup does not know the OTPs that were used after it was made. So that none is accepted again: every OTP up to now of {time} time tokens is used up (the next one on the display is accepted), {event} event tokens are locked, {distributions} open distributions are withdrawn',
  ),
  'restore.guard-events': p(
    '解锁事件型令牌后，请立即用令牌上的两个新口令同步（lingpai token unlock / token sync）。如果备份之后没有人用过事件型令牌，可用 --trust-event-counters 重新恢复',
    'After unlocking an event token, synchronise it at once with two new OTPs from it (lingpai token unlock, token sync). Restore with --trust-event-counters instead if no event token was used after the backup',
  ),
  'restore.guard-ocra': p(
    '{count} 个用计数器的 OCRA 令牌：应答一次挑战后才能签名手工输入的交易，在此之前返回 13（备份之后用过哪些计数无从得知）',
    '{count} OCRA tokens with a counter have to answer a challenge before a transaction that is typed into them can be signed; until then it is answered 13. Which counters were used after the backup is unknown',
  ),
  'restore.guard-emergency': p(
    '已收回 {count} 个应急口令：备份之后用过几次无从得知',
    '{count} emergency passwords are taken back: how often they were used after the backup is unknown',
  ),
  'restore.trusted-events': p(
    '注意：按要求保留了事件型令牌的计数器，备份之后用过的口令可能被再次接受',
    'Note: the counters of event tokens are as in the backup, as you asked: an OTP used after it may be accepted again',
  ),
  'restore.trusted-all': p(
    '注意：按要求保留了全部计数器，备份之后用过的口令可能被再次接受',
    'Note: all counters are as in the backup, as you asked: an OTP used after it may be accepted again',
  ),
  'restore.old-server': p(
    '请确认原来的服务器已停止：两套系统各自计数，同一口令会被两边各接受一次',
    'Make sure that the former server is stopped: two systems that count apart each accept the same OTP once',
  ),

  'keys.waiting': p('等待运行中的服务器得知新密钥……', 'Waiting for running servers to learn the key …'),
  'keys.resealing': p('已重新加密 {done} 个种子和密钥', '{done} seeds and secrets encrypted anew'),
  'keys.rotated': p(
    '数据密钥已更换：{resealed} 个种子和密钥已用新密钥 {id} 重新加密，旧密钥已删除',
    'The data key is changed: {resealed} seeds and secrets are encrypted under the new key {id}, the former one is gone',
  ),
  'keys.resumed': p(
    '上次的密钥更换没有完成，现在接着做',
    'The last change of keys was not finished: going on with it',
  ),
  'keys.interrupted': p(
    '已中断。数据完好，认证不受影响；再次运行 lingpai keys rotate 即可接着完成',
    'Interrupted. The data is intact and authentication goes on; run lingpai keys rotate again to finish',
  ),
  'keys.unreadable': p(
    '有 {count} 个种子或密钥无法读取（lingpai doctor 会列出），因此旧密钥保留未删',
    '{count} seeds or secrets cannot be read (lingpai doctor names them), so the former key is kept',
  ),
  'keys.master-same': p(
    '{file} 就是现在的主密钥：请指定另一个文件',
    '{file} is the present master key: name another file',
  ),
  'keys.master-changed': p(
    '其他进程同时更换了密钥，什么都没有改动。请再试一次',
    'Another process has changed the keys at the same time; nothing was changed. Try again',
  ),
  'keys.master-placed': p(
    '主密钥已更换并写入 {path}。原主密钥保存为 {former}：恢复旧备份时还需要它，请移到安全的地方',
    'The master key is changed and in place at {path}. The former one is {former}: older backups need it, move it to a safe place',
  ),
  'keys.master-elsewhere': p(
    '主密钥已更换：下次启动服务器之前，请让 LINGPAI_MASTER_KEY（或 LINGPAI_MASTER_KEY_COMMAND）给出 {file} 中的新密钥。运行中的服务器不受影响。原主密钥在恢复旧备份时还需要',
    'The master key is changed: before a server starts next, LINGPAI_MASTER_KEY (or LINGPAI_MASTER_KEY_COMMAND) has to give the new one, which is in {file}. Running servers go on. Older backups still need the former one',
  ),

  'settings.unknown': p(
    '没有设置项“{name}”：lingpai settings show 列出全部',
    'There is no setting "{name}": lingpai settings show lists them all',
  ),
  'settings.wants-number': p('应为整数', 'a whole number is wanted'),
  'settings.wants-boolean': p('应为 true 或 false', 'true or false is wanted'),
  'settings.wants-list': p(
    '应为 JSON 数组，例如 [{"addresses":["10.0.0.0/8"]}]，清空用 []',
    'a JSON list is wanted, e.g. [{"addresses":["10.0.0.0/8"]}], or [] for none',
  ),
  'settings.list-item': p('{place} 处的值无效', 'the value at {place} is not valid'),
  'settings.list-field': p('{place}：没有这个字段', 'there is no such field as {place}'),
  'settings.range': p('应在 {min} 到 {max} 之间', '{min} to {max} is wanted'),
  'settings.length': p('应为 {min} 到 {max} 个字符', '{min} to {max} characters are wanted'),
  'settings.pattern': p('格式不对（例如 {example}）', 'it must look like {example}'),
  'settings.changed': p('{name}：{before} → {after}', '{name}: {before} → {after}'),

  'doctor.state.ok': p('正常', 'OK'),
  'doctor.state.warning': p('警告', 'warning'),
  'doctor.state.problem': p('问题', 'problem'),
  'doctor.state.skipped': p('跳过', 'skipped'),
  'doctor.skipped': p('前面的问题解决后才能检查', 'cannot be checked before the problem above is solved'),
  'doctor.line': p('{state}\t{check}：{words}{fixed}', '{state}\t{check}: {words}{fixed}'),
  'doctor.fixed': p('已修复', 'mended'),
  'doctor.progress': p('{name}：{done}', '{name}: {done}'),
  'doctor.healthy': p('一切正常', 'All is well'),
  'doctor.warnings': p('没有问题，{warnings} 个警告', 'No problem; warnings: {warnings}'),
  'doctor.sick': p('发现 {problems} 个问题，{warnings} 个警告', 'Problems: {problems}, warnings: {warnings}'),

  'doctor.check.node': p('Node 版本', 'Node version'),
  'doctor.check.directory': p('数据目录', 'Data directory'),
  'doctor.check.disk': p('磁盘空间', 'Disk space'),
  'doctor.check.schema': p('数据版本', 'Schema version'),
  'doctor.check.integrity': p('数据库完整性', 'Database integrity'),
  'doctor.check.master-key': p('主密钥', 'Master key'),
  'doctor.check.data-keys': p('数据密钥', 'Data keys'),
  'doctor.check.seeds': p('令牌种子', 'Seeds'),
  'doctor.check.secrets': p('后端和事件通知的密钥', 'Secrets of back-ends and event sinks'),
  'doctor.check.imports': p('未完成的导入', 'Unfinished imports'),
  'doctor.check.counters': p('计数', 'Counters'),
  'doctor.check.audit': p('审计链', 'Audit chain'),
  'doctor.check.clock': p('系统时钟', 'Clock'),
  'doctor.check.activation': p('激活密码', 'Activation password'),

  'doctor.secrets.ok': p('{count} 个，都能解密', '{count}, all can be opened'),
  'doctor.secrets.bad': p(
    '无法解密：{names}。请重新设置它们的密钥',
    'cannot be opened: {names}. Set their secrets again',
  ),
  'doctor.node.ok': p('{version}', '{version}'),
  'doctor.node.old': p(
    '{version} 太旧：需要 24 以上。请用 npx lingpai 运行',
    '{version} is too old: 24 or newer is needed. Run it with npx lingpai',
  ),
  'doctor.directory.ok': p('{path}，只有本账户可读', '{path}, readable by this account alone'),
  'doctor.directory.missing': p('没有 {path}：请用 --data 指明', 'there is no {path}: name it with --data'),
  'doctor.directory.open': p(
    '{path} 可被其他账户读取（权限 {mode}）：chmod {wanted} {path}，或 doctor --fix',
    '{path} can be read by other accounts (mode {mode}): chmod {wanted} {path}, or doctor --fix',
  ),
  'doctor.directory.unwritable': p(
    '{path} 不可写：检查属主和权限',
    '{path} cannot be written: look at its owner and mode',
  ),
  'doctor.directory.leftovers': p(
    '{path} 中有 {count} 个中断的操作留下的文件：doctor --fix 可清除',
    '{count} files of interrupted operations are left in {path}: doctor --fix removes them',
  ),
  'doctor.disk.ok': p('剩余 {gib} GiB', '{gib} GiB free'),
  'doctor.disk.low': p(
    '只剩 {gib} GiB：磁盘写满后无法认证，请清理或扩容',
    '{gib} GiB free only: nobody can authenticate on a full disk. Make room',
  ),
  'doctor.schema.ok': p('{version}（{engine}）', '{version} ({engine})'),
  'doctor.schema.none': p(
    '{place} 中没有数据：请用 --data 指明',
    'there is no data in {place}: name it with --data',
  ),
  'doctor.schema.old': p(
    '{found}，本程序为 {known}：下次启动时自动升级，之前请先备份',
    '{found}, this program has {known}: the next start migrates it. Make a backup first',
  ),
  'doctor.schema.too-new': p(
    '{found} 比本程序的 {known} 新：请升级程序',
    '{found} is newer than this program ({known}): upgrade the program',
  ),
  'doctor.schema.unreadable': p('无法读取数据库：{message}', 'cannot read the database: {message}'),
  'doctor.integrity.ok': p('未发现损坏', 'nothing is damaged'),
  'doctor.integrity.bad': p(
    '发现损坏：停止服务器，把数据目录另存一份，然后从备份恢复（lingpai restore）。首个：{first}',
    'damage found: stop the server, keep a copy of the data directory, and restore a backup (lingpai restore). The first: {first}',
  ),
  'doctor.master-key.ok': p('能打开全部 {count} 个数据密钥', 'opens all {count} data keys'),
  'doctor.master-key.bad': p('{message}', '{message}'),
  'doctor.data-keys.ok': p('当前密钥 {id}', 'the current one is {id}'),
  'doctor.data-keys.unfinished': p(
    '密钥更换没有完成：再次运行 lingpai keys rotate',
    'a change of keys was not finished: run lingpai keys rotate again',
  ),
  'doctor.seeds.ok': p('种子和 PIN 码全部 {count} 个都能打开', 'seeds and PINs, all {count} can be opened'),
  'doctor.seeds.bad': p(
    '{bad} 个令牌的种子或 PIN 码无法打开（共 {count} 个）：这些令牌无法认证。请重新导入或重新分发，PIN 码请重新设置：{serials}',
    'of {count} seeds and PINs, those of {bad} tokens cannot be opened; these tokens cannot authenticate. Import or distribute them again, set PINs again: {serials}',
  ),
  'doctor.imports.ok': p('没有', 'none'),
  'doctor.imports.running': p('有 {count} 个正在进行', '{count} are under way'),
  'doctor.imports.left': p(
    '有 {count} 个中断的导入：服务器会自动清除，或 doctor --fix',
    '{count} were cut short: the server removes them, or doctor --fix',
  ),
  'doctor.counters.ok': p('与实际一致', 'they agree with what they count'),
  'doctor.counters.bad': p(
    '{counters} 与实际不符：doctor --fix 可修复',
    '{counters} are wrong: doctor --fix counts anew',
  ),
  'doctor.audit.ok': p('完整，共 {checked} 条', 'intact, {checked} events'),
  'doctor.audit.bad': p(
    '在第 {id} 条（节点 {node}）断开：{problem}。有人改动过数据库，请保留现场并查明',
    'it breaks at event {id} (node {node}): {problem}. Somebody has altered the database: keep it as it is and find out',
  ),
  'doctor.audit.bad-node': p(
    '不完整（节点 {node}）：{problem}。有人改动过数据库，请保留现场并查明',
    'it is not whole (node {node}): {problem}. Somebody has altered the database: keep it as it is and find out',
  ),
  'doctor.clock.ok': p('{now}', '{now}'),
  'doctor.clock.behind': p(
    '系统时间 {now} 比最新的审计记录（{newest}）早：时钟被拨慢了，时间型令牌会认证失败。请启用 NTP',
    '{now} is before the newest audit event ({newest}): the clock was set back, and OTPs of time tokens fail. Use NTP',
  ),
  'doctor.activation.ok': p('不是出厂默认值', 'not the factory default'),
  'doctor.activation.default': p(
    '默认激活密码仍是人人皆知的出厂值：分发时选随机密码，或修改 activation.defaultPassword',
    'the default activation password is still the one everybody knows: distribute with random ones, or change activation.defaultPassword',
  ),
} as const satisfies PhraseTable;
