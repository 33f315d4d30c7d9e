import type { Phrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What the command line says of synchronising tokens. */
export const tokenClockPhrases = {
  'infer.candidate': p(
    '{place}. {spec}；{clock}。偶然吻合的期望次数 {accidents}',
    '{place}. {spec}; {clock}. Expected matches by accident: {accidents}',
  ),
  'infer.spec-time': p(
    '时间型（TOTP），{hash}，{digits} 位，{seconds} 秒',
    'time token (TOTP), {hash}, {digits} digits, {seconds} s',
  ),
  'infer.spec-event': p('事件型（HOTP），{hash}，{digits} 位', 'event token (HOTP), {hash}, {digits} digits'),
  'infer.spec-ocra': p(
    '挑战应答型（OCRA）的时间口令，{hash}，{digits} 位，{seconds} 秒',
    'time OTP of a challenge token (OCRA), {hash}, {digits} digits, {seconds} s',
  ),
  'infer.present': p('{spec}（与登记一致）', '{spec} (as enrolled)'),
  'infer.other': p('{spec}（与登记不同）', '{spec} (enrolled otherwise)'),
  'infer.counter': p('下一个事件因子 {counter}', 'next counter {counter}'),
  'infer.clock-right': p('时钟准确', 'clock right'),
  'infer.clock-ahead': p('时钟快 {seconds} 秒', 'clock {seconds} s ahead'),
  'infer.clock-behind': p('时钟慢 {seconds} 秒', 'clock {seconds} s behind'),
  'infer.none-two': p(
    '没有找到能解释这两个口令的参数：请核对口令，或连续读取三个口令再试（范围更大）',
    'Nothing explains these two OTPs: check them, or read three in a row, which searches further',
  ),
  'infer.none-three': p(
    '没有找到能解释这三个口令的参数：请核对口令和令牌号；若都无误，登记的种子很可能属于另一个令牌',
    'Nothing explains these three OTPs: check them and the serial; if both are right, the enrolled seed is probably another token’s',
  ),
  'infer.none-fixed': p(
    '按登记的类型没有找到未使用过的吻合位置。该令牌曾认证成功，因此其类型不能再改变',
    'Nothing beyond the last accepted OTP fits the enrolled type, which stays as it is because the token was accepted before',
  ),
  'infer.too-few-digits': p(
    '口令位数太少，两个口令的吻合可能纯属偶然：请连续读取三个口令再试',
    'With so few digits two OTPs may fit by accident: read three in a row',
  ),
  'infer.hint-adopt': p(
    '尚未改动。加上 --adopt 即采用（这些口令随之作废）',
    'Nothing was changed. Add --adopt to take it over, which uses these OTPs up',
  ),
  'infer.hint-choose': p(
    '尚未改动。用 --adopt N 指明采用哪一个（这些口令随之作废）',
    'Nothing was changed. Name one with --adopt N, which uses these OTPs up',
  ),
  'infer.which': p(
    '有 {count} 个候选，没有采用：请用 --adopt N 指明其中一个',
    'Nothing was taken over: there are {count} candidates, name one of them with --adopt N',
  ),
  'infer.adopted': p(
    '令牌“{serial}”已采用并同步：{spec}；{clock}',
    'Token "{serial}" is synchronised as: {spec}; {clock}',
  ),

  'sync-file.row': p('第 {line} 行 {serial}：{verdict}', 'line {line} {serial}: {verdict}'),
  'sync-file.progress': p('已处理 {rows} 行，失败 {failed} 行', '{rows} rows done, {failed} failed'),
  'sync-file.result': p(
    '已同步 {synchronised} 个（其中推断后采用 {adopted} 个），失败 {failed} 行',
    '{synchronised} synchronised ({adopted} of them inferred), {failed} rows failed',
  ),
  'sync-file.some-failed': p(
    '有 {failed} 行没有同步（首个：第 {line} 行：{verdict}）',
    '{failed} rows were not synchronised (the first: line {line}: {verdict})',
  ),
  'sync-file.stopped': p(
    '已停止：处理了 {rows} 行，其中失败 {failed} 行；第 {line} 行之后未处理',
    'Stopped: {rows} rows done, {failed} of them failed; nothing after line {line} was touched',
  ),
  'sync-file.unavailable': p(
    '数据库不可用，已停止：处理了 {rows} 行；第 {line} 行之后未处理',
    'The database is not available, stopped: {rows} rows done; nothing after line {line} was touched',
  ),
  'sync-file.empty': p(
    '文件中没有数据行：每行应为 令牌号,口令,下一个口令',
    'There are no rows in the file: each is serial,otp,nextOtp',
  ),
  'sync.done': p('已同步', 'synchronised'),
  'sync.adopted': p('推断后采用并同步：{spec}；{clock}', 'inferred and synchronised: {spec}; {clock}'),
  'sync.refused': p('{message}（{code}）', '{message} ({code})'),
  'sync.undecided': p('数据库不可用，未处理', 'not tried: the database was not available'),
  'sync.malformed': p(
    '该行应为 令牌号,口令,下一个口令，口令只含数字',
    'a row is serial,otp,nextOtp, and OTPs are digits alone',
  ),

  'drift.counts': p(
    '已启用的时间型令牌：用过 {used} 个（平均偏移 {mean} 秒），从未使用 {neverUsed} 个',
    'Enabled time tokens: {used} used (mean drift {mean} s), {neverUsed} never used',
  ),
  'drift.exact': p('准确', 'right'),
  'drift.ahead': p('快 {from} 至 {to} 秒', '{from} to {to} s ahead'),
  'drift.behind': p('慢 {from} 至 {to} 秒', '{from} to {to} s behind'),
  'drift.far-ahead': p('快 {from} 秒以上', '{from} s and more ahead'),
  'drift.far-behind': p('慢 {from} 秒以上', '{from} s and more behind'),
} as const satisfies Record<string, Phrase>;
