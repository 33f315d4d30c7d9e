import type { Phrase, PhraseTable } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

export const organizationPhrases = {
  'organizations.title': p('组织机构', 'Organisations'),
  'organizations.help': p(
    '用户和令牌都归属于一个组织机构。上级的令牌可以分给下级的用户。',
    'Every user and every token belongs to one organisation. Tokens of a parent can serve users of its children.',
  ),
  'organizations.search': p('按名称查找', 'Find by name'),
  'organizations.add-top': p('添加最上级机构', 'Add a top organisation'),
  'organizations.add-child': p('添加下级', 'Add a child'),
  'organizations.add-under': p('在“{name}”下添加', 'Add under "{name}"'),
  'organizations.rename': p('重命名', 'Rename'),
  'organizations.rename-title': p('重命名“{name}”', 'Rename "{name}"'),
  'organizations.delete-title': p('删除“{name}”？', 'Delete "{name}"?'),
  'organizations.delete-help': p(
    '只能删除没有下级、用户和令牌的组织机构。此操作记入审计日志。',
    'Only an organisation without children, users and tokens can be deleted. The audit log records it.',
  ),
  'organizations.delete-refused': p('不能删除“{name}”', 'Cannot delete "{name}"'),
  'organizations.name': p('名称', 'Name'),
  'organizations.name-help': p('同级不能重名，不能包含“/”', 'Unique among its siblings, without "/"'),
  'organizations.counts': p('用户 {users} · 令牌 {tokens}', '{users} users · {tokens} tokens'),
  'organizations.children': p('下级机构', 'Children'),
  'organizations.users': p('用户', 'Users'),
  'organizations.tokens': p('令牌', 'Tokens'),
  'organizations.show-users': p('查看用户', 'Show users'),
  'organizations.show-tokens': p('查看令牌', 'Show tokens'),
  'organizations.choose': p('在左侧选择一个组织机构', 'Choose an organisation'),
  'organizations.empty': p('还没有组织机构', 'No organisations yet'),
  'organizations.placeholder': p('选择组织机构', 'Choose an organisation'),
  'organizations.path': p('完整路径', 'Full path'),
  'organizations.created': p('已添加“{name}”', 'Added "{name}"'),
  'organizations.deleted': p('已删除“{name}”', 'Deleted "{name}"'),
} as const satisfies PhraseTable;
