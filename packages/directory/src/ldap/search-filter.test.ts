import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BerWriter, Filter, FilterParser } from 'ldapts';
import { encodeSearchFilter } from './search-filter.ts';

/** As another implementation writes it. */
function asLdapts(filter: string): string {
  const writer = new BerWriter();
  FilterParser.parseString(filter).write(writer);
  return writer.buffer.toString('hex');
}
const hexOf = (template: string, login: string) =>
  Buffer.from(encodeSearchFilter(template, login) ?? []).toString('hex');

test('encodeSearchFilter() writes what ldapts writes', () => {
  for (const template of [
    '(uid={login})',
    'uid={login}',
    '(&(objectClass=person)(uid={login}))',
    '(&(objectClass=*)(|(uid={login})(mail={login}@example.com))(!(employeeType=left)))',
    '(cn=*{login})',
    '(cn={login}*)',
    '(cn=a*b*{login}*c)',
    '(cn~={login})',
    '(&(uidNumber>=1000)(uidNumber<=2000)(uid={login}))',
    '(memberOf:1.2.840.113556.1.4.1941:={login})',
    '(cn:dn:caseExactMatch:={login})',
    String.raw`(&(cn=\2a\28x\29)(uid={login}))`,
  ])
    for (const login of ['zhang', '张伟', 'a b'])
      assert.equal(hexOf(template, login), asLdapts(template.replaceAll('{login}', login)), template);
});

test('encodeSearchFilter() keeps whatever a login is in one value', () => {
  const template = '(&(objectClass=person)(uid={login}))';
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (login) => {
      assert.equal(hexOf(template, login), asLdapts(template.replace('{login}', () => Filter.escape(login))));
    }),
  );
  for (const login of ['*', '*)(uid=*', ')(&)', '(', String.raw`\2a`, 'x)(|(uid=*', '{login}'])
    assert.equal(
      hexOf(template, login),
      asLdapts(template.replace('{login}', () => Filter.escape(login))),
      login,
    );
});

test('encodeSearchFilter() refuses what is no filter, or has no {login}', () => {
  for (const template of [
    '',
    '(uid=*)',
    '(uid={login}',
    '(&(objectClass=person)(uid={login})',
    '(uid={login}))',
    '(&(uid={login}))x',
    '(&)(uid={login})',
    '({login}=x)',
    '(uid {login})',
    '(={login})',
    '(uid=(x{login}))',
    String.raw`(uid=\zz{login})`,
    String.raw`(uid={login}\)`,
    '(!(uid={login})(cn=x))',
    '(:={login})',
    '(u_id={login})',
  ])
    assert.equal(encodeSearchFilter(template, 'zhang'), undefined, template);
});
