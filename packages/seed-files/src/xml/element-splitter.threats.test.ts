import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectEvents } from '../../test/collect-events.ts';

const PACKAGE =
  '<KeyPackage><Key Id="1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret></Data></Key></KeyPackage>';
const FILE = `<?xml version="1.0"?>\n<KeyContainer Version="1.0">\n${PACKAGE}\n</KeyContainer>\n`;

async function faultOf(text: string | Uint8Array): Promise<(string | number | undefined)[]> {
  const { error } = await collectEvents(text, {}, 777);
  return [error?.code, error?.line, error?.column];
}

test('ElementSplitter refuses a DOCTYPE, with external entities, entity bombs and without', async () => {
  const bomb =
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]>';
  for (const doctype of [
    '<!DOCTYPE KeyContainer>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    bomb,
  ]) {
    const text = `<?xml version="1.0"?>\n${doctype}\n<KeyContainer>&d;&x;</KeyContainer>`;
    assert.deepEqual(await faultOf(text), ['xml-doctype', 2, undefined]);
  }
});

test('ElementSplitter refuses entities that are not of XML itself', async () => {
  assert.deepEqual(await faultOf('<KeyContainer>\n  &xxe;</KeyContainer>'), ['xml-entity', 2, 7]);
});

test('ElementSplitter reports a file cut off anywhere, with line and column', async () => {
  const { error, tokens } = await collectEvents(FILE.slice(0, FILE.indexOf('</KeyContainer>')));
  assert.deepEqual(
    [error?.code, error?.line, error?.column, error?.params['tag']],
    ['xml-unclosed', 4, 1, 'KeyContainer'],
  );
  assert.equal(tokens.length, 1);
  for (let length = FILE.indexOf('<KeyContainer') + 1; length < FILE.trimEnd().length; length += 1) {
    const cut = await collectEvents(FILE.slice(0, length));
    assert.ok(cut.error?.code.startsWith('xml-'), `cut after ${length} characters`);
    assert.ok((cut.error?.line ?? 0) >= 2);
  }
});

test('ElementSplitter reports where XML is not well-formed', async () => {
  assert.deepEqual(await faultOf('<KeyContainer>\n<a></b></KeyContainer>'), ['xml-tag-mismatch', 2, 7]);
  assert.deepEqual(await faultOf('<KeyContainer>\n<a x=1/></KeyContainer>'), ['xml-malformed', 2, 6]);
  assert.deepEqual((await faultOf('  <?xml version="1.0"?><KeyContainer/>'))[0], 'xml-declaration-late');
  assert.deepEqual((await faultOf(`${FILE}<KeyContainer/>`))[0], 'xml-malformed');
  assert.deepEqual(
    (await faultOf(`<KeyContainer><KeyPackage a="1" a="2"/></KeyContainer>`))[0],
    'xml-malformed',
  );
});

test('ElementSplitter bounds depth', async () => {
  const deep = `<KeyContainer>\n${'<a>'.repeat(100_000)}`;
  assert.deepEqual((await faultOf(deep))[0], 'xml-too-deep');
});

test('ElementSplitter bounds attributes, texts, comments and whole packages', async () => {
  const huge = 'x'.repeat(2_000_000);
  const many = '<Key/>'.repeat(300_000);
  for (const inner of [
    `<Key Id="${huge}"/>`,
    `<Key>${huge}</Key>`,
    `<!--${huge}-->`,
    `<?x ${huge}?>`,
    `<Key><![CDATA[${huge}]]></Key>`,
    `<${huge}/>`,
    many,
  ]) {
    const { error } = await collectEvents(`<KeyContainer><KeyPackage>${inner}</KeyPackage></KeyContainer>`);
    assert.equal(error?.code, 'xml-too-large');
  }
});

test('ElementSplitter reads XML in the character sets it may come in', async () => {
  const declared = (charset: string): string => FILE.replace('?>', ` encoding="${charset}"?>`);
  const files: Uint8Array[] = [
    Buffer.from(`\ufeff${FILE}`),
    Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le'),
    Buffer.from(declared('UTF-16'), 'utf16le').swap16(),
    Buffer.from(declared('ISO-8859-1'), 'latin1'),
    Buffer.from(declared('GB2312')),
    // Written by a program that made a string of it first
    Buffer.from(declared('utf-16')),
  ];
  for (const file of files) assert.equal((await collectEvents(file)).tokens.length, 1);
  assert.equal((await collectEvents(declared('x-unknown'))).error?.code, 'charset-unsupported');
});
