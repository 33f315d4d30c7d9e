import type { Backend } from '../routes/backends.ts';
import type { EventSink } from '../routes/event-sinks.ts';
import type { Organization } from '../routes/organizations.ts';
import type { TokenDetail } from '../routes/tokens.ts';
import type { UserDetail } from '../routes/users.ts';
import { deliveryErrorMessage } from './events.ts';
import type { Language } from './phrase.ts';

/** What the command line shows of one thing, field by field. */
type Shown = TokenDetail | UserDetail | Organization | Backend | EventSink;
/** Names of fields, at every depth. */
type NameIn<T> = T extends readonly (infer Item)[]
  ? NameIn<Item>
  : T extends object
    ? { [Name in keyof T]-?: (Name & string) | NameIn<T[Name]> }[keyof T]
    : never;
type FieldName = NameIn<Shown>;
/** What stands in a field of that name; a text that may be anything is no term. */
type ValueIn<T, Name> = T extends readonly (infer Item)[]
  ? ValueIn<Item, Name>
  : T extends object
    ? { [Field in keyof T]-?: Field extends Name ? T[Field] : ValueIn<T[Field], Name> }[keyof T]
    : never;
type TermIn<Name> = Extract<ValueIn<Shown, Name>, string>;

/** Fields in Chinese. In English they are called as in JSON: those are words already, and what scripts look for. */
const chineseNames = {
  accessRules: '访问规则',
  actions: '操作',
  activatedAt: '激活时间',
  activation: '激活状态',
  addresses: '地址',
  agents: '认证代理',
  allowHttp: '允许 http',
  backendId: '认证后端编号',
  bindName: '登录名模板',
  bindings: '绑定',
  boundAt: '绑定时间',
  boundUserCount: '绑定用户数',
  boundUsers: '绑定用户',
  caPem: 'CA 证书',
  childCount: '下级数',
  circuit: '熔断状态',
  code: '标识码',
  createdAt: '创建时间',
  createdBy: '创建者',
  days: '星期',
  deadlineMs: '应答限时（毫秒）',
  deliveredCount: '已送达事件数',
  device: '激活的手机',
  deviceCode: '手机令牌标识码',
  digestMinutes: '合并发送间隔（分钟）',
  digits: '口令位数',
  distribution: '分发',
  driftSteps: '时间偏移（步）',
  droppedCount: '放弃事件数',
  email: '电子邮件',
  emergencyExpiresAt: '应急口令失效时间',
  emergencyUsesLeft: '应急口令剩余次数',
  expiresAt: '失效时间',
  facility: 'facility',
  failCount: '连续失败次数',
  failingSince: '开始失败时间',
  filter: '过滤',
  from: '发件人',
  fromMinute: '起始（当日第几分钟）',
  hasEmergencyPassword: '有应急口令',
  hasPassword: '已设激活密码',
  hasPin: '已设 PIN 码',
  hasSecret: '已设密钥或密码',
  hasStaticPassword: '已设静态密码',
  hash: '算法',
  host: '主机',
  http: 'HTTP',
  id: '编号',
  isDefault: '默认',
  isEnabled: '启用',
  isMessageAuthenticatorOptional: '接受没有 Message-Authenticator 的应答',
  isPlainAllowed: '允许不用 TLS',
  kind: '种类',
  lagEvents: '积压事件数',
  language: '语言',
  lastAcceptedAt: '最近认证成功',
  lastDeliveredAt: '最近送达',
  lastError: '最近错误',
  ldap: 'LDAP',
  lock: '锁定',
  login: '用户名',
  manufacturer: '厂商',
  maxInFlight: '同时询问上限',
  mode: '方式',
  model: '型号',
  name: '名称',
  nasIdentifier: 'NAS 标识',
  needsSync: '需要同步',
  nextTryAt: '下次尝试',
  ocraSuite: 'OCRA 套件',
  openAfterFailures: '熔断前的失败次数',
  organizationId: '组织机构编号',
  organizationPath: '组织机构',
  otpRule: '动态口令',
  outcome: '结果',
  parentId: '上级编号',
  path: '组织机构',
  pauseSeconds: '熔断时间（秒）',
  periodSeconds: '变化周期（秒）',
  phone: '电话',
  port: '端口',
  problem: '问题',
  radius: 'RADIUS',
  reasons: '原因',
  resendAfterMs: '重发间隔（毫秒）',
  searchBase: '查询起点',
  searchFilter: '查询过滤器',
  searchName: '查询账户',
  security: '安全方式',
  serial: '令牌号',
  servers: '服务器',
  signatureSuite: '签名套件',
  startsAt: '生效时间',
  state: '状态',
  staticPasswordMustChange: '静态密码须修改',
  staticPasswordRule: '静态密码',
  staticPasswordSetAt: '静态密码设置时间',
  status: '状态',
  syslog: 'syslog',
  thirdPartyRule: '第三方认证密码',
  timeZone: '时区',
  to: '收件人',
  tokenCount: '令牌数',
  tokens: '令牌',
  transport: '传输方式',
  triesLeft: '剩余次数',
  type: '类型',
  until: '截止时间',
  untilMinute: '截止（当日第几分钟）',
  updatedAt: '修改时间',
  url: '地址',
  urls: '地址',
  user: '用户名',
  userCount: '用户数',
  userId: '用户编号',
  validFrom: '生效时间',
  validUntil: '失效时间',
  webhook: 'webhook',
} as const satisfies Readonly<Record<FieldName, string>>;

