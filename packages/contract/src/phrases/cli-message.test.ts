import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldLabel, fieldTerm } from './cli-fields.ts';
import { cliMessage } from './cli-message.ts';

test('cliMessage() puts codes among the parameters into the reader’s language', () => {
  const params = { serial: 'T1', state: 'lost' };
  assert.equal(cliMessage('token.done', 'zh-CN', params), '令牌“T1”：挂失');
  assert.equal(cliMessage('token.done', 'en', params), 'Token "T1": lost');
  const broken = { id: 7, node: 'a', problem: 'rows-missing' };
  assert.match(cliMessage('audit.broken', 'zh-CN', broken), /被删除/);
  assert.match(cliMessage('audit.broken', 'en', broken), /missing/);
});

test('fieldTerm() and fieldLabel() are Chinese words for Chinese readers, and JSON’s for others', () => {
  const fields = {
    status: 'lost',
    kind: 'hardware',
    isEnabled: true,
    otpRule: null,
    validUntil: null,
    lastError: 'http-503',
  };
  const said = (language: 'zh-CN' | 'en') =>
    Object.entries(fields).map(([name, value]) => [
      fieldLabel(name, language),
      fieldTerm(name, value, language),
    ]);
  assert.deepEqual(said('en'), Object.entries(fields));
  assert.deepEqual(said('zh-CN'), [
    ['状态', '挂失'],
    ['种类', '硬件令牌'],
    ['启用', '是'],
    ['动态口令', '按策略'],
    ['失效时间', '—'],
    ['最近错误', '接收端应答 HTTP 503'],
  ]);
});

test('fieldTerm() leaves what a person wrote as it is', () => {
  for (const value of ['enabled', '停用', 'constructor', ''])
    assert.equal(fieldTerm('name', value, 'zh-CN'), value);
  assert.equal(fieldTerm('status', 'constructor', 'zh-CN'), 'constructor');
  assert.equal(fieldLabel('constructor', 'zh-CN'), 'constructor');
  assert.equal(fieldTerm('digits', 6, 'zh-CN'), 6);
});
