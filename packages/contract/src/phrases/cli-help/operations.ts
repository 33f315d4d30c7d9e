import type { Phrase } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Running the system, and what every command has. */
export const operationHelp = {
  lingpai: p('令牌 Lingpai：动态口令身份认证系统', 'Lingpai 令牌: OTP authentication'),
  help: p('显示某个命令的帮助', 'Show the help of a command'),
  '--data': p('数据目录（环境变量 LINGPAI_DATA，默认 ./data）', 'data directory (LINGPAI_DATA, or ./data)'),
  '--json': p('以一个 JSON 文档输出', 'one JSON document'),
  '--org': p('组织机构，例如 总公司/研发', 'organisation, e.g. 总公司/研发'),
  '--org-below': p('只列该组织机构及其下级', 'of this organisation and those below it'),
  '--limit': p('列出多少个；all 为全部（默认 100）', 'how many; all for all (default: 100)'),

  serve: p(
    '启动认证服务器、管理中心和面向手机的站点',
    'Run the authentication server, the management centre and the phone-facing site',
  ),
  'serve --host': p('内部监听地址（默认 127.0.0.1）', 'internal listener (default: 127.0.0.1)'),
  'serve --port': p('内部监听端口（默认 8080）', 'internal listener (default: 8080)'),
  'serve --phone-host': p(
    '面向手机的监听地址（默认 127.0.0.1）',
    'phone-facing listener (default: 127.0.0.1)',
  ),
  'serve --phone-port': p('面向手机的监听端口（默认 58004）', 'phone-facing listener (default: 58004)'),
  'serve --workers': p('进程数（默认 1）', 'processes (default: 1)'),

  audit: p('审计日志', 'Audit log'),
  'audit verify': p(
    '校验审计链：有没有事件被改动或删除',
    'Check the hash chain: was an event altered or removed?',
  ),

  settings: p('策略设置', 'Policy settings'),
  'settings show': p('显示全部设置', 'Show all settings'),
  'settings get': p('显示一项设置，例如 access.rules', 'Show one setting, e.g. access.rules'),
  'settings set': p(
    '修改一项设置，例如 lockout.temporaryAfterFailures 5；列表用 JSON 书写',
    'Change a setting, e.g. lockout.temporaryAfterFailures 5; lists are JSON',
  ),

  backup: p(
    '把全部数据备份到一个新文件，服务器不必停止；种子仍是加密的',
    'Back up everything into one new file, while servers run; seeds stay encrypted',
  ),
  'backup --with-key': p(
    '把主密钥也放进去，用该文件第一行的密码加密',
    'put the master key inside, encrypted with the password on the first line',
  ),
  restore: p(
    '把备份恢复到空的数据目录或空数据库（SQLite 或 PostgreSQL）',
    'Restore a backup into an empty data directory or database, SQLite or PostgreSQL',
  ),
  'restore --with-key': p(
    '用该文件第一行的密码取出备份中的主密钥',
    'take the master key out of the backup, with the password on the first line',
  ),
  'restore --trust-event-counters': p(
    '备份之后没有人用过事件型令牌：不锁定它们',
    'no event token was used since the backup: do not lock them',
  ),
  'restore --trust-all-counters': p(
    '备份之后没有人用过任何令牌，例如只是换一个数据库',
    'no token was used since the backup, e.g. when moving to another database',
  ),

  doctor: p(
    '检查整个系统：数据、密钥、种子、计数、审计链、时钟；有问题时退出码为 1',
    'Check the whole system: data, keys, seeds, counters, audit chain, clock. Exit code 1: a problem',
  ),
  'doctor --fix': p(
    '修复可以安全修复的：计数、遗留文件、文件权限',
    'mend what can be mended safely: counters, leftovers, file modes',
  ),

  keys: p('保护种子的密钥', 'Keys that protect the seeds'),
  'keys rotate': p(
    '更换数据密钥并重新加密所有种子，服务器不必停止；中断后再次运行即可接着完成',
    'Encrypt all seeds under a new data key, while servers run; may be interrupted and run again',
  ),
  'keys rotate --master-key-file': p(
    '改为更换主密钥：使用该文件中的新密钥，文件不存在则生成',
    'change the master key instead: to the one in this file, which is made when missing',
  ),
} as const satisfies Record<string, Phrase>;