const ACCESS_FACTOR = { required: '要求', none: '不要求' };
/** Values of fields in Chinese, where they are words of ours. */
const chineseTerms = {
  status: { enabled: '启用', disabled: '停用', lost: '挂失', revoked: '作废' },
  kind: {
    hardware: '硬件令牌',
    mobile: '手机令牌',
    ldap: 'LDAP',
    radius: 'RADIUS',
    http: 'HTTP',
    webhook: 'webhook',
    syslog: 'syslog',
    email: '邮件',
  },
  type: { totp: '时间型', hotp: '事件型', ocra: '挑战应答型' },
  activation: { undistributed: '未分发', distributed: '已分发', claimed: '已领取', activated: '已激活' },
  mode: { online: '在线', offline: '离线' },
  state: {
    issued: '已分发',
    claimed: '已领取',
    activated: '已激活',
    expired: '已过期',
    burned: '密码错误次数过多',
    superseded: '已重新分发',
    cancelled: '已撤销',
  },
  otpRule: ACCESS_FACTOR,
  staticPasswordRule: ACCESS_FACTOR,
  thirdPartyRule: ACCESS_FACTOR,
  outcome: { any: '全部', succeeded: '成功', refused: '被拒绝' },
  circuit: { closed: '正常', open: '已熔断', probing: '试探中' },
  problem: { 'filter-wrong': '查询过滤器无效', 'secret-missing': '还没有设置密钥或密码' },
} as const satisfies { readonly [Name in FieldName]?: Readonly<Record<TermIn<Name>, string>> };

/** What nothing means in a field; elsewhere it is a dash. */
const chineseNothing: Readonly<Record<string, string>> = {
  otpRule: '按策略',
  staticPasswordRule: '按策略',
  thirdPartyRule: '按策略',
  accessRules: '按策略',
  lock: '未锁定',
};

/** What a field is called. */
export function fieldLabel(name: string, language: Language): string {
  return language === 'zh-CN' && Object.hasOwn(chineseNames, name)
    ? chineseNames[name as keyof typeof chineseNames]
    : name;
}

/** What stands in a field, as a person reads it. English has it as it is. */
export function fieldTerm(name: string, value: string, language: Language): string;
export function fieldTerm(name: string, value: unknown, language: Language): unknown;
export function fieldTerm(name: string, value: unknown, language: Language): unknown {
  if (language !== 'zh-CN') return value;
  if (value === null) return Object.hasOwn(chineseNothing, name) ? chineseNothing[name] : '—';
  if (typeof value === 'boolean') return value ? '是' : '否';
  return typeof value === 'string' ? chineseTerm(name, value) : value;
}

function chineseTerm(name: string, value: string): string {
  if (name === 'lastError') return deliveryErrorMessage(value, 'zh-CN');
  const terms: Readonly<Record<string, string>> = Object.hasOwn(chineseTerms, name)
    ? chineseTerms[name as keyof typeof chineseTerms]
    : {};
  return Object.hasOwn(terms, value) ? (terms[value] ?? value) : value;
}
