import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Table } from './table.ts';

function printed(isOnScreen: boolean, headings: readonly string[] = []): { table: Table; lines: string[] } {
  const lines: string[] = [];
  return { table: new Table({ headings, print: (line) => void lines.push(line), isOnScreen }), lines };
}

test('Table: for programs each row is written at once, with tabs', () => {
  const { table, lines } = printed(false);
  table.add('T1', '硬件令牌', '');
  assert.deepEqual(lines, ['T1\t硬件令牌\t']);
  table.add('T12', '手机令牌', 3);
  table.end();
  assert.deepEqual(lines, ['T1\t硬件令牌\t', 'T12\t手机令牌\t3']);
});

test('Table: on a screen columns are aligned, Chinese characters two wide', () => {
  const { table, lines } = printed(true);
  table.add('令牌号', 'T1', '');
  table.add('id', '硬件令牌', 'x');
  assert.deepEqual(lines, []);
  table.end();
  assert.deepEqual(lines, ['令牌号  T1', 'id      硬件令牌  x']);
  table.end();
  assert.equal(lines.length, 2);
});

test('Table: headings are for the screen alone', () => {
  const headings = ['令牌号', '种类'];
  for (const [isOnScreen, wanted] of [
    [true, ['令牌号  种类', 'T1      硬件令牌']],
    [false, ['T1\t硬件令牌']],
  ] as const) {
    const { table, lines } = printed(isOnScreen, headings);
    table.add('T1', '硬件令牌');
    table.end();
    assert.deepEqual(lines, wanted);
  }
});
