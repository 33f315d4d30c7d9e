import { SeedFileError, showValue } from '../seed-file-error.ts';
import type { SeedEncoding } from '../seed-file-event.ts';

/** What a column can mean. */
export type ColumnRole =
  | 'serial'
  | 'seed'
  | 'type'
  | 'hash'
  | 'algorithm'
  | 'digits'
  | 'period'
  | 'counter'
  | 'drift'
  | 'suite'
  | 'manufacturer'
  | 'model'
  | 'start'
  | 'expiry'
  | 'user';

/** Names as vendors and peers write them, in lower case and without blanks, `_` and `-`. */
const NAMES: Readonly<Record<ColumnRole, string>> = {
  serial:
    'serial serialno serialnumber serialnum sn tokenserial tokenserialnumber tokensn tokenid deviceserial 令牌号 令牌序列号 令牌编号 序列号 序号sn 设备序列号',
  seed: 'secret secretkey sharedsecret seed seedkey seedvalue tokenseed key otpkey hmackey tokenkey secretseed 种子 种子密钥 种子数据 种子值 密钥 令牌种子 令牌密钥',
  type: 'type tokentype otptype 类型 令牌类型 口令类型',
  hash: 'hash hashalgorithm hashalgo hashlib digest sha 哈希 哈希算法 摘要算法 散列算法 杂凑算法',
  algorithm: 'algorithm algo alg otpalgorithm 算法 口令算法 令牌算法',
  digits:
    'digits digit length len otplen otplength codelength passwordlength 位数 长度 口令位数 口令长度 密码长度 密码位数 动态口令长度 动态口令位数',
  period:
    'period timeinterval interval step timestep timeperiod 时间间隔 步长 周期 时间步长 时间周期 变化周期 更新周期 口令周期',
  counter: 'counter movingfactor eventcounter event 计数器 计数 计数值 事件 事件值 事件因子',
  drift: 'drift timedrift 偏移 时间偏移 时间偏差',
  suite: 'suite ocrasuite ocra 套件 ocra套件',
  manufacturer: 'manufacturer vendor 厂商 厂家 制造商 生产厂商 生产厂家',
  model: 'model tokenmodel 型号 产品型号 令牌型号',
  start: 'start startdate validfrom 开始日期 起始日期 启用日期 生效日期 生效时间 开始时间',
  expiry:
    'expiry expirydate expires expiration expirationdate validto validuntil 有效期 有效期至 截止日期 失效日期 失效时间 到期日期 到期时间 过期日期 过期时间',
  user: 'upn user username userid login loginname account userprincipalname 用户 用户名 登录名 账号 帐号 用户账号 用户帐号 用户标识',
};

const ROLES = new Map<string, ColumnRole>(
  Object.entries(NAMES).flatMap(([role, names]) =>
    names.split(' ').map((name) => [name, role as ColumnRole]),
  ),
);

export interface Header {
  readonly columns: Partial<Record<ColumnRole, number>>;
  /** what the seed column's name says: `hexkey`, `secret (base32)` */
  readonly encoding: SeedEncoding | undefined;
  /** is it Microsoft's: users by `upn` */
  readonly isEntra: boolean;
}

/**
 * Reads the line that names the columns.
 *
 * @returns undefined when the line is no header but a row
 * @throws {SeedFileError} header-no-serial, header-no-seed, header-ambiguous
 */
export function findHeader(fields: readonly string[], line: number): Header | undefined {
  const named = fields.map((field) => readName(field));
  const known = named.filter((name) => name.role !== undefined).length;
  if (known === 0 || (known === 1 && fields.some(isLikeValue))) return undefined;
  const columns = placeColumns(fields, named, line);
  if (columns.serial === undefined) throw new SeedFileError('header-no-serial', { line });
  if (columns.seed === undefined) throw new SeedFileError('header-no-seed', { line });
  return { columns, encoding: named[columns.seed]?.encoding, isEntra: named.some((name) => name.isUpn) };
}

/** @throws {SeedFileError} header-ambiguous */
function placeColumns(fields: readonly string[], named: readonly Name[], line: number): Header['columns'] {
  const columns: Partial<Record<ColumnRole, number>> = {};
  for (const [index, { role }] of named.entries()) {
    if (role === undefined) continue;
    const earlier = columns[role];
    if (earlier !== undefined) {
      const both = { first: showValue(fields[earlier] ?? ''), second: showValue(fields[index] ?? '') };
      throw new SeedFileError('header-ambiguous', { line, ...both });
    }
    columns[role] = index;
  }
  return columns;
}

interface Name {
  readonly role: ColumnRole | undefined;
  readonly encoding: SeedEncoding | undefined;
  readonly isUpn: boolean;
}

const ENCODING_IN_NAME = /hex(?:adecimal)?|base32|base64|十六进制|16进制/;
const ENCODING_OF: Readonly<Record<string, SeedEncoding>> = { base32: 'base32', base64: 'base64' };

function readName(field: string): Name {
  const plain = field.toLowerCase().replace(/[\s_\-.:：()（）[\]/#]/g, '');
  const role = ROLES.get(plain);
  if (role !== undefined) return { role, encoding: undefined, isUpn: plain === 'upn' };
  const encoding = ENCODING_IN_NAME.exec(plain)?.[0];
  const isSeed = encoding !== undefined && ['seed', undefined].includes(roleWithout(plain, encoding));
  if (!isSeed) return { role: undefined, encoding: undefined, isUpn: false };
  return { role: 'seed', encoding: ENCODING_OF[encoding] ?? 'hex', isUpn: false };
}

/** `hexkey` → seed; `hex` alone → nothing else than the seed */
function roleWithout(plain: string, encoding: string): ColumnRole | 'other' | undefined {
  const rest = plain.replace(encoding, '').replace(/^encoded|encoded$/, '');
  return rest === '' ? undefined : (ROLES.get(rest) ?? 'other');
}

/** Could this be a serial or a seed rather than a column's name? */
function isLikeValue(field: string): boolean {
  return /\d{4}/.test(field) || /^[0-9a-f]{8,}$/i.test(field) || field.length >= 26;
}
